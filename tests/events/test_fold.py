"""Where a group is: the fold of its check-ins, in any order."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.fold import Whereabouts, expected_back, fold, latest_answers, oddities
from events.states import CheckInKind, TeamState

if TYPE_CHECKING:
    import random

NINE = dt.datetime(2026, 11, 20, 20, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Fact:
    id: uuid.UUID
    kind: str
    corrected_at: dt.datetime


@dataclass(frozen=True)
class Answer:
    id: uuid.UUID
    team_id: uuid.UUID
    focus_place_id: uuid.UUID
    answer: str
    corrected_at: dt.datetime


def fact(kind: str, minute: int) -> Fact:
    return Fact(uuid.uuid4(), kind, NINE + dt.timedelta(minutes=minute))


def at(minute: int) -> dt.datetime:
    return NINE + dt.timedelta(minutes=minute)


def test_an_evening_goes_base_out_well_back():
    here = fold([fact("base", 0), fact("out", 10), fact("ok", 60), fact("back", 200)])
    assert here == Whereabouts(TeamState.BACK, out_at=at(10), back_at=at(200), last_sign_at=at(200))


def test_nothing_said_is_a_group_that_is_formed():
    assert fold([]) == Whereabouts()


def test_a_second_round_is_out_again_since_the_first():
    here = fold([fact("out", 0), fact("back", 60), fact("out", 90)])
    assert here == Whereabouts(TeamState.OUT, out_at=at(0), back_at=None, last_sign_at=at(90))


def test_all_well_without_out_means_out():
    assert fold([fact("ok", 30)]) == Whereabouts(TeamState.OUT, out_at=at(30), last_sign_at=at(30))


def test_all_well_after_back_leaves_it_back():
    assert fold([fact("out", 0), fact("back", 60), fact("ok", 61)]).state is TeamState.BACK


def test_base_in_the_middle_of_a_walk_is_a_sign_of_life_only():
    assert fold([fact("out", 0), fact("base", 30)]) == Whereabouts(TeamState.OUT, at(0), None, at(30))


def test_taps_in_the_same_second_count_in_the_order_of_an_evening():
    assert fold([fact("back", 5), fact("out", 5)]).state is TeamState.BACK


facts = st.lists(
    st.builds(fact, st.sampled_from(CheckInKind.values), st.integers(min_value=0, max_value=12)), max_size=8
)


@given(facts, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(said: list[Fact], chance: random.Random):
    shuffled = chance.sample(said, k=len(said))
    assert fold(shuffled) == fold(said)


@given(facts)
def test_a_replay_changes_nothing(said: list[Fact]):
    assert fold([*said, *said]) == fold(said)


@given(facts)
def test_the_last_sign_is_the_latest_fact(said: list[Fact]):
    assert fold(said).last_sign_at == max((one.corrected_at for one in said), default=None)


@given(facts)
def test_back_has_a_time_and_out_has_none(said: list[Fact]):
    here = fold(said)
    assert (here.back_at is not None) == (here.state is TeamState.BACK)


@pytest.mark.parametrize(
    ("before", "kind", "flags"),
    [
        ([], "out", []),
        ([], "back", ["not_out_before"]),
        ([("out", 0)], "out", ["already_out"]),
        ([("out", 0), ("back", 9)], "ok", ["after_back"]),
        ([("base", 0)], "ok", ["not_out_before"]),
    ],
)
def test_what_is_odd_about_the_order_becomes_a_flag(before, kind, flags):
    assert oddities(fold([fact(*one) for one in before]), kind) == flags


def test_expected_back_is_half_an_hour_after_the_end_or_the_last_word():
    ends = at(210)
    assert expected_back(ends, None) == at(240)
    assert expected_back(ends, at(100)) == at(240)
    assert expected_back(ends, at(225)) == at(255)


def test_the_latest_answer_of_each_group_counts():
    place, one, two = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    early, late = (Answer(uuid.uuid4(), one, place, a, at(m)) for a, m in (("seen", 5), ("not_seen", 9)))
    other = Answer(uuid.uuid4(), two, place, "not_visited", at(1))
    assert latest_answers([late, other, early]) == {(place, one): late, (place, two): other}
