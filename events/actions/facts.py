"""What phones report: check-ins and answers about focus places. Facts are taken whatever the walk's state or order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest

from backend.common import facts
from backend.common.clock import corrected
from backend.common.errors import NotAllowed, NotFound
from backend.common.rights import Verb, scopes
from events import fold, policies, sql
from events.actions import close
from events.actions.common import person, tell_event
from events.models import CheckIn, Event, FocusAnswer, FocusPlace, Signup, Team
from events.rights import WALK
from events.states import CheckInKind, EventState, FocusAnswerKind, TeamState
from notifications.actions import Change
from volunteers.viewers import with_ended

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer

Fact = TypeVar("Fact", CheckIn, FocusAnswer)


@dataclass(frozen=True, slots=True)
class Times:
    """When it happened and when it was sent, both by the phone's own clock."""

    occurred_at: dt.datetime
    sent_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Recorded(Generic[Fact]):
    """The row, and whether it is new: a replay gives the first one back."""

    row: Fact
    created: bool


def record_check_in(
    *, viewer: Viewer, team_id: UUID, check_in_id: UUID, kind: str, times: Times, now: dt.datetime
) -> Recorded[CheckIn]:
    """Take "På plats", "Nu går vi ut", "Allt väl" or "Vi är tillbaka", under the phone's own id.

    Never refused for the walk's state or for its order: what is odd becomes a flag. Raises NotFound (group, or an id
    of somebody else), NotAllowed (was not on the walk), IdReused.
    """
    with transaction.atomic():
        event = _locked(viewer, team_id)
        said = sql.said_by(team_id=team_id, check_in_id=check_in_id)
        happened = corrected(occurred_at=times.occurred_at, sent_at=times.sent_at, received_at=now)
        _require(viewer, event, happened)
        digest = _digest(team_id, kind, times)
        known = next((row for row in said if row.pk == check_in_id), None)
        if known is not None:
            _refuse_other(known, viewer, digest)
            return Recorded(known, created=False)
        before = fold.fold(said)
        row = CheckIn(
            id=check_in_id,
            team_id=team_id,
            kind=CheckInKind(kind),
            digest=digest,
            flags=_flags(event, times, now, fold.oddities(before, kind)),
            **_envelope(viewer, times, happened, now),
        )
        _insert(row)
        after = fold.fold([*said, row])
        expected = fold.expected_back(event.ends_at, after.last_sign_at)
        is_heard = not after.is_out or now < expected
        sql.cache_whereabouts(team_id, after, happened, is_heard=is_heard)
        changes = _follow(event, team_id, before, after, now)
        tell_event(event, Change("team", team_id, kind), *changes, now=now)
        return Recorded(row, created=True)


def record_focus_answer(
    *,
    viewer: Viewer,
    team_id: UUID,
    focus_place_id: UUID,
    answer_id: UUID,
    answer: str,
    times: Times,
    now: dt.datetime,
) -> Recorded[FocusAnswer]:
    """Seen, not seen or not visited at a focus place; a sign of life, too. A group's latest answer counts.

    A place that was taken off the list in the meantime is one that the phone still shows: taken, with a flag.
    Raises as record_check_in; NotFound also for a place that was never on this walk's list.
    """
    with transaction.atomic():
        event = _locked(viewer, team_id)
        happened = corrected(occurred_at=times.occurred_at, sent_at=times.sent_at, received_at=now)
        _require(viewer, event, happened)
        odd = _withdrawn(event, focus_place_id)
        digest = _digest(team_id, f"{focus_place_id} {answer}", times)
        known = FocusAnswer.objects.filter(pk=answer_id).first()
        if known is not None:
            _refuse_other(known, viewer, digest)
            return Recorded(known, created=False)
        row = FocusAnswer(
            id=answer_id,
            team_id=team_id,
            focus_place_id=focus_place_id,
            answer=FocusAnswerKind(answer),
            digest=digest,
            flags=_flags(event, times, now, odd),
            **_envelope(viewer, times, happened, now),
        )
        _insert(row)
        _sign_of_life(event, team_id, happened, now)
        tell_event(event, Change("focus", focus_place_id, answer), now=now)
        return Recorded(row, created=True)


def _withdrawn(event: Event, focus_place_id: UUID) -> list[str]:
    """The flag of an answer about a place that nobody asks for any more. Raises NotFound."""
    asked = FocusPlace.objects.filter(pk=focus_place_id, event=event).first()
    if asked is None:
        raise NotFound
    return [] if asked.withdrawn_at is None else ["focus_withdrawn"]


