"""One tick: what is taken, what a failure does, how the worker shows that it lives."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from notifications import due, worker
from notifications.models import Due, WorkerBeat
from notifications.querysets import health
from notifications.states import MAX_ATTEMPTS, WORKER_SILENT
from notifications.worker import Worker
from tests.factories import NOW

if TYPE_CHECKING:
    from tests.notifications.conftest import Steps


@pytest.mark.django_db
def test_a_tick_takes_what_is_due_and_says_how_much(steps: Steps) -> None:
    for key in ("a", "b", "c"):
        Due.objects.create(kind="step", key=key, due_at=NOW)
    assert (Worker().tick(NOW), steps, Worker().tick(NOW)) == (3, ["a", "b", "c"], 0)
    assert Due.objects.filter(done_at__gte=NOW, lease=None).count() == 3


@pytest.mark.django_db
def test_a_step_that_fails_leaves_the_others_alone_and_comes_back(steps: Steps) -> None:
    steps.failures = 1
    for key in ("a", "b"):
        Due.objects.create(kind="step", key=key, due_at=NOW)
    assert (Worker().tick(NOW), Worker().tick(NOW)) == (2, 0)
    assert Due.objects.get(key="a").last_error == "InterruptedError"
    assert Worker().tick(NOW + timedelta(seconds=31)) == 1
    assert steps == ["a", "b", "a"]


@pytest.mark.django_db
def test_a_step_that_kills_its_worker_each_time_is_given_up_unrun(steps: Steps) -> None:
    Due.objects.create(kind="step", key="a", due_at=NOW, attempts=MAX_ATTEMPTS)
    Worker().tick(NOW)
    assert (steps, Due.objects.dead().get().last_error) == ([], "WorkerDied")


@pytest.mark.django_db
def test_health_is_the_age_of_the_youngest_beat() -> None:
    assert health(NOW) == (False, None)
    one, other = Worker(), Worker()
    one.tick(NOW - timedelta(hours=1))
    other.tick(NOW)
    assert health(NOW + timedelta(seconds=7)) == (True, 7.0)
    assert health(NOW + WORKER_SILENT + timedelta(seconds=1)) == (False, WORKER_SILENT.total_seconds() + 1)
    assert WorkerBeat.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_in_a_thread_wakes_for_a_nudge_and_stops(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 60)
    monkeypatch.setattr(due, "_kinds", {"step": due.get("step")})
    Due.objects.create(kind="step", key="first", due_at=NOW)
    worker.start_embedded()
    worker.start_embedded()  # a second call starts no second thread
    assert steps.taken.wait(10)
    steps.taken.clear()
    Due.objects.create(kind="step", key="second", due_at=NOW)
    due.nudge.set()
    assert steps.taken.wait(10)
    worker.stop_embedded()
    assert (steps, Due.objects.open().count(), WorkerBeat.objects.count()) == (["first", "second"], 0, 1)
