"""Groups: two people or more, re-formed while nobody is out."""

from __future__ import annotations

import uuid

import pytest

from backend.common.errors import NotAllowed
from events.actions import common, teams
from events.actions.plan_values import NeverAlone
from events.actions.teams import Group, form_teams
from events.models import Event, Team, TeamMember
from events.querysets.walks import roster, suggested_groups, teams_of
from notifications.models import TopicEvent
from tests import factories
from tests.factories import NOW


@pytest.fixture
def people(walk, walkers, leader, walker, second_walker):
    """Six sign-ups; the first leads."""
    more = [factories.make_member(walkers, name=f"Person {n}") for n in range(3)]
    rows = [factories.make_signup(walk, user) for user in (leader, walker, second_walker, *more)]
    rows[0].is_leader = True
    rows[0].save()
    return [row.pk for row in rows]


def form(viewer, walk, *groups, names=()):
    asked = [Group(tuple(ids), names[n] if names else "") for n, ids in enumerate(groups)]
    return form_teams(viewer=viewer, event_id=walk.pk, groups=asked, now=NOW)


def test_the_leader_of_the_evening_forms_groups(viewer_of, walk, leader, people):
    formed = form(viewer_of(leader), walk, people[:3], people[3:], names=("", "Tunneln"))
    assert [(team.name, team.state, team.members.count()) for team in formed] == [
        ("Grupp 1", "formed", 3),
        ("Tunneln", "formed", 3),
    ]
    assert TopicEvent.objects.filter(kind="team", code="formed", ref=walk.pk).count() == 2


def test_who_is_put_in_charge_may_and_a_walker_may_not(viewer_of, walk, walker, people):
    with pytest.raises(NotAllowed):
        form(viewer_of(walker), walk, people[:3], people[3:])
    walker.signups.update(is_leader=True)
    assert len(form(viewer_of(walker), walk, people[:3], people[3:])) == 2


def test_a_leader_who_is_not_on_the_walk_may_not(viewer_of, walk, leader, people):
    leader.signups.update(state="stepped_down")
    with pytest.raises(NotAllowed):
        form(viewer_of(leader), walk, people[1:])


@pytest.mark.parametrize(
    ("pick", "refusal"),
    [
        (lambda p: [p[:5], p[5:]], NeverAlone),
        (lambda p: [p[:3], p[2:]], teams.InTwoGroups),
        (lambda p: [[*p[:2], uuid.uuid4()]], teams.NotOnTheWalk),
        (lambda p: [[p[0], p[0]]], teams.InTwoGroups),
    ],
)
def test_groups_that_break_the_rules_are_refused(viewer_of, coordinator, walk, people, pick, refusal):
    with pytest.raises(refusal):
        form(viewer_of(coordinator), walk, *pick(people))
    assert Team.objects.count() == 0


def test_nobody_of_another_walk_and_nobody_who_stepped_down(
    viewer_of, coordinator, walk, walkers, fittja, people, walker
):
    other = factories.make_signup(factories.make_event(walkers, fittja), walker).pk
    walker.signups.filter(event=walk).update(state="stepped_down")
    for stranger in (other, people[1]):
        with pytest.raises(teams.NotOnTheWalk):
            form(viewer_of(coordinator), walk, [people[0], stranger])


def test_reforming_keeps_the_earlier_groups(viewer_of, coordinator, walk, people):
    first = form(viewer_of(coordinator), walk, people[:3], people[3:])
    (merged,) = form(viewer_of(coordinator), walk, people)
    assert list(Team.objects.current()) == [merged]
    assert set(Team.objects.filter(is_current=False)) == set(first)
    assert TeamMember.objects.count() == 12


def test_the_same_groups_again_change_nothing(viewer_of, coordinator, walk, people):
    first = form(viewer_of(coordinator), walk, people[:3], people[3:])
    again = form(viewer_of(coordinator), walk, people[2::-1], people[3:])
    assert ([team.pk for team in again], TopicEvent.objects.count()) == ([team.pk for team in first], 2)


def test_nothing_is_reformed_while_a_group_is_out(viewer_of, coordinator, walk, people):
    one, _two = form(viewer_of(coordinator), walk, people[:3], people[3:])
    Team.objects.filter(pk=one.pk).update(state="out")
    with pytest.raises(teams.TeamOut):
        form(viewer_of(coordinator), walk, people)


def test_an_earlier_group_that_is_out_is_shown_with_its_people_and_holds_the_groups(
    viewer_of, coordinator, walk, people
):
    one, _two = form(viewer_of(coordinator), walk, people[:3], people[3:])
    (merged,) = form(viewer_of(coordinator), walk, people)
    Team.objects.filter(pk=one.pk).update(state="out")
    shown = roster(viewer_of(coordinator), walk, NOW)
    assert [len(shown.of_team(team.pk)) for team in (one, merged)] == [3, 3]
    assert set(teams_of(viewer_of(coordinator), walk)) == {one, merged}
    with pytest.raises(teams.TeamOut):
        form(viewer_of(coordinator), walk, people[:3], people[3:])


@pytest.mark.parametrize(
    ("state", "refusal"),
    [("cancelled", common.WalkCancelled), ("closed", common.AlreadyEnded), ("draft", common.NotOpen)],
)
def test_groups_belong_to_a_walk_that_will_be(viewer_of, coordinator, walk, people, state, refusal):
    Event.objects.filter(pk=walk.pk).update(state=state)
    with pytest.raises(refusal):
        form(viewer_of(coordinator), walk, people)


def test_an_activity_has_no_groups(viewer_of, association, club, fittja):
    hall = factories.make_event(club, fittja, kind="activity")
    with pytest.raises(common.NotAWalk):
        form(viewer_of(association), hall)


def test_the_suggestion_makes_two_groups_of_six(walk, people):
    groups = suggested_groups(walk)
    assert sorted(one for group in groups for one in group) == sorted(people)
    assert ([len(group) for group in groups], groups[0][0]) == ([3, 3], people[0])
