"""Reads of golden rules, clearances and guardians' consents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from backend.common import rights
from backend.common.rights import Verb
from volunteers.rights import RECORD_CHECK, TRAINING
from volunteers.states import ClearanceKind

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer


def _people_of(organisation_ids: frozenset[Any]) -> models.QuerySet[Any]:
    """Who has or had a role there and has not ended it."""
    from volunteers.models.people import Membership  # noqa: PLC0415 -- models import this module

    rows = Membership.objects.filter(organisation_id__in=organisation_ids).standing()
    return rows.order_by().values("user_id")


class GoldenRulesQuerySet(models.QuerySet[Any]):
    """Versions of the rules, newest first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The municipality's: what walkers are asked to follow is no secret."""
        return self.filter(municipality_id=viewer.municipality_id).order_by("-version", "id")


class ClearanceQuerySet(models.QuerySet[Any]):
    """Clearances, newest first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """One's own, and of the people of organisations that one leads those kinds that one reads there."""
        seen = Q(user_id=viewer.user_id, user__isnull=False)
        checked = rights.organisations(viewer, RECORD_CHECK, Verb.READ)
        trained = rights.organisations(viewer, TRAINING, Verb.READ)
        record_check = Q(kind=ClearanceKind.RECORD_CHECK)
        seen |= record_check & Q(user__in=_people_of(checked)) | ~record_check & Q(user__in=_people_of(trained))
        return self.filter(seen, municipality_id=viewer.municipality_id).order_by("-given_on", "id")

    def good(self, day: dt.date) -> Self:
        """Neither withdrawn nor run out."""
        return self.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=day), withdrawn_at__isnull=True)

    def of(self, user_id: UUID, municipality_id: UUID) -> Self:
        """A person's in one municipality, whoever asks: what a gate looks at."""
        return self.filter(user_id=user_id, municipality_id=municipality_id)


class ConsentQuerySet(models.QuerySet[Any]):
    """Guardians' consents."""

    def visible_to(self, viewer: Viewer) -> Self:
        """One's own, and those given to organisations whose clearances one reads."""
        led = rights.organisations(viewer, TRAINING, Verb.READ)
        mine = Q(user_id=viewer.user_id, user__isnull=False) | Q(organisation_id__in=led)
        return self.filter(mine, organisation__municipality_id=viewer.municipality_id).order_by("-given_on", "id")

    def good(self, day: dt.date) -> Self:
        """Given, not taken back, and not run out."""
        return self.filter(withdrawn_at__isnull=True, given_on__lte=day, ends_on__gte=day)
