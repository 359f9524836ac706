"""The demo's weekly meetings: picture, measures, focus places, through the real actions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.common import clock
from backend.common.clock import USUAL_BOUNDARY
from backend.demo.accounts import ORGANISATION_OF
from situation.actions import focus, measures, weeks
from situation.actions.measures import Plan
from situation.models import Measure
from situation.states import MEASURE_TRANSITIONS, Effect, MeasureKind, MeasureState, WeekState

if TYPE_CHECKING:
    from backend.common.clock import Week as SafetyWeek
    from backend.demo.stage import Stage
    from situation.models import Week

CHAIR = "elin.forsberg"


@dataclass(frozen=True, slots=True)
class Decided:
    """A measure of a week, and how far it gets: the first steps after the meeting, a day apart."""

    title: str
    kind: MeasureKind
    owner: str
    place: str
    category: str
    days: int
    steps: tuple[MeasureState, ...] = ()


# Two for each meeting, taken in turn by week number.
MEASURES: tuple[tuple[Decided, ...], ...] = (
    (
        Decided(
            "Byt lamporna vid uppgången och i trappan",
            MeasureKind.LIGHTING,
            "streets",
            "Fittja tunnelbanestation",
            "lighting_broken",
            8,
            (MeasureState.IN_PROGRESS, MeasureState.DONE),
        ),
        Decided(
            "Röj skräpet vid grillplatsen och ställ ut en container över helgen",
            MeasureKind.CLEANING,
            "streets",
            "Fittja äng",
            "litter",
            12,
            (MeasureState.IN_PROGRESS,),
        ),
    ),
    (
        Decided(
            "Fältarbetare och vandrare vid entrén fredag och lördag kväll",
            MeasureKind.PRESENCE,
            "safety",
            "Hallunda centrum",
            "gathering_unsettling",
            9,
            (MeasureState.IN_PROGRESS, MeasureState.DONE),
        ),
        Decided(
            "Laga porten och prata med hyresgästerna i uppgången",
            MeasureKind.DIALOGUE,
            "landlord",
            "Storvreten centrum",
            "door_lock_broken",
            14,
        ),
    ),
    (
        Decided(
            "Klipp häcken längs cykelvägen till stationen",
            MeasureKind.CUTTING,
            "streets",
            "Tullinge station (pendeltåg)",
            "sightline_blocked",
            10,
            (MeasureState.IN_PROGRESS, MeasureState.DONE),
        ),
        Decided(
            "Öppen hall även fredagar under november och december",
            MeasureKind.ACTIVITY,
            "club",
            "Fittja sporthall",
            "gathering_unsettling",
            21,
        ),
    ),
)
FOCUS = "Fittja tunnelbanestation"
NOTE = (
    "Mörkret vid stationen i Fittja är det som flest tar upp. Belysningen först, vandrare där på fredag, "
    "och vi följer upp nästa torsdag."
)


def meet(stage: Stage, key: SafetyWeek) -> None:
    """As far as the week has come: nothing, a draft with a proposal, or fixed at its meeting with what was decided."""
    chair = stage.viewer(CHAIR)
    _begins, ends = USUAL_BOUNDARY.bounds(key)
    if not stage.is_past(ends):
        return
    week = weeks.ensure_week(municipality_id=stage.municipality.pk, key=key.key, now=stage.now)
    was_met = stage.is_past(week.meeting_at + dt.timedelta(hours=2))
    if week.state == WeekState.FIXED or (week.state == WeekState.DRAFTED and not was_met):
        return
    weeks.draft_picture(viewer=chair, week_id=week.pk, now=min(week.cut_at + weeks.SETTLED, stage.now))
    proposed = [
        _propose(stage, week, one, now=min(week.meeting_at, stage.now)) for one in MEASURES[key.number % len(MEASURES)]
    ]
    if not was_met:
        return
    decided_at = week.meeting_at + dt.timedelta(minutes=40)
    focus.decide_focus(
        viewer=chair,
        week_id=week.pk,
        place_id=stage.place(FOCUS),
        why="Släckta lampor: titta om de lyser",
        now=decided_at,
    )
    for one, measure in proposed:
        _step(stage, measure, (MeasureState.DECIDED,), decided_at)
        _step(stage, measure, one.steps, decided_at + dt.timedelta(days=1))
    week.refresh_from_db()
    weeks.fix_picture(
        viewer=chair, week_id=week.pk, version=week.version, note=NOTE, now=decided_at + dt.timedelta(minutes=20)
    )


def follow_up(stage: Stage, key: SafetyWeek) -> None:
    """At the next meeting: what was done is followed up."""
    done = Measure.objects.filter(municipality=stage.municipality, week__key=key.key, state=MeasureState.DONE).order_by(
        "deadline", "id"
    )
    meeting = USUAL_BOUNDARY.bounds(key.next(2))[0] + dt.timedelta(days=3, hours=4)
    if not stage.is_past(meeting):
        return
    for measure in done:
        _step(stage, measure, (MeasureState.EVALUATED,), meeting, effect=Effect.BETTER)


def _propose(stage: Stage, week: Week, one: Decided, *, now: dt.datetime) -> tuple[Decided, Measure]:
    known = Measure.objects.filter(week=week, title=one.title).first()
    if known is not None:
        return one, known
    plan = Plan(
        title=one.title,
        kind=one.kind,
        owner_id=ORGANISATION_OF[one.owner].id,
        deadline=clock.local(week.meeting_at).date() + dt.timedelta(days=one.days),
        category=one.category,
        place_id=stage.place(one.place),
    )
    return one, measures.propose_measure(viewer=stage.viewer(CHAIR), week_id=week.pk, plan=plan, now=now)


def _step(
    stage: Stage, measure: Measure, steps: tuple[MeasureState, ...], first: dt.datetime, *, effect: str = ""
) -> None:
    """Each a day after the one before; a step that somebody else has taken, or that lies ahead, is left."""
    for number, to in enumerate(steps):
        at = first + dt.timedelta(days=number)
        measure.refresh_from_db()
        if stage.is_past(at) and to in MEASURE_TRANSITIONS[measure.state]:
            measures.step_measure(
                viewer=stage.viewer(CHAIR),
                measure_id=measure.pk,
                to=to,
                version=measure.version,
                effect=effect,
                now=at,
            )
