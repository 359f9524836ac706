"""The table that ``manage.py bench`` prints says truly which goals are met."""

from __future__ import annotations

import pytest

from tests.benchmarks import run

ROW = {
    "name": "check_in_40_boards", "database": "sqlite", "value": 90.0, "unit": "check-ins/s", "better": "higher",
    "floor": 200.0, "ratio": 0.45, "rounds": 5, "spread": 0.1, "n": 800,
}  # fmt: skip


@pytest.mark.parametrize(
    ("goal", "ratio", "met"), [(">= 0.5", 0.5, True), (">= 0.5", 0.49, False), ("<= 2", 2.01, False)]
)
def test_a_goal_is_met_or_not(goal: str, ratio: float, met: bool) -> None:
    assert run.is_met(goal, ratio) is met


def test_a_missed_goal_is_said() -> None:
    line = run.table([ROW]).splitlines()[1].split()
    assert line == [
        "check_in_40_boards",
        "sqlite",
        "90",
        "200",
        "check-ins/s",
        "0.45",
        ">=",
        "0.5",
        "MISSED",
        "10%",
        "800",
    ]


def test_every_goal_can_be_read_and_says_its_floor() -> None:
    goals = run._goals()
    assert [name for name, said in goals.items() if not said["against"]] == []
    assert {run.is_met(said["goal"], 1.0) for said in goals.values() if "goal" in said} == {True, False}
