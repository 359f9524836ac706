"""Writes of the meeting's focus places: decided for the walks of the week after, and withdrawn until it is fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.clock import Week as SafetyWeek
from backend.common.db import alone
from backend.common.errors import Invalid, NotAllowed, NotFound
from events.actions import focus as walks_focus
from places.models import Place
from situation import policies
from situation.actions.weeks import AlreadyFixed, changed, locked_week
from situation.querysets.decided import decided_focus
from situation.states import WeekState

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer
    from events.models import DecidedFocus


class FocusNeedsReason(Invalid):
    """The walkers are told why."""

    code = "focus_needs_reason"
    message = _("Skriv varför platsen ska besökas. Vandrarna ser det i genomgången.")


def decide_focus(*, viewer: Viewer, week_id: UUID, place_id: UUID, why: str, now: dt.datetime) -> DecidedFocus:
    """Ask the walks of the week after ``week`` to visit a place. NotFound for a place of another municipality."""
    with transaction.atomic():
        alone(walks_focus.DECISIONS % viewer.municipality_id)  # before the week, as set_boundary takes them (ADR 9)
        week = locked_week(viewer, week_id)
        if not policies.can_decide_measure(viewer):
            raise NotAllowed
        if week.state == WeekState.FIXED:
            raise AlreadyFixed
        place = Place.objects.visible_to(viewer).filter(pk=place_id).first()
        if place is None:
            raise NotFound(field="place")
        if not why.strip():
            raise FocusNeedsReason(field="why")
        target = SafetyWeek.parse(week.key).next()
        decided: DecidedFocus = walks_focus.decide_focus(
            viewer=viewer, week=target.key, place_id=place.pk, why=why.strip(), now=now
        )
        changed(week, "focus_decided", now)
        return decided


def withdraw_focus(*, viewer: Viewer, week_id: UUID, decided_id: UUID, now: dt.datetime) -> None:
    """Take back a focus place that the week's meeting decided by mistake, until its picture is fixed.

    Raises NotFound (also for what another week's meeting decided), NotAllowed, AlreadyFixed.
    """
    with transaction.atomic():
        alone(walks_focus.DECISIONS % viewer.municipality_id)  # before the week, as set_boundary takes them (ADR 9)
        week = locked_week(viewer, week_id)
        if not policies.can_decide_measure(viewer):
            raise NotAllowed
        if week.state == WeekState.FIXED:
            raise AlreadyFixed
        if not decided_focus(week).filter(pk=decided_id).exists():
            raise NotFound
        walks_focus.withdraw_focus(viewer=viewer, decided_id=decided_id, now=now)
        changed(week, "focus_withdrawn", now)
