"""An alarm does not depend on luck: real worker processes, killed and stopped in the middle of a step."""

from __future__ import annotations

import signal
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from backend.common import clock
from notifications import actions, due, kinds
from notifications.channels.email import message_id
from notifications.models import Delivery, Due
from notifications.querysets import health
from tests.flows import live
from tests.flows.live import LEASE
from tests.servers import wait_until

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

    from places.models import Municipality

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kinds that live_app registers in the workers."""
    monkeypatch.setitem(due._kinds, "probe", due.DueKind("probe", lambda *_: None, None, LEASE))
    monkeypatch.setitem(kinds._kinds, "probe", kinds.NoticeKind("probe", "Prov"))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The file in which the workers write what they do."""
    page = tmp_path / "book"
    page.touch()
    return page


def schedule(key: str) -> None:
    """A step that is due now."""
    with transaction.atomic():
        actions.schedule(kind="probe", key=key, due_at=clock.now(), municipality_id=None, now=clock.now())


def is_done(count: int) -> bool:
    """Whether so many steps are recorded as taken."""
    return Due.objects.filter(kind="probe", done_at__isnull=False).count() == count


def test_a_step_whose_worker_is_killed_is_taken_once_more_by_another(book: Path) -> None:
    schedule("long=30")
    with live.worker(book) as first:
        wait_until(lambda: book.read_text() == "begin long=30\n", seconds=30)
        began = time.monotonic()
        with live.worker(book):
            first.send_signal(signal.SIGKILL)
            wait_until(lambda: is_done(1), seconds=30)
    assert time.monotonic() - began >= LEASE.total_seconds() - 1
    assert book.read_text().split("\n") == ["begin long=30", "begin long=30", "end long=30", ""]
    assert Due.objects.get(kind="probe").attempts == 2


def test_killed_workers_lose_no_step_and_repeat_only_what_they_held(
    book: Path, times: Callable[[int, int], int], chance: random.Random
) -> None:
    kills = times(2, 60)
    steps = [f"step-{number}=0.1" for number in range(20 * kills)]
    for step in steps:
        schedule(step)
    with ExitStack() as stack:
        working = [stack.enter_context(live.worker(book)) for _ in range(3)]
        for _ in range(kills):
            begun = book.read_text().count("begin")
            wait_until(lambda begun=begun: book.read_text().count("begin") > begun or is_done(len(steps)), seconds=30)
            working.pop(chance.randrange(3)).send_signal(signal.SIGKILL)
            working.append(stack.enter_context(live.worker(book)))
        wait_until(lambda: is_done(len(steps)), seconds=30 + len(steps))
    lines = Counter(book.read_text().splitlines())
    assert [step for step in steps if not lines[f"end {step}"]] == []
    assert sum(lines[f"begin {step}"] - 1 for step in steps) <= kills


def test_three_workers_take_each_step_once(book: Path) -> None:
    for number in range(60):
        schedule(f"step-{number}=0.05")
    with live.worker(book), live.worker(book), live.worker(book):
        wait_until(lambda: is_done(60), seconds=60)
    begun = sorted(line for line in book.read_text().splitlines() if line.startswith("begin"))
    assert begun == sorted(f"begin step-{number}=0.05" for number in range(60))


def test_a_worker_that_is_told_to_stop_finishes_the_step_in_hand(book: Path) -> None:
    schedule("first=2")
    schedule("second")
    with live.worker(book) as process:
        wait_until(lambda: "begin first=2" in book.read_text(), seconds=30)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert book.read_text() == "begin first=2\nend first=2\n"
    assert is_done(1)


def test_two_workers_send_each_message_once(book: Path, botkyrka: Municipality) -> None:
    with transaction.atomic():
        for number in range(20):
            actions.deliver(
                kind="probe",
                key=f"message-{number}",
                municipality_id=botkyrka.pk,
                address=f"someone{number}@example.org",
                subject="Kvällen",
                body="Vi ses vid basen.",
                now=clock.now(),
            )
    with live.worker(book), live.worker(book):
        wait_until(lambda: Delivery.objects.filter(state="sent").count() == 20, seconds=60)
    mails = "".join(page.read_text() for page in (book.parent / "mail").iterdir())
    ids = [line for line in mails.splitlines() if line.startswith("Message-ID")]
    assert sorted(ids) == sorted(f"Message-ID: {message_id(sent)}" for sent in Delivery.objects.all())


def test_the_worker_inside_the_web_process_takes_what_is_due(book: Path) -> None:
    assert health(clock.now()) == (False, None)
    schedule("step")
    with live.web(LYKTA_EMBEDDED_WORKER="1", REDIS_URL="", PROBE_BOOK=str(book)):
        wait_until(lambda: is_done(1), seconds=10)
        assert health(clock.now())[0]
    assert not health(clock.now() + timedelta(minutes=2))[0]
