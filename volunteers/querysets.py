"""Reads of organisations and memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from backend.common.viewer import Role
from volunteers.states import MembershipState, OrganisationState

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer


class OrganisationQuerySet(models.QuerySet[Any]):
    """Organisations, in Swedish order."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Organisations of the viewer's municipality; which ones exist is public, who is in them is not."""
        return self.filter(municipality_id=viewer.municipality_id).order_by("name_sort", "id")

    def active(self) -> Self:
        """Those that can do something today."""
        return self.exclude(state__in=[OrganisationState.DORMANT, OrganisationState.CLOSED])


class MembershipQuerySet(models.QuerySet[Any]):
    """Memberships."""

    def visible_to(self, viewer: Viewer) -> Self:
        """One's own, and those of organisations in which one is coordinator, association leader or kontaktombud."""
        leading = viewer.organisations(Role.COORDINATOR, Role.ASSOCIATION, Role.CONTACT_PERSON)
        mine = models.Q(organisation_id__in=leading)
        if viewer.user_id is not None:
            mine |= models.Q(user_id=viewer.user_id)
        return (
            self.filter(organisation__municipality_id=viewer.municipality_id)
            .filter(mine)
            .order_by("organisation__name_sort", "user__name", "role", "id")
        )

    def active(self) -> Self:
        """Those that give rights now."""
        return self.filter(state=MembershipState.ACTIVE).exclude(
            organisation__state=OrganisationState.CLOSED
        )

    def of(self, user_id: UUID, municipality_id: UUID) -> Self:
        """A person's memberships in one municipality: what the Viewer is built from."""
        return self.filter(user_id=user_id, organisation__municipality_id=municipality_id)
