"""Reads of the police's published events and of the calls that brought them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from backend.common.rights import Scope, Verb, scopes
from situation.rights import POLICE_EVENT
from situation.states import FetchOutcome

if TYPE_CHECKING:
    import datetime as dt

    from backend.common.clock import Week
    from backend.common.viewer import Viewer


class PoliceEventQuerySet(models.QuerySet[Any]):
    """Police events, newest first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """All of the viewer's municipality, for those whose week they stand in."""
        rows = self.filter(municipality_id=viewer.municipality_id).order_by("-occurred_at", "-id")
        return rows if viewer.is_system or Scope.ALL in scopes(viewer, POLICE_EVENT, Verb.READ) else rows.none()

    def in_week(self, week: Week) -> Self:
        """What happened in one safety week."""
        return self.filter(week=week.key)


class PoliceFetchQuerySet(models.QuerySet[Any]):
    """Calls to the police, latest first; about nobody, so there is no viewer. For commands and operations."""

    def calls(self) -> Self:
        """Calls alone: a file that was taken in by hand is none."""
        return self.filter(from_file=False).order_by("-started_at", "-id")

    def around(self, now: dt.datetime, span: dt.timedelta) -> Self:
        """Started less than ``span`` ago, or by another process that read its clock a moment after us."""
        return self.filter(started_at__gt=now - span, started_at__lt=now + span)

    def answered(self) -> Self:
        """Calls after which our list was the police's list: it came, or had not changed since it came."""
        return self.calls().filter(outcome__in=[FetchOutcome.OK, FetchOutcome.UNCHANGED])

    def with_content(self) -> Self:
        """Those that brought a list, whichever way."""
        return self.filter(outcome=FetchOutcome.OK).order_by("-started_at", "-id")
