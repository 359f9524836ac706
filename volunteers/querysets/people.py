"""Reads of organisations and memberships; each starts at visible_to(viewer)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from backend.common import rights
from backend.common.rights import Verb
from backend.common.viewer import Role
from volunteers.rights import INSURED_NAME, KEPT_MEMBER, MEMBER
from volunteers.states import MembershipState, OrganisationKind, OrganisationState

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer


def led_by(viewer: Viewer, verb: Verb, path: str = "") -> models.Q:
    """Organisations whose members the viewer may read, add or end; ``path`` leads to the organisation.

    Those where the viewer is coordinator, association leader or kontaktombud; a safety coordinator's are all units of
    the municipality.
    """
    led = models.Q(**{f"{path}pk__in": rights.organisations(viewer, MEMBER, verb)})
    if viewer.has(Role.SAFETY_COORDINATOR):
        led |= models.Q(**{f"{path}kind": OrganisationKind.MUNICIPAL_UNIT})
    return led & models.Q(**{f"{path}municipality_id": viewer.municipality_id})


class OrganisationQuerySet(models.QuerySet[Any]):
    """Organisations, in Swedish order."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Organisations of the viewer's municipality; which ones exist is public, who is in them is not."""
        return self.filter(municipality_id=viewer.municipality_id).order_by("name_sort", "id")

    def led_by(self, viewer: Viewer) -> Self:
        """Those whose members the viewer sees by name."""
        return self.visible_to(viewer).filter(led_by(viewer, Verb.READ))

    def kept_by(self, viewer: Viewer) -> Self:
        """Those whose people without account the viewer keeps."""
        return self.visible_to(viewer).filter(pk__in=rights.organisations(viewer, KEPT_MEMBER, Verb.READ))

    def active(self) -> Self:
        """Those that can do something today."""
        return self.exclude(state__in=[OrganisationState.DORMANT, OrganisationState.CLOSED])

    def with_member_count(self) -> Self:
        """Adds ``people``: persons with an active membership, each counted once."""
        active = models.Q(memberships__state=MembershipState.ACTIVE)
        return self.annotate(people=models.Count("memberships__user", filter=active, distinct=True))


class MembershipQuerySet(models.QuerySet[Any]):
    """Memberships."""

    def visible_to(self, viewer: Viewer) -> Self:
        """One's own, and those of organisations that one leads; in the order in which people came."""
        mine = led_by(viewer, Verb.READ, "organisation__")
        if viewer.user_id is not None:
            mine |= models.Q(user_id=viewer.user_id)
        here = self.filter(organisation__municipality_id=viewer.municipality_id)
        return here.filter(mine).order_by("since", "id")

    def active(self) -> Self:
        """Those that give rights now."""
        return self.filter(state=MembershipState.ACTIVE).exclude(organisation__state=OrganisationState.CLOSED)

    def ended_after(self, since: dt.datetime) -> Self:
        """Those that ended later than that."""
        return self.filter(state=MembershipState.ENDED, ended_at__gt=since)

    def standing(self) -> Self:
        """Not ended: active or suspended."""
        return self.exclude(state=MembershipState.ENDED)

    def kept(self) -> Self:
        """Those of people without an account, whom the organisation keeps."""
        return self.filter(user__email__isnull=True).exclude(user__phone__isnull=False, user__phone_is_verified=True)

    def kept_by(self, viewer: Viewer, verb: Verb = Verb.READ) -> Self:
        """The same in the organisations whose people without account the viewer keeps, by name."""
        mine = rights.organisations(viewer, KEPT_MEMBER, verb)
        here = self.filter(organisation_id__in=mine, organisation__municipality_id=viewer.municipality_id)
        return here.standing().kept().order_by("user__name", "id")

    def insured_by(self, viewer: Viewer) -> Self:
        """Those whose names for the insurer the viewer reads, each person once: by the first of their roles."""
        mine = rights.organisations(viewer, INSURED_NAME, Verb.READ)
        here = self.filter(organisation_id__in=mine, organisation__municipality_id=viewer.municipality_id).standing()
        same = here.filter(organisation_id=models.OuterRef("organisation_id"), user_id=models.OuterRef("user_id"))
        before = models.Q(since__lt=models.OuterRef("since"))
        before |= models.Q(since=models.OuterRef("since"), pk__lt=models.OuterRef("pk"))
        return here.exclude(models.Exists(same.filter(before))).order_by("since", "id")

    def of(self, user_id: UUID, municipality_id: UUID) -> Self:
        """A person's memberships in one municipality: what the Viewer is built from."""
        return self.filter(user_id=user_id, organisation__municipality_id=municipality_id)
