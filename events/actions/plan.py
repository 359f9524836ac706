"""Writes of the plan: an event is drafted, edited, published, cancelled. Moving it keeps its sign-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import alone
from backend.common.errors import Conflict, Invalid, NotFound
from backend.common.facts import IdReused
from events import messages, policies
from events.actions import charge, close, focus
from events.actions.calendars import event_changed
from events.actions.common import (
    AlreadyEnded,
    WalkBegun,
    WalkCancelled,
    link_to,
    locked_event,
    refuse_finished,
    require,
    tell_event,
    write_to_coming,
)
from events.actions.plan_values import apply
from events.kinds import KINDS
from events.models import Event, Signup
from events.states import PLANNED, CancelReason, EventState, SignupState
from notifications.actions import Change
from volunteers.models import Organisation

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer

CHANGED = "events.changed"
CANCELLED = "events.cancelled"
# What those who are coming are told about, and calendars count up for (RFC 5545 SEQUENCE).
_WHEN_AND_WHERE = ("starts_at", "ends_at", "district_id", "place_id", "meeting_point")
_MOVES = ("title", *_WHEN_AND_WHERE)


class UnknownKind(Invalid):
    """Not a kind that can be planned."""

    code = "unknown_kind"
    message = _("Välj vad det är för slags händelse.")


class WrongOrganiser(Invalid):
    """That kind of organisation does not hold that kind of event."""

    code = "wrong_organiser"
    message = _("Den organisationen ordnar inte sådant här.")


class KindStays(Invalid):
    """A walk does not become a meeting."""

    code = "kind_stays"
    message = _("Slag och arrangör går inte att byta. Ställ in den här och planera en ny.")


class MoreAreComing(Conflict):
    """The new maximum is below the number of people who said yes."""

    code = "more_are_coming"
    message = _("%(coming)s har redan sagt att de kommer. Sätt inte högsta antalet lägre än så.")


class ReasonMissing(Invalid):
    """People are told why."""

    code = "reason_missing"
    message = _("Välj varför det ställs in.")


class NoteTooLong(Invalid):
    """It goes into a mail's first lines."""

    code = "note_too_long"
    message = _("Skriv högst 200 tecken.")


class PlanValues(TypedDict, total=False):
    """What can be planned; a key that is missing keeps its value or its default. Times are aware."""

    kind: str
    title: str
    description: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    district_id: UUID | None
    place_id: UUID | None
    meeting_point: str
    min_people: int
    max_people: int | None
    age_from: int | None
    age_to: int | None
    cost: str
    accessibility: str
    contact: str


def create_event(
    *, viewer: Viewer, organisation_id: UUID, values: PlanValues, now: dt.datetime, event_id: UUID | None = None
) -> Event:
    """A draft that only those who plan for the organisation see; ``event_id`` names it when its maker has an id for it.

    The same id again gives the first event, as it is now: an answer that was lost is asked for again. Raises NotFound
    (organisation, place, district of another municipality), NotAllowed, IdReused (of another organiser or kind), and
    Invalid refusals with the field at fault (events.actions.plan_values).
    """
    with transaction.atomic():
        alone(focus.DECISIONS % viewer.municipality_id)
        organisation = Organisation.objects.visible_to(viewer).active().filter(pk=organisation_id).first()
        if organisation is None:
            raise NotFound(field="organisation")
        kind = KINDS.get(values.get("kind", ""))
        if kind is None:
            raise UnknownKind(field="kind")
        require(policies.can_create(viewer, kind, organisation.pk))
        if organisation.kind not in kind.organisers:
            raise WrongOrganiser(field="organisation")
        known = Event.objects.of_municipality(viewer.municipality_id).filter(pk=event_id).first() if event_id else None
        if known is not None:
            if (known.organisation_id, known.kind) != (organisation.pk, kind.code):
                raise IdReused
            return cast("Event", known)
        named = {} if event_id is None else {"pk": event_id}
        event = Event(
            municipality_id=viewer.municipality_id, organisation=organisation, kind=kind.code, changed_at=now, **named
        )
        apply(event, values, viewer=viewer, now=now)
        _insert(event, event_id)
        focus.inherit(event, now=now)
        return event


def edit_event(*, viewer: Viewer, event_id: UUID, values: PlanValues, now: dt.datetime) -> Event:
    """Change a draft or an open event. A new time, place or name is told to those who come; their answers stay.
    What has begun by the clock is neither moved nor prolonged: people are there.

    Raises NotFound, NotAllowed, WalkBegun, WalkCancelled, AlreadyEnded, KindStays, MoreAreComing, and the Invalid
    refusals of create_event.
    """
    with transaction.atomic():
        alone(focus.DECISIONS % viewer.municipality_id)
        event = locked_event(viewer, event_id)
        require(policies.can_plan(viewer, event))
        _refuse_unplanned(event)
        if values.get("kind", event.kind) != event.kind:
            raise KindStays(field="kind")
        before, there = _moved_by(event), _when_and_where(event)
        has_begun = event.state == EventState.OPEN and event.starts_at <= now
        apply(event, values, viewer=viewer, now=now)
        if has_begun and _when_and_where(event) != there:
            raise WalkBegun
        _refuse_crowd(event)
        event.changed_at = now
        moved = _moved_by(event) != before
        if event.state == EventState.OPEN and moved:
            event.sequence += 1
        event.save()
        asked = focus.inherit(event, now=now)
        if event.state == EventState.OPEN:
            _announce(event, viewer, *asked, moved=moved, now=now)
        return event


