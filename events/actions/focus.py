"""Writes of focus places: chosen for a walk, or decided by the weekly meeting for all of a week's walks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.clock import Week
from backend.common.db import alone
from backend.common.errors import Conflict, Invalid, NotFound
from events import policies
from events.actions.common import locked_walk, refuse_finished, require, tell_event, tell_events
from events.kinds import KINDS
from events.models import DecidedFocus, Event, FocusAnswer, FocusPlace
from events.states import PLANNED
from notifications.actions import Change
from places.models import Place

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer

# Deciding and planning take turns, so that no walk falls between: one name per municipality, for db.alone().
DECISIONS = "events.focus:%s"
_LONGEST_WHY = 200
_WALKS = [kind.code for kind in KINDS.values() if kind.walks]


class UnknownWeek(Invalid):
    """Not a week."""

    code = "unknown_week"
    message = _("Välj en vecka.")


class WhyTooLong(Invalid):
    """The reason is read on a phone, outdoors."""

    code = "why_too_long"
    message = _("Skriv högst 200 tecken.")


class FocusAnswered(Conflict):
    """A group has answered about the place."""

    code = "focus_answered"
    message = _("En grupp har redan svarat om platsen, så den står kvar.")


class FocusDecided(Conflict):
    """The weekly meeting has decided the place; who is at the meeting takes it back."""

    code = "focus_decided"
    message = _("Platsen är beslutad av veckomötet. Bara trygghetssamordnaren kan ändra eller ta tillbaka den.")


def add_focus_place(*, viewer: Viewer, event_id: UUID, place_id: UUID, why: str = "", now: dt.datetime) -> FocusPlace:
    """Ask a walk to visit a place. The same place again gives the first one, with the new reason.

    Raises NotFound (walk, or a place of another municipality), NotAllowed, NotAWalk, WhyTooLong, FocusDecided,
    WalkCancelled, AlreadyEnded.
    """
    with transaction.atomic():
        event = locked_walk(viewer, event_id)
        require(policies.can_focus(viewer, event))
        refuse_finished(event)
        place = _place(viewer, place_id)
        row, created = FocusPlace.objects.get_or_create(event=event, place=place, defaults={"why": _checked(why)})
        if row.decided_id is not None:
            raise FocusDecided(field="place")
        if not created:
            row.why, row.withdrawn_at = _checked(why) or row.why, None
            row.save(update_fields=["why", "withdrawn_at"])
        tell_event(event, Change("focus", row.pk, "added"), now=now)
        return row


def remove_focus_place(*, viewer: Viewer, event_id: UUID, focus_place_id: UUID, now: dt.datetime) -> None:
    """Take a place off a walk's list. An answer that a phone has on its way is still taken.

    Raises NotFound, NotAllowed, NotAWalk, FocusAnswered, FocusDecided, WalkCancelled, AlreadyEnded.
    """
    with transaction.atomic():
        event = locked_walk(viewer, event_id)
        require(policies.can_focus(viewer, event))
        row = FocusPlace.objects.filter(pk=focus_place_id, event=event).standing().first()
        if row is None:
            raise NotFound
        refuse_finished(event)
        if FocusAnswer.objects.filter(focus_place=row).exists():
            raise FocusAnswered
        if row.decided_id is not None:
            raise FocusDecided
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        tell_event(event, Change("focus", focus_place_id, "removed"), now=now)


def decide_focus(*, viewer: Viewer, week: str, place_id: UUID, why: str, now: dt.datetime) -> DecidedFocus:
    """Ask every planned walk of a week in the place's district to visit it, and those that are planned later.

    The same place and week again gives the first decision, with the new reason. ``week`` is 2026-W47.
    Raises NotAllowed, NotFound (place), UnknownWeek, WhyTooLong.
    """
    with transaction.atomic():
        alone(DECISIONS % viewer.municipality_id)
        require(policies.can_decide_focus(viewer))
        place = _place(viewer, place_id)
        decided, _created = DecidedFocus.objects.update_or_create(
            municipality_id=viewer.municipality_id,
            week=_week(week),
            place=place,
            defaults={"why": _checked(why)},
            create_defaults={"why": _checked(why), "decided_at": now},
        )
        walks = Event.objects.of_municipality(viewer.municipality_id).in_week(decided.week)
        there = walks.in_district(place.district_id).filter(kind__in=_WALKS, state__in=PLANNED)
        asked: list[Event] = list(there.order_by("starts_at", "id"))
        tell_events([(event, change) for event in asked for change in _attach(event, decided)], now=now)
        return decided


def withdraw_focus(*, viewer: Viewer, decided_id: UUID, now: dt.datetime) -> None:
    """Take a decision of the weekly meeting back: no walk is asked to go there any more, and none that is planned.

    What groups have answered already stays. Raises NotAllowed, NotFound.
    """
    with transaction.atomic():
        alone(DECISIONS % viewer.municipality_id)
        require(policies.can_decide_focus(viewer))
        decided = DecidedFocus.objects.filter(pk=decided_id, municipality_id=viewer.municipality_id).first()
        if decided is None:
            raise NotFound
        rows = FocusPlace.objects.filter(decided=decided)
        given = list(rows.select_related("event").order_by("event__starts_at", "id"))
        rows.update(decided=None, withdrawn_at=now)
        decided.delete()
        tell_events([(row.event, Change("focus", row.pk, "removed")) for row in given], now=now)


def inherit(event: Event, *, now: dt.datetime) -> list[Change]:
    """Give a planned walk the decided places of its week and district, and take back those of where it was before.

    Called in the transaction that plans it, after alone(DECISIONS); returns what there is to tell.
    """
    if not KINDS[event.kind].walks:
        return []
    stale = FocusPlace.objects.filter(event=event, decided__isnull=False, answers__isnull=True).exclude(
        decided__week=event.week, place__district_id=event.district_id
    )
    changes = [Change("focus", pk, "removed") for pk in stale.order_by("id").values_list("pk", flat=True)]
    FocusPlace.objects.filter(pk__in=[change.ref for change in changes]).update(decided=None, withdrawn_at=now)
    for decided in DecidedFocus.objects.filter(
        municipality_id=event.municipality_id, week=event.week, place__district_id=event.district_id
    ).order_by("decided_at", "id"):
        changes += _attach(event, decided)
    return changes


def _attach(event: Event, decided: DecidedFocus) -> list[Change]:
    """The meeting's reason stands, also over one that the coordinator wrote. Returns what there is to tell."""
    said = {"why": decided.why, "decided": decided, "withdrawn_at": None}
    row, created = FocusPlace.objects.get_or_create(event=event, place_id=decided.place_id, defaults=said)
    if not created:
        if (row.why, row.decided_id, row.withdrawn_at) == (decided.why, decided.pk, None):
            return []
        FocusPlace.objects.filter(pk=row.pk).update(**said)
    return [Change("focus", row.pk, "decided")]


def _place(viewer: Viewer, place_id: UUID) -> Place:
    place: Place | None = Place.objects.visible_to(viewer).filter(pk=place_id).first()
    if place is None:
        raise NotFound(field="place")
    return place


def _week(key: str) -> str:
    try:
        return Week.parse(key).key
    except ValueError:
        raise UnknownWeek(field="week") from None


def _checked(why: str) -> str:
    said = " ".join(why.split())
    if len(said) > _LONGEST_WHY:
        raise WhyTooLong(field="why")
    return said
