"""Reads of invitations, requests and member lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q

from backend.common.rights import Verb
from volunteers.querysets.people import led_by
from volunteers.states import ImportState, OrganisationState, RequestState

if TYPE_CHECKING:
    import datetime as dt

    from backend.common.viewer import Viewer


class InvitationQuerySet(models.QuerySet[Any]):
    """Invitations, newest first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of the organisations whose members the viewer may add."""
        led = led_by(viewer, Verb.CREATE, "organisation__")
        return self.filter(led).order_by("-created_at", "id")

    def open(self, now: dt.datetime) -> Self:
        """Still good for somebody."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now, uses__lt=F("max_uses")).exclude(
            organisation__state=OrganisationState.CLOSED
        )

    def by_hashes(self, hashes: list[str], municipality_id: object, now: dt.datetime) -> Self:
        """The one of a token that is good here and now, with its organisation: unknown, foreign, run out, used up and
        revoked cost the same statement and give the same nothing."""
        found = self.open(now).filter(token_hash__in=hashes, organisation__municipality_id=municipality_id)
        return found.select_related("organisation__municipality", "person").order_by("id")


class JoinRequestQuerySet(models.QuerySet[Any]):
    """Requests, oldest first: who has waited longest."""

    def visible_to(self, viewer: Viewer) -> Self:
        """One's own, and those to organisations whose members one may add."""
        mine = led_by(viewer, Verb.CREATE, "organisation__")
        if viewer.user_id is not None:
            mine |= Q(user_id=viewer.user_id)
        return self.filter(mine, organisation__municipality_id=viewer.municipality_id).order_by("asked_at", "id")

    def open(self) -> Self:
        """Waiting for an answer."""
        return self.filter(state=RequestState.OPEN)

    def open_or_of(self, viewer: Viewer) -> Self:
        """The same, and one's own whatever became of them."""
        return self.filter(Q(state=RequestState.OPEN) | Q(user_id=viewer.user_id))


class ImportQuerySet(models.QuerySet[Any]):
    """Member lists."""

    def visible_to(self, viewer: Viewer) -> Self:
        """One's own uploads, as long as one may add members there."""
        led = led_by(viewer, Verb.CREATE, "organisation__")
        return self.filter(led, uploaded_by_id=viewer.user_id).order_by("-uploaded_at", "id")

    def waiting(self) -> Self:
        """Read, and not decided about."""
        return self.filter(state=ImportState.PREVIEW)
