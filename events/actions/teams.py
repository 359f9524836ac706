"""Writes of groups: two people or more, formed and re-formed while nobody is out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.clock import local
from backend.common.errors import Conflict, Invalid
from events import policies
from events.actions import close
from events.actions.common import NotOpen, locked_walk, refuse_finished, require, tell_event
from events.actions.plan_values import NeverAlone
from events.models import Event, Signup, Team, TeamMember
from events.staffing import SMALLEST_GROUP, numbered
from events.states import EventState, SignupState, TeamState
from notifications.actions import Change
from volunteers.cleared import youths_among

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

    from backend.common.viewer import Viewer

_LONGEST_NAME = 40


class TeamOut(Conflict):
    """Groups stay as they are while somebody is out."""

    code = "team_out"
    message = _("En grupp är ute. Vänta tills den är tillbaka, och dela sedan in på nytt.")


class InTwoGroups(Invalid):
    """One person walks in one place."""

    code = "in_two_groups"
    message = _("Samma person står i två grupper.")


class YouthAlone(Invalid):
    """Whoever is under eighteen walks with an adult."""

    code = "youth_alone"
    message = _("Den som är under 18 går alltid i grupp med minst en vuxen.")


class NotOnTheWalk(Invalid):
    """Somebody who has not said yes to this walk."""

    code = "not_on_the_walk"
    message = _("Någon i gruppen har inte sagt att hen kommer. Ladda om sidan.")


class NameTooLong(Invalid):
    """A group's name fits on a button."""

    code = "name_too_long"
    message = _("Skriv högst 40 tecken.")


@dataclass(frozen=True, slots=True)
class Group:
    """A group as it is asked for: sign-ups, and a name or none ("Grupp 1")."""

    signup_ids: tuple[UUID, ...]
    name: str = ""


def form_teams(*, viewer: Viewer, event_id: UUID, groups: Sequence[Group], now: dt.datetime) -> list[Team]:
    """Make these the walk's groups; earlier ones stay with what they did. The same groups again change nothing.

    People who are in none simply walk in none yet. Raises NotFound, NotAWalk, NotAllowed, NotOpen, WalkCancelled,
    AlreadyEnded, TeamOut, NeverAlone, YouthAlone, InTwoGroups, NotOnTheWalk, NameTooLong.
    """
    with transaction.atomic():
        event = locked_walk(viewer, event_id)
        require(policies.can_run(viewer, event, policies.own_signup(viewer, event.pk)))
        refuse_finished(event)
        if event.state == EventState.DRAFT:
            raise NotOpen
        named = [_named(group, number) for number, group in enumerate(groups, start=1)]
        _refuse_groups(event, named)
        current = list(Team.objects.filter(event=event).current().order_by("formed_at", "name", "id"))
        if _composition(current) == {(group.name, frozenset(group.signup_ids)) for group in named}:
            return current
        if Team.objects.filter(event=event).out().exists():
            raise TeamOut
        return _replace(event, current, named, now)


def leave_team(signup: Signup) -> list[Change]:
    """Take somebody who cannot come out of the group; a single person is no group any more, nor are youths alone.

    Called in the transaction of step_down, which holds the event's lock; returns what there is to tell.
    """
    changes = []
    for team in Team.objects.filter(members__signup=signup).current().order_by("id"):
        TeamMember.objects.filter(team=team, signup=signup).delete()
        left = list(TeamMember.objects.filter(team=team).values_list("signup__user_id", flat=True))
        if len(left) < SMALLEST_GROUP or not _has_adult(left, signup.event):
            Team.objects.filter(pk=team.pk).update(is_current=False)
            changes.append(Change("team", signup.event_id, TeamState.FORMED))
        else:
            changes.append(Change("team", team.pk, TeamState.FORMED))
    return changes


def part_youths(signup: Signup) -> list[Change]:
    """Somebody is known to be under eighteen from now on: a group in which nobody is grown is none any more.

    Called in a transaction that holds the event's lock; returns what there is to tell.
    """
    changes = []
    for team in Team.objects.filter(members__signup=signup).current().order_by("id"):
        people = list(TeamMember.objects.filter(team=team).values_list("signup__user_id", flat=True))
        if not _has_adult(people, signup.event):
            Team.objects.filter(pk=team.pk).update(is_current=False)
            changes.append(Change("team", signup.event_id, TeamState.FORMED))
    return changes


def _named(group: Group, number: int) -> Group:
    name = " ".join(group.name.split()) or numbered(number)
    if len(name) > _LONGEST_NAME:
        raise NameTooLong(field="groups")
    return Group(group.signup_ids, name)


def _refuse_groups(event: Event, groups: Sequence[Group]) -> None:
    everybody = [signup_id for group in groups for signup_id in group.signup_ids]
    if len(set(everybody)) != len(everybody):
        raise InTwoGroups(field="groups")
    if any(len(group.signup_ids) < SMALLEST_GROUP for group in groups):
        raise NeverAlone(field="groups")
    coming = Signup.objects.filter(event=event, state=SignupState.COMING, pk__in=everybody)
    people = dict(coming.values_list("pk", "user_id"))
    if len(people) != len(everybody):
        raise NotOnTheWalk(field="groups")
    if not all(_has_adult([people[pk] for pk in group.signup_ids], event) for group in groups):
        raise YouthAlone(field="groups")


def _has_adult(user_ids: Sequence[UUID], event: Event) -> bool:
    """Whether somebody of these is not known to be under eighteen on the evening. One query."""
    return len(youths_among(user_ids, local(event.starts_at).date())) < len(user_ids)


def _composition(teams: Sequence[Team]) -> set[tuple[str, frozenset[UUID]]]:
    members: dict[UUID, set[UUID]] = {team.pk: set() for team in teams}
    rows = TeamMember.objects.filter(team__in=members).order_by("id").values_list("team_id", "signup_id")
    for team_id, signup_id in rows:
        members[team_id].add(signup_id)
    return {(team.name, frozenset(members[team.pk])) for team in teams}


def _replace(event: Event, current: Sequence[Team], groups: Sequence[Group], now: dt.datetime) -> list[Team]:
    Team.objects.filter(pk__in=[team.pk for team in current]).update(is_current=False)
    for team in current:
        close.withdraw_overdue(team.pk, now=now)
    formed = [Team.objects.create(event=event, name=group.name, formed_at=now) for group in groups]
    TeamMember.objects.bulk_create(
        TeamMember(team=team, signup_id=signup_id)
        for team, group in zip(formed, groups, strict=True)
        for signup_id in group.signup_ids
    )
    tell_event(event, Change("team", event.pk, TeamState.FORMED), now=now)
    return formed
