"""Reads of the access log, the retention log and erasures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from backend.common.rights import Scope, Verb, scopes
from volunteers.rights import ACCESS_LOG

if TYPE_CHECKING:
    from backend.common.viewer import Viewer


class AccessLogQuerySet(models.QuerySet[Any]):
    """Who read what of whom, newest first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """What was read of oneself, and everything for the data protection officer."""
        here = self.filter(municipality_id=viewer.municipality_id).order_by("-at", "-id")
        if Scope.ALL in scopes(viewer, ACCESS_LOG, Verb.READ):
            return here
        return here.filter(Q(subject_id=viewer.user_id, subject__isnull=False))


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
