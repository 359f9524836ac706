"""Reads of the access log, the retention log and erasures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from backend.common.rights import Scope, Verb, scopes
from volunteers.rights import ACCESS_LOG, RETENTION

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer


def _memberships() -> models.QuerySet[Any]:
    from volunteers.models.people import Membership  # noqa: PLC0415 -- models import this module

    return Membership.objects.all()


class AccessLogQuerySet(models.QuerySet[Any]):
    """Who read what of whom, newest first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """What was read of oneself, and everything for the data protection officer."""
        here = self.filter(municipality_id=viewer.municipality_id).order_by("-at", "-id")
        if Scope.ALL in scopes(viewer, ACCESS_LOG, Verb.READ):
            return here
        return here.filter(Q(subject_id=viewer.user_id, subject__isnull=False))

    def of(self, user_id: UUID) -> Self:
        """What was read of one person."""
        return self.filter(subject_id=user_id)

    def told(self) -> Self:
        """With the readers and their roles, for a page: two queries more, whatever their number."""
        roles = models.Prefetch(
            "reader__memberships",
            _memberships().select_related("organisation").order_by("since", "id"),
            to_attr="roles_held",
        )
        return self.select_related("reader").prefetch_related(roles)


class RetentionProofQuerySet(models.QuerySet[Any]):
    """What was removed, newest first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """For those who answer for it."""
        here = self.filter(municipality_id=viewer.municipality_id).order_by("-at", "-id")
        return here if Scope.ALL in scopes(viewer, ACCESS_LOG, Verb.READ) else here.none()


class ErasureQuerySet(models.QuerySet[Any]):
    """Erasures."""

    def unfinished(self) -> Self:
        """Those of which something still stays."""
        return self.filter(finished_at__isnull=True).order_by("last_day", "id")


class NamedTextQuerySet(models.QuerySet[Any]):
    """Texts in which the name of somebody who has been erased may stand, oldest first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """For those who answer for the municipality's data."""
        here = self.filter(municipality_id=viewer.municipality_id).order_by("found_at", "id")
        return here if Scope.ALL in scopes(viewer, RETENTION, Verb.READ) else here.none()

    def unread(self) -> Self:
        """Those that somebody has to read."""
        return self.filter(read_at__isnull=True)