def publish_event(*, viewer: Viewer, event_id: UUID, now: dt.datetime) -> Event:
    """A draft becomes open: people see it and can say yes. An open one stays as it is.

    Raises NotFound, NotAllowed, WalkBegun, WalkCancelled, AlreadyEnded (also when its time has passed).
    """
    with transaction.atomic():
        event = locked_event(viewer, event_id)
        require(policies.can_plan(viewer, event))
        _refuse_unplanned(event)
        if event.state == EventState.OPEN:
            return event
        if event.ends_at <= now:
            raise AlreadyEnded(field="ends_at")
        event.state = EventState.OPEN
        event.published_at = event.changed_at = now
        event.save(update_fields=["state", "published_at", "changed_at"])
        close.schedule_end(event, now=now)
        charge.schedule_check(event, now=now)
        event_changed(event)
        tell_event(event, Change("event", event.pk, EventState.OPEN), now=now)
        return event


def cancel_event(*, viewer: Viewer, event_id: UUID, reason: str, note: str = "", now: dt.datetime) -> Event:
    """It does not happen: everybody who was coming gets a mail, calendars keep a tombstone, facts are still taken.

    A repeat with the same reason changes nothing. Raises NotFound, NotAllowed, ReasonMissing, NoteTooLong,
    WalkCancelled (with another reason), AlreadyEnded.
    """
    with transaction.atomic():
        event = locked_event(viewer, event_id)
        require(policies.can_plan(viewer, event))
        note = " ".join(note.split())
        _refuse_reason(reason, note)
        if (event.state, event.cancel_reason, event.cancel_note) == (EventState.CANCELLED, reason, note):
            return event
        refuse_finished(event)
        was_draft = event.state == EventState.DRAFT
        event.state, event.cancel_reason, event.cancel_note = EventState.CANCELLED, reason, note
        event.cancelled_at = event.changed_at = now
        event.sequence += 1
        event.save(update_fields=["state", "cancel_reason", "cancel_note", "cancelled_at", "changed_at", "sequence"])
        if not was_draft:
            _announce_cancelled(event, viewer, now)
        return event


def _insert(event: Event, event_id: UUID | None) -> None:
    """IdReused when the id its maker chose is taken: in another municipality, which is all there is to say of it."""
    try:
        event.save(force_insert=True)
    except IntegrityError as taken:
        if event_id is None:
            raise
        raise IdReused from taken


def _announce(event: Event, viewer: Viewer, *more: Change, moved: bool, now: dt.datetime) -> None:
    close.schedule_end(event, now=now)
    charge.schedule_check(event, now=now)
    if moved:
        link = link_to(event)
        write_to_coming(
            event,
            CHANGED,
            lambda language: messages.changed(event, link=link, language=language),
            but=viewer.user_id,
            now=now,
        )
    event_changed(event)
    tell_event(event, Change("event", event.pk, "changed"), *more, now=now)


def _announce_cancelled(event: Event, viewer: Viewer, now: dt.datetime) -> None:
    close.withdraw_end(event, now=now)
    link = link_to(event)
    write_to_coming(
        event,
        CANCELLED,
        lambda language: messages.cancelled(event, link=link, language=language),
        but=viewer.user_id,
        now=now,
    )
    event_changed(event)
    tell_event(event, Change("event", event.pk, EventState.CANCELLED), now=now)


def _moved_by(event: Event) -> tuple[object, ...]:
    return tuple(getattr(event, name) for name in _MOVES)


def _when_and_where(event: Event) -> tuple[object, ...]:
    return tuple(getattr(event, name) for name in _WHEN_AND_WHERE)


def _refuse_unplanned(event: Event) -> None:
    if event.state == EventState.CANCELLED:
        raise WalkCancelled
    if event.state == EventState.CLOSED:
        raise AlreadyEnded
    if event.state not in PLANNED:
        raise WalkBegun


def _refuse_crowd(event: Event) -> None:
    if event.max_people is None:
        return
    coming = Signup.objects.filter(event=event, state=SignupState.COMING).count()
    if coming > event.max_people:
        raise MoreAreComing(field="max_people", coming=coming)


def _refuse_reason(reason: str, note: str) -> None:
    if reason not in CancelReason.values:
        raise ReasonMissing(field="reason")
    if len(note) > 200:
        raise NoteTooLong(field="note")
