"""Writes of measures: proposed by many, decided by the meeting, done by their owner, followed up by the meeting."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.clock import local
from backend.common.db import lock
from backend.common.errors import Conflict, Invalid, NotAllowed, NotFound
from notifications import topics
from notifications.actions import Change, tell
from places.models import District, Place
from situation import policies
from situation.actions.weeks import AlreadyFixed, Stale, raise_version
from situation.models import Measure, MeasureEvent, Week
from situation.states import MEASURE_TRANSITIONS, Effect, MeasureKind, MeasureState, WeekState
from tips.categories import CATEGORIES
from volunteers.models import Organisation

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer


class WrongStep(Conflict):
    """The measure is not where this step begins."""

    code = "wrong_step"
    message = _("Åtgärden är inte i ett läge där det går. Ladda om sidan.")


class DeadlinePassed(Invalid):
    """A deadline lies ahead."""

    code = "deadline_passed"
    message = _("Välj ett datum som inte har passerat.")


class DeadlineFar(Invalid):
    """A weekly meeting decides what can be done within a year."""

    code = "deadline_far"
    message = _("Välj ett datum inom ett år.")


class UnknownValue(Invalid):
    """Not one of the choices."""

    code = "unknown_value"
    message = _("Välj ett av alternativen.")


class NeedsTitle(Invalid):
    """What shall be done must be said."""

    code = "needs_title"
    message = _("Skriv vad som ska göras.")


class EffectMissing(Invalid):
    """A follow-up says what became of it."""

    code = "effect_missing"
    message = _("Välj hur det gick.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a measure is about: ``owner_id`` an organisation, ``deadline`` a local date."""

    title: str
    kind: str
    owner_id: UUID
    deadline: dt.date
    category: str = ""
    district_id: UUID | None = None
    place_id: UUID | None = None


def propose_measure(*, viewer: Viewer, week_id: UUID, plan: Plan, now: dt.datetime) -> Measure:
    """A measure on the week's table, in state proposed. Its history begins in the same transaction."""
    with transaction.atomic():
        week: Week | None = lock(Week.objects.filter(pk=week_id, municipality_id=viewer.municipality_id)).first()
        if week is None:
            raise NotFound
        if not policies.can_propose_measure(viewer):
            raise NotAllowed
        if week.state == WeekState.FIXED:
            raise AlreadyFixed
        _refuse_plan(plan, now)
        place, district_id = _where(viewer, plan)
        measure: Measure = Measure.objects.create(
            municipality_id=viewer.municipality_id,
            week=week,
            title=plan.title.strip(),
            kind=plan.kind,
            category=plan.category,
            district_id=district_id,
            place=place,
            owner=_owner(viewer, plan.owner_id),
            deadline=plan.deadline,
            changed_at=now,
        )
        _record(viewer, measure, "", now)
        return measure


def step_measure(
    *, viewer: Viewer, measure_id: UUID, to: str, version: int, effect: str = "", now: dt.datetime
) -> Measure:
    """Decide, begin, finish, drop or follow up: one step of MEASURE_TRANSITIONS.

    Raises NotFound, NotAllowed, Stale (``version`` is not the current one), WrongStep, EffectMissing.
    """
    with transaction.atomic():
        measure: Measure | None = lock(Measure.objects.visible_to(viewer).filter(pk=measure_id)).first()
        if measure is None:
            raise NotFound
        _refuse_step(viewer, measure, to)
        if measure.version != version:
            raise Stale
        if to not in MEASURE_TRANSITIONS[measure.state]:
            raise WrongStep
        if to == MeasureState.EVALUATED and effect not in Effect.values:
            raise EffectMissing(field="effect")
        before, measure.state = measure.state, to
        measure.effect = effect if to == MeasureState.EVALUATED else measure.effect
        measure.decided_at = now if to == MeasureState.DECIDED else measure.decided_at
        measure.version += 1
        measure.changed_at = now
        measure.save(update_fields=["state", "effect", "decided_at", "version", "changed_at"])
        _record(viewer, measure, before, now)
        return measure


_BY_THE_MEETING = frozenset({MeasureState.DECIDED, MeasureState.DROPPED, MeasureState.EVALUATED})


def _refuse_step(viewer: Viewer, measure: Measure, to: str) -> None:
    if to not in MeasureState.values:
        raise UnknownValue(field="to")
    meeting = to in _BY_THE_MEETING
    if not (policies.can_decide_measure(viewer) if meeting else policies.can_update_measure(viewer, measure)):
        raise NotAllowed


def _refuse_plan(plan: Plan, now: dt.datetime) -> None:
    today = local(now).date()
    if not plan.title.strip():
        raise NeedsTitle(field="title")
    if plan.deadline < today:
        raise DeadlinePassed(field="deadline")
    if plan.deadline > today + dt.timedelta(days=366):
        raise DeadlineFar(field="deadline")
    if plan.kind not in MeasureKind.values:
        raise UnknownValue(field="kind")
    if plan.category and plan.category not in CATEGORIES:
        raise UnknownValue(field="category")


def _where(viewer: Viewer, plan: Plan) -> tuple[Place | None, UUID | None]:
    """The place, and the district that follows from it. NotFound for either of another municipality."""
    if plan.place_id is not None:
        place = Place.objects.visible_to(viewer).filter(pk=plan.place_id).first()
        if place is None:
            raise NotFound(field="place")
        return place, place.district_id
    if plan.district_id is not None and not District.objects.visible_to(viewer).filter(pk=plan.district_id).exists():
        raise NotFound(field="district")
    return None, plan.district_id


def _owner(viewer: Viewer, owner_id: UUID) -> Organisation:
    owner: Organisation | None = Organisation.objects.visible_to(viewer).active().filter(pk=owner_id).first()
    if owner is None:
        raise NotFound(field="owner")
    return owner


def _record(viewer: Viewer, measure: Measure, before: str, now: dt.datetime) -> None:
    if viewer.user_id is None:  # the policies let nobody but people this far
        raise NotAllowed
    MeasureEvent.objects.create(
        measure=measure, at=now, from_state=before, to_state=measure.state, actor_id=viewer.user_id
    )
    raise_version(measure.week_id)
    topic = topics.key("week", measure.municipality_id)
    tell([(topic, Change("measure", measure.pk, measure.state))], now=now)
