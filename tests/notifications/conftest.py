"""A topic kind, a due kind and a notice kind of the tests' own, gone again afterwards."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from notifications import due, kinds, topics
from notifications.states import LEASE

if TYPE_CHECKING:
    import datetime as dt


class Steps(list[str]):
    """A handler that keeps the keys it was given, and fails as often as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.failures = 0
        self.taken = threading.Event()

    def __call__(self, row: due.DueRow, now: dt.datetime) -> None:
        """Take the step."""
        self.append(row.key)
        self.taken.set()
        if self.failures > 0:
            self.failures -= 1
            raise InterruptedError


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """The handler of the due kinds "step" and, every hour, "hourly"."""
    handler = Steps()
    monkeypatch.setitem(due._kinds, "step", due.DueKind("step", handler, None, LEASE))
    monkeypatch.setitem(due._kinds, "hourly", due.DueKind("hourly", handler, timedelta(hours=1), LEASE))
    return handler


@pytest.fixture
def topic(monkeypatch: pytest.MonkeyPatch) -> str:
    """A topic that the person whose id it carries may hear."""
    monkeypatch.setitem(topics._kinds, "probe", lambda viewer, ref: str(viewer.user_id) == ref)
    return topics.key("probe", uuid4())


@pytest.fixture
def notice(monkeypatch: pytest.MonkeyPatch) -> str:
    """A notice kind that is good for two days."""
    monkeypatch.setitem(kinds._kinds, "probe", kinds.NoticeKind("probe", "Prov"))
    return "probe"
