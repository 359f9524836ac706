"""Reads of weeks, pictures and measures; each starts at visible_to(viewer)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from backend.common.rights import Scope, Verb, scopes
from situation.rights import MEASURE, PICTURE
from situation.states import MeasureState

if TYPE_CHECKING:
    import datetime as dt

    from backend.common.viewer import Viewer

# What the public may know of a measure: that it is decided, begun, done, followed up.
PUBLIC_MEASURES = (MeasureState.DECIDED, MeasureState.IN_PROGRESS, MeasureState.DONE, MeasureState.EVALUATED)
UNFINISHED = (MeasureState.PROPOSED, MeasureState.DECIDED, MeasureState.IN_PROGRESS)


class WeekQuerySet(models.QuerySet[Any]):
    """Weeks, newest first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The municipality's weeks, for those who read its picture; for others none."""
        mine = self.filter(municipality_id=viewer.municipality_id).order_by("-key", "id")
        if viewer.is_system or Scope.ALL in scopes(viewer, PICTURE, Verb.READ):
            return mine
        return mine.none()


class MeasureQuerySet(models.QuerySet[Any]):
    """Measures, the earliest deadline first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """All of the municipality's for those who work with them, the decided ones for walkers, none for strangers."""
        mine = self.filter(municipality_id=viewer.municipality_id).order_by("deadline", "id")
        reach = scopes(viewer, MEASURE, Verb.READ)
        if viewer.is_system or Scope.ALL in reach:
            return mine
        if Scope.PUBLIC in reach:
            return mine.filter(state__in=PUBLIC_MEASURES)
        return mine.none()

    def with_words(self) -> Self:
        """With the names that a list shows."""
        return self.select_related("owner", "place", "district", "week")

    def unfinished(self) -> Self:
        """Proposed, decided or begun."""
        return self.filter(state__in=UNFINISHED)

    def overdue(self, today: dt.date) -> Self:
        """Unfinished after their deadline."""
        return self.unfinished().filter(deadline__lt=today)
