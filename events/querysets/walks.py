"""Reads of one walk: who comes, its groups and their people, and the briefing with what was answered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend.common.clock import local
from events.fold import latest_answers
from events.models import CheckIn, Event, FocusAnswer, FocusPlace, Signup, Team, TeamMember
from events.names import Names, names_shown
from events.staffing import Walker, suggest_teams
from events.states import FocusAnswerKind, SignupState
from places.calls import Line, lines
from volunteers.cleared import youths_among

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer
    from volunteers.models import User


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who comes, with as much of a name as the viewer may read; no telephone of a protected or young person.

    ``is_youth``: known to be under eighteen, told to who answers for the walk.
    """

    signup_id: UUID
    user_id: UUID
    name: str
    phone: str
    is_leader: bool
    is_me: bool
    team_id: UUID | None
    is_youth: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """``people`` holds whom the viewer may read the names of; ``coming`` counts everybody."""

    shown: Names
    coming: int
    people: tuple[Person, ...]

    def of_team(self, team_id: UUID) -> tuple[Person, ...]:
        """Those of a group."""
        return tuple(person for person in self.people if person.team_id == team_id)

    def without_team(self) -> tuple[Person, ...]:
        """Those who are in no group yet."""
        return tuple(person for person in self.people if person.team_id is None)


def roster(viewer: Viewer, event: Event, now: dt.datetime) -> Roster:
    """Who comes, leaders first, then by the time of the answer. Three queries.

    Fellow walkers do not read of those with protected personal data; they are counted.
    """
    coming = list(
        Signup.objects.filter(event=event, state=SignupState.COMING)
        .select_related("user")
        .order_by("-is_leader", "answered_at", "id")
    )
    groups: dict[UUID, UUID] = dict(
        TeamMember.objects.filter(team__in=Team.objects.filter(event=event).shown().order_by())
        # An earlier group that is out comes last, and wins: its people are where they said that they are.
        .order_by("-team__is_current", "id")
        .values_list("signup_id", "team_id")
    )
    own = next((row for row in coming if row.user_id == viewer.user_id is not None), None)
    shown = names_shown(viewer, event, own, now)
    own_group = groups.get(own.pk) if own is not None else None
    whole = shown is Names.ALL
    there = [(row, row.user) for row in coming if row.user is not None]
    seen = [(row, user) for row, user in there if whole or row is own or _beside(row, user, shown, own_group, groups)]
    young = youths_among([user.pk for _row, user in seen], local(event.starts_at).date())
    people = tuple(_person(row, user, viewer, groups.get(row.pk), young, whole=whole) for row, user in seen)
    return Roster(shown, len(coming), people)


def _beside(row: Signup, user: User, shown: Names, own_group: UUID | None, groups: dict[UUID, UUID]) -> bool:
    """Whether somebody walks in the viewer's own group, and is not hidden from fellow walkers."""
    together = shown is Names.OWN_GROUP and own_group is not None and groups.get(row.pk) == own_group
    return together and not user.is_protected


def _person(
    row: Signup, user: User, viewer: Viewer, team_id: UUID | None, young: frozenset[UUID], *, whole: bool
) -> Person:
    """``whole``: name and number for who answers for the walk; else the first name."""
    is_youth = user.pk in young
    phone = (user.phone or "") if whole and not user.is_protected and not is_youth else ""
    name = user.name if whole else user.get_short_name()
    is_me = user.pk == viewer.user_id
    return Person(row.pk, user.pk, name, phone, row.is_leader, is_me, team_id, is_youth=is_youth and whole)


@dataclass(frozen=True, slots=True)
class FocusLine:
    """A focus place in the briefing; ``answers`` by group."""

    id: UUID
    place_id: UUID
    place: str
    district: str
    why: str
    is_decided: bool
    answers: dict[UUID, FocusAnswerKind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Briefing:
    """What a walker takes along, also without coverage. ``own_team_id``: the viewer's group."""

    event: Event
    focus_places: tuple[FocusLine, ...]
    contacts: tuple[Line, ...]
    teams: tuple[Team, ...]
    roster: Roster
    own_team_id: UUID | None
    expected_back_at: dt.datetime


def teams_of(viewer: Viewer, event: Event) -> list[Team]:
    """The walk's groups that the viewer sees, with ``people``: the current ones, and an earlier one that is out."""
    rows = Team.objects.visible_to(viewer).filter(event=event).shown().with_people()
    return list(rows)


def suggested_groups(event: Event) -> list[list[UUID]]:
    """A lawful division of everybody who comes, as sign-ups, for the leader to change. Two queries."""
    rows = Signup.objects.filter(event=event).coming().order_by("id")
    coming = list(rows.values_list("pk", "is_leader", "user_id"))
    young = youths_among([user_id for _pk, _leads, user_id in coming], local(event.starts_at).date())
    return suggest_teams(Walker(pk, leads, user_id in young) for pk, leads, user_id in coming)


def briefing(viewer: Viewer, event: Event, now: dt.datetime, expected_back_at: dt.datetime) -> Briefing:
    """Everything of a walk for the phone. Seven queries."""
    who = roster(viewer, event, now)
    return Briefing(
        event=event,
        focus_places=focus_lines(viewer, event),
        contacts=tuple(lines(viewer, now)),
        teams=tuple(teams_of(viewer, event)),
        roster=who,
        own_team_id=next((person.team_id for person in who.people if person.is_me), None),
        expected_back_at=expected_back_at,
    )


def focus_lines(viewer: Viewer, event: Event) -> tuple[FocusLine, ...]:
    """The walk's focus places by name, each with its groups' latest answers. Two queries."""
    places: list[FocusPlace] = list(FocusPlace.objects.visible_to(viewer).filter(event=event).standing().told())
    given: dict[UUID, dict[UUID, FocusAnswerKind]] = defaultdict(dict)
    answers = FocusAnswer.objects.filter(focus_place__in=[row.pk for row in places]).order_by("corrected_at", "id")
    for (focus_place_id, team_id), row in latest_answers(answers).items():
        given[focus_place_id][team_id] = FocusAnswerKind(row.answer)
    return tuple(
        FocusLine(
            id=row.pk,
            place_id=row.place_id,
            place=row.place.name,
            district=row.place.district.name,
            why=row.why,
            is_decided=row.decided_id is not None,
            answers=given[row.pk],
        )
        for row in places
    )


def check_ins_of(viewer: Viewer, event: Event) -> list[CheckIn]:
    """What the walk's groups reported, in the order it happened; for those who see the groups."""
    teams = Team.objects.visible_to(viewer).filter(event=event)
    return list(CheckIn.objects.filter(team__in=teams.order_by()).order_by("corrected_at", "received_at", "id"))
