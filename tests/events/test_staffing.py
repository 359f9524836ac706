"""Blir av, Saknar folk, Inställd; and groups of a lawful size."""

from __future__ import annotations

import uuid

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from events.models import Event
from events.staffing import Outlook, Walker, group_name, numbered, outlook, suggest_teams
from events.states import EventState, Staffing


def walk(**values) -> Event:
    return Event(**{"kind": "night_walk", "state": EventState.OPEN, "min_people": 3, "max_people": 5} | values)


@pytest.mark.parametrize(
    ("coming", "leaders", "expected"),
    [
        (0, 0, Outlook(Staffing.AMBER, "Saknar 3 personer", 3, lacks_leader=True)),
        (2, 1, Outlook(Staffing.AMBER, "Saknar 1 person", 1)),
        (3, 0, Outlook(Staffing.AMBER, "Saknar vandringsledare", lacks_leader=True)),
        (3, 1, Outlook(Staffing.GREEN, "Blir av")),
        (5, 1, Outlook(Staffing.GREEN, "Blir av, fullt", is_full=True)),
    ],
)
def test_a_walk_needs_its_minimum_and_a_leader(coming, leaders, expected):
    assert outlook(walk(), coming=coming, leaders=leaders) == expected


def test_a_cancelled_one_says_why():
    cancelled = walk(state=EventState.CANCELLED, cancel_reason="weather")
    assert outlook(cancelled, coming=4, leaders=1) == Outlook(Staffing.RED, "Inställd: vädret")


def test_an_activity_is_held_without_sign_ups():
    assert outlook(walk(kind="activity"), coming=0, leaders=0) == Outlook(Staffing.GREEN, "Blir av")


def people(n: int, leaders: int = 0) -> list[Walker]:
    return [Walker(uuid.uuid4(), is_leader=number < leaders) for number in range(n)]


@pytest.mark.parametrize(
    ("n", "sizes"), [(0, []), (1, []), (2, [2]), (3, [3]), (5, [5]), (6, [3, 3]), (8, [4, 4]), (11, [4, 4, 3])]
)
def test_groups_are_three_to_five_and_six_people_make_two(n, sizes):
    assert [len(group) for group in suggest_teams(people(n))] == sizes


@given(st.integers(min_value=2, max_value=60), st.integers(min_value=0, max_value=60))
def test_everybody_walks_in_one_group_and_nobody_alone(n, leaders):
    there = people(n, leaders)
    groups = suggest_teams(there)
    assert sorted(one for group in groups for one in group) == sorted(one.signup_id for one in there)
    assert min(len(group) for group in groups) >= 2


def test_leaders_are_spread_over_the_groups():
    there = people(9, leaders=3)
    leading = {one.signup_id for one in there if one.is_leader}
    assert [len(leading & set(group)) for group in suggest_teams(there)] == [1, 1, 1]


def test_a_numbered_group_is_said_in_the_readers_language():
    with translation.override("en"):
        assert [group_name(name) for name in (numbered(2), "Grupp röd", "Grupp 2 b")] == [
            "Group 2",
            "Grupp röd",
            "Grupp 2 b",
        ]
    assert group_name(numbered(2)) == "Grupp 2"
