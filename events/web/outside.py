"""What the phone's walk page shows: each group with its four buttons, and focus places with their answers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend.common.errors import NotAllowed, NotFound
from events import policies
from events.actions.reading import note_roster
from events.fold import expected_back
from events.querysets.walks import Briefing, FocusLine, Person, briefing, check_ins_of
from events.states import CheckInKind, EventState, FocusAnswerKind, TeamState
from events.web.present import in_order, uuid_of
from notifications import topics
from notifications.models import Topic

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer
    from events.models import Event, Team

ICONS = {
    CheckInKind.BASE: "home",
    CheckInKind.OUT: "out",
    CheckInKind.OK: "check-circle",
    CheckInKind.BACK: "home-check",
}
ORDER = CheckInKind.values
# What a group in that state says next.
NEXT = {
    TeamState.FORMED: CheckInKind.BASE,
    TeamState.AT_BASE: CheckInKind.OUT,
    TeamState.OUT: CheckInKind.OK,
}
# What the page has fragments of; it shows nothing of other changes.
PARTS = frozenset({"event", "team", "focus"})
# The numbers that stand first on the page; the others are one press away.
FIRST_CALLS = 2

Fragment = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """A button: what it says, when the group last said it, whether it was the last and whether it comes next."""

    kind: CheckInKind
    icon: str
    at: dt.datetime | None
    is_last: bool
    is_next: bool


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A group on the walk page; ``people`` are those whose names the viewer reads."""

    team: Team
    people: tuple[Person, ...]
    steps: tuple[Step, ...]
    is_own: bool
    expected_at: dt.datetime


@dataclass(frozen=True, slots=True)
class FocusCard:
    """A focus place with the own group's answer."""

    line: FocusLine
    answer: FocusAnswerKind | None


def may_open(viewer: Viewer, event: Event) -> None:
    """NotAllowed for whoever is neither on the walk nor runs it."""
    own = policies.own_signup(viewer, event.pk)
    if not policies.on_it(viewer, event, own) and not policies.can_run(viewer, event, own):
        raise NotAllowed


def whole(viewer: Viewer, event: Event, now: dt.datetime) -> dict[str, Any]:
    """The page. The topic's head is read first, so that nothing falls between it and the rows."""
    topic = topics.key("walk", event.pk)
    seq = Topic.objects.head(topic)
    told, lines = _lines(viewer, event, now)
    own = next((line for line in lines if line.is_own), None)
    may_run = policies.can_run(viewer, event, policies.own_signup(viewer, event.pk))
    return {
        "event": event,
        "now": now,
        "topic": topic,
        "head": seq,
        "own": own,
        "others": [line for line in lines if not line.is_own],
        "focus": [_card(line, told.own_team_id) for line in told.focus_places],
        "own_team_id": told.own_team_id,
        "first_calls": told.contacts[:FIRST_CALLS],
        "more_calls": told.contacts[FIRST_CALLS:],
        "roster": told.roster,
        "may_run": may_run,
        "all_back": bool(lines) and all(line.team.state == TeamState.BACK for line in lines),
        "is_cancelled": event.state == EventState.CANCELLED,
        "is_closed": event.state == EventState.CLOSED,
        "answers": list(FocusAnswerKind),
        "owner": viewer.user_id,
    }


def fragment(viewer: Viewer, event: Event, part: str, now: dt.datetime) -> Fragment | None:
    """The template and context of ``team:<uuid>``, ``focus:<uuid>`` or ``event:<uuid>``; None when it is not there."""
    kind, _, ref = part.partition(":")
    try:
        pk = uuid_of(ref)
    except NotFound:
        return None
    if kind in {"event", "team"} and pk == event.pk:
        return "events/_out_news.html", {"event": event, "kind": kind}
    told, lines = _lines(viewer, event, now)
    if kind == "team":
        line = next((one for one in lines if one.team.pk == pk), None)
        may_run = policies.can_run(viewer, event, policies.own_signup(viewer, event.pk))
        shown: dict[str, Any] = {"line": line, "event": event, "may_run": may_run, "now": now}
        return None if line is None else ("events/_out_team.html", shown)
    if kind == "focus":
        place = next((one for one in told.focus_places if one.id == pk), None)
        if place is None:
            return None
        shown = {"card": _card(place, told.own_team_id), "event": event, "own_team_id": told.own_team_id, "now": now}
        return "events/_out_focus.html", shown | {"answers": list(FocusAnswerKind)}
    return None


def _lines(viewer: Viewer, event: Event, now: dt.datetime) -> tuple[Briefing, list[TeamLine]]:
    told = briefing(viewer, event, now, expected_back(event.ends_at, None))
    note_roster(viewer=viewer, roster=told.roster, now=now)
    said: dict[UUID, dict[str, dt.datetime]] = defaultdict(dict)
    last: dict[UUID, str] = {}
    # Two presses in the same moment were made in the order of the evening, as the fold has it.
    for check_in in sorted(check_ins_of(viewer, event), key=lambda one: (one.corrected_at, ORDER.index(one.kind))):
        said[check_in.team_id][check_in.kind] = check_in.corrected_at
        last[check_in.team_id] = check_in.kind
    lines = [
        TeamLine(
            team=team,
            people=told.roster.of_team(team.pk),
            steps=_steps(team, said[team.pk], last.get(team.pk)),
            is_own=team.pk == told.own_team_id,
            expected_at=expected_back(event.ends_at, team.last_sign_at),
        )
        for team in in_order(told.teams)
    ]
    return told, lines


def _steps(team: Team, said: dict[str, dt.datetime], last: str | None) -> tuple[Step, ...]:
    follows = NEXT.get(TeamState(team.state))
    return tuple(
        Step(kind=kind, icon=ICONS[kind], at=said.get(kind), is_last=kind == last, is_next=kind == follows)
        for kind in CheckInKind
    )


def _card(line: FocusLine, own_team_id: UUID | None) -> FocusCard:
    return FocusCard(line, line.answers.get(own_team_id) if own_team_id else None)
