"""Reads what a week's meeting has decided: its focus places and its measures, as they are fixed with the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend.common.clock import Week as SafetyWeek
from events.models import DecidedFocus
from situation.models import Measure

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from situation.models import Week


def decided_focus(week: Week) -> QuerySet[DecidedFocus]:
    """The focus places decided at the week's meeting, for the walks of the next, as they were decided."""
    target = SafetyWeek.parse(week.key).next().key
    rows = DecidedFocus.objects.filter(municipality_id=week.municipality_id, week=target)
    return rows.select_related("place", "place__district").order_by("decided_at", "id")


def focus_lines(week: Week) -> list[dict[str, Any]]:
    """They as they are fixed: plain data in a stable order."""
    return [
        {"id": str(row.pk), "week": row.week, "place": row.place.name, "why": row.why} for row in decided_focus(week)
    ]


def measure_lines(week: Week) -> list[dict[str, Any]]:
    """The week's measures as they are fixed: plain data in a stable order."""
    rows = Measure.objects.filter(week=week).select_related("owner").order_by("deadline", "id")
    return [
        {
            "id": str(row.pk),
            "title": row.title,
            "owner": row.owner.name,
            "deadline": row.deadline.isoformat(),
            "state": row.state,
        }
        for row in rows
    ]