def _locked(viewer: Viewer, team_id: UUID) -> Event:
    """The group's walk, locked, with what policies need of the sender's sign-up: one query for all of it."""
    event = sql.locked_walk_of(team_id=team_id, municipality_id=viewer.municipality_id, user_id=person(viewer))
    if event is None or viewer.only_event not in {None, event.pk}:
        raise NotFound
    return event


def _require(viewer: Viewer, event: Event, happened: dt.datetime) -> None:
    """The sender was on the walk when it happened, or up to 48 h before; who cannot see walks learns of none."""
    told: Any = event
    own = None
    if told.own_state is not None:
        own = Signup(state=told.own_state, changed_at=told.own_changed_at, times_changed=told.own_times_changed)
    if policies.can_report(viewer, event, own, happened):
        return
    if policies.can_report(with_ended(viewer, happened - policies.GRACE), event, own, happened):
        return
    raise NotAllowed if scopes(viewer, WALK, Verb.READ) else NotFound


def _refuse_other(known: CheckIn | FocusAnswer, viewer: Viewer, digest: str) -> None:
    facts.check_replay(stored_digest=known.digest, stored_sender=known.sender_id, digest=digest, sender=viewer.user_id)


def _digest(team_id: UUID, said: str, times: Times) -> str:
    return facts.digest(
        {"team": team_id, "said": said, "occurred_at": times.occurred_at.astimezone(dt.UTC).isoformat()}
    )


def _envelope(viewer: Viewer, times: Times, happened: dt.datetime, now: dt.datetime) -> dict[str, Any]:
    """Who sent it, and its four times."""
    return {
        "sender_id": person(viewer),
        "occurred_at": times.occurred_at,
        "sent_at": times.sent_at,
        "received_at": now,
        "corrected_at": happened,
    }


def _insert(row: CheckIn | FocusAnswer) -> None:
    """IdReused when the id was taken in the same moment, for another walk."""
    try:
        row.save(force_insert=True)
    except IntegrityError as taken:
        raise facts.IdReused from taken


_STATE_FLAGS = {
    EventState.DRAFT: "walk_not_open",
    EventState.CANCELLED: "walk_cancelled",
    EventState.CLOSED: "walk_closed",
}


def _flags(event: Event, times: Times, now: dt.datetime, odd: list[str]) -> str:
    """Space-separated oddities of times, order, walk and group."""
    flags = facts.oddities(occurred_at=times.occurred_at, sent_at=times.sent_at, received_at=now) + odd
    state_flag = _STATE_FLAGS.get(EventState(event.state))
    if state_flag:
        flags.append(state_flag)
    if not event.group_is_current:  # type: ignore[attr-defined]
        flags.append("earlier_group")
    return " ".join(flags)


def _latest(sign: dt.datetime) -> Greatest:
    """The later of the kept sign of life and this one."""
    return Greatest(Coalesce(F("last_sign_at"), Value(sign)), Value(sign))


def _follow(
    event: Event, team_id: UUID, before: fold.Whereabouts, after: fold.Whereabouts, now: dt.datetime
) -> list[Change]:
    """What follows from where the group is now: the clock that asks for it, and the walk is under way."""
    expected = fold.expected_back(event.ends_at, after.last_sign_at)
    if after.is_out:
        moved = expected != fold.expected_back(event.ends_at, before.last_sign_at)
        if moved or not before.is_out or expected <= now:
            close.schedule_overdue(event, team_id, expected, now=now)
    elif before.is_out or after.state is TeamState.BACK:
        close.withdraw_overdue(team_id, now=now)
    if after.out_at is None or event.state != EventState.OPEN:
        return []
    Event.objects.filter(pk=event.pk).update(state=EventState.UNDER_WAY)
    event.state = EventState.UNDER_WAY
    return [Change("event", event.pk, EventState.UNDER_WAY)]


def _sign_of_life(event: Event, team_id: UUID, sign: dt.datetime, now: dt.datetime) -> None:
    """An answer from a group that is out shows that it is well; what it had said last is not overwritten by older."""
    Team.objects.filter(pk=team_id).update(last_sign_at=_latest(sign))
    team = Team.objects.get(pk=team_id)
    expected = fold.expected_back(event.ends_at, team.last_sign_at)
    if team.is_overdue and (team.state != TeamState.OUT or now < expected):
        Team.objects.filter(pk=team_id).update(is_overdue=False)
    if team.state == TeamState.OUT:
        close.schedule_overdue(event, team_id, expected, now=now)
