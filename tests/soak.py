"""How long a run takes its time: bounded and repeatable every day, with --soak at full count by a seed that is told.

A plugin (pyproject.toml). What a soak did is printed at its end, for docs/proofs.md.
"""

from __future__ import annotations

import random
import re
import secrets
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXAMPLES = 100
LONGER = 20
SEED = 2026
REPEATS = "repeats"
_PASSING = re.compile(r"(\d+) passing")
_counts = {"longer": 1}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="full counts where a test repeats itself")


@pytest.hookimpl(tryfirst=True)  # before Hypothesis reads its seed
def pytest_configure(config: pytest.Config) -> None:
    """Two profiles: a day's examples are the same each time, a soak's are twenty times as many and new."""
    full = config.getoption("--soak")
    if full:
        _counts["longer"] = LONGER
        config.option.hypothesis_seed = config.option.hypothesis_seed or str(secrets.randbits(32))
    everywhere: dict[str, Any] = {"deadline": None, "database": None, "print_blob": True}
    settings.register_profile("day", max_examples=EXAMPLES, derandomize=True, **everywhere)
    settings.register_profile("soak", max_examples=EXAMPLES * LONGER, derandomize=False, **everywhere)
    settings.load_profile("soak" if full else "day")


def examples(number: int) -> int:
    """``@settings(max_examples=examples(25))``: so many in a day's run, twenty times as many in a soak."""
    return number * _counts["longer"]


@pytest.fixture(scope="session")
def soak(pytestconfig: pytest.Config) -> bool:
    """Whether this run was asked to take its time."""
    return bool(pytestconfig.getoption("--soak"))


@pytest.fixture
def times(request: pytest.FixtureRequest, soak: bool) -> Callable[[int, int], int]:
    """``times(5, 500)``: how often the test repeats itself, in a day's run and in a soak."""

    def choose(daily: int, full: int) -> int:
        number = full if soak else daily
        request.node.user_properties.append((REPEATS, number))
        return number

    return choose


@pytest.fixture
def chance(pytestconfig: pytest.Config) -> random.Random:
    """Chance that can be had again: by a fixed seed, and in a soak by the one that is told."""
    return random.Random(pytestconfig.option.hypothesis_seed or SEED)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``-m soak`` runs what runs longer with --soak, and nothing else."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & {"soak", "times"} or hasattr(getattr(item, "obj", None), "hypothesis"):
            item.add_marker("soak")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A property test's examples, among its report's numbers."""
    told = _PASSING.findall(getattr(item, "hypothesis_statistics", ""))
    if told and REPEATS not in dict(item.user_properties):
        item.user_properties.append((REPEATS, sum(map(int, told))))
    return (yield)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """After a soak: seed, commit and database, and how often each test did what it proves."""
    if not config.getoption("--soak"):
        return
    from django.db import connection

    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, ())]
    done = {report.nodeid: dict(report.user_properties)[REPEATS] for report in reports if report.user_properties}
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False, cwd=config.rootpath
    ).stdout.strip()
    terminalreporter.section("soak")
    terminalreporter.line(f"seed {config.option.hypothesis_seed} · commit {commit or '?'} · {connection.vendor}")
    for name, number in sorted(done.items()):
        terminalreporter.line(f"{number:>8,} × {name}")
    terminalreporter.line(f"{sum(done.values()):>8,} in {len(done)} tests")
