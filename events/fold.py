"""Where a group is: a pure fold of what phones said, whatever order it came in. The oracle of the cached columns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from events.states import CheckInKind, TeamState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

# A group is expected back half an hour after the walk's end; a later sign of life moves that.
BACK_WITHIN = dt.timedelta(minutes=30)

# Two taps in the same second happened in this order.
_STEPS = {CheckInKind.BASE: 0, CheckInKind.OUT: 1, CheckInKind.OK: 2, CheckInKind.BACK: 3}
_AT_HOME = frozenset({TeamState.FORMED, TeamState.AT_BASE})


class Said(Protocol):
    """One check-in: its id, its kind, and when it happened by our clock."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def corrected_at(self) -> dt.datetime: ...


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """``out_at`` is the first time out, ``back_at`` the last time back (None while out)."""

    state: TeamState = TeamState.FORMED
    out_at: dt.datetime | None = None
    back_at: dt.datetime | None = None
    last_sign_at: dt.datetime | None = None

    @property
    def is_out(self) -> bool:
        """Somebody waits for them."""
        return self.state is TeamState.OUT


def fold(said: Iterable[Said]) -> Whereabouts:
    """Where the group is after all of it: the same for every order of arrival, and for repeats of the same fact."""
    facts = {one.id: one for one in said}
    here = Whereabouts()
    for fact in sorted(facts.values(), key=lambda one: (one.corrected_at, _STEPS[CheckInKind(one.kind)], one.id)):
        here = replace(_step(here, CheckInKind(fact.kind), fact.corrected_at), last_sign_at=fact.corrected_at)
    return here


def _step(here: Whereabouts, kind: CheckInKind, at: dt.datetime) -> Whereabouts:
    """One check-in. A group that says "Allt väl" before it went out is out: its "Nu går vi ut" was lost or is late."""
    if kind is CheckInKind.BACK:
        return replace(here, state=TeamState.BACK, back_at=at)
    if kind is CheckInKind.OUT or (kind is CheckInKind.OK and here.state in _AT_HOME):
        return replace(here, state=TeamState.OUT, out_at=here.out_at or at, back_at=None)
    if kind is CheckInKind.BASE and here.state is TeamState.FORMED:
        return replace(here, state=TeamState.AT_BASE)
    return here


def oddities(before: Whereabouts, kind: str) -> list[str]:
    """What is strange about a check-in of a group that was ``before``: kept as flags, never a reason to refuse."""
    flags = []
    if kind in (CheckInKind.OK, CheckInKind.BACK) and before.out_at is None:
        flags.append("not_out_before")
    if before.state is TeamState.BACK and kind != CheckInKind.BASE:
        flags.append("after_back")
    if before.state is TeamState.OUT and kind in (CheckInKind.OUT, CheckInKind.BASE):
        flags.append("already_out")
    return flags


def expected_back(ends_at: dt.datetime, last_sign_at: dt.datetime | None) -> dt.datetime:
    """When somebody starts to ask for a group that is out: half an hour after the end, or after its last word."""
    return max(ends_at, last_sign_at or ends_at) + BACK_WITHIN


class Answered(Protocol):
    """One answer about a focus place."""

    @property
    def id(self) -> UUID: ...
    @property
    def team_id(self) -> UUID: ...
    @property
    def focus_place_id(self) -> UUID: ...
    @property
    def answer(self) -> str: ...
    @property
    def corrected_at(self) -> dt.datetime: ...


def latest_answers(answers: Iterable[Answered]) -> Mapping[tuple[UUID, UUID], Answered]:
    """The answer that counts by (focus place, group): the latest by our clock."""
    ordered = sorted(answers, key=lambda one: (one.corrected_at, one.id))
    return {(one.focus_place_id, one.team_id): one for one in ordered}
