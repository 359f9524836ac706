"""The worker: takes due rows one by one, as a process of its own or as a thread of the web process."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
import time
import uuid
from typing import TYPE_CHECKING

from django.db import close_old_connections, connections

from backend.common import clock
from notifications import due, leases
from notifications.models import WorkerBeat
from notifications.states import BEAT_EVERY, MAX_ATTEMPTS, PER_TICK

if TYPE_CHECKING:
    from collections.abc import Callable

POLL_SECONDS = 1.0
SEED_EVERY = dt.timedelta(hours=1)
STOP_SECONDS = 15.0

logger = logging.getLogger("lykta.worker")


class Worker:
    """Claims, runs, records. Any number of them may run at once, in any number of processes."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:50]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._stop = threading.Event()
        self._started_at: dt.datetime | None = None
        self._beaten_at: dt.datetime | None = None

    def tick(self, now: dt.datetime) -> int:
        """Take every row that is due at ``now``, at most PER_TICK of them. Returns how many were taken."""
        started = time.monotonic()

        def moment() -> dt.datetime:
            return now + dt.timedelta(seconds=time.monotonic() - started)

        taken = 0
        self._beat(now)
        while taken < PER_TICK and not self._stop.is_set():
            row = leases.claim(moment())
            if row is None:
                break
            self._take(row, moment)
            self._beat(moment())
            taken += 1
        return taken

    def run_forever(self, stop: threading.Event) -> None:
        """Tick until ``stop`` is set; the row in hand is finished first. Nothing that fails ends the loop."""
        self._stop = stop
        seeded_at = None
        while not stop.is_set():
            due.nudge.clear()
            taken = 0
            try:
                close_old_connections()
                now = clock.now()
                if seeded_at is None or now - seeded_at > SEED_EVERY:
                    leases.seed(now)
                    seeded_at = now
                taken = self.tick(now)
            except Exception:
                logger.exception("the worker could not tick")
            if taken == 0:
                # Only the nudge is waited for, never ``stop``: a signal handler sets that one from this very thread.
                due.nudge.wait(POLL_SECONDS)
        connections.close_all()

    def _take(self, row: due.DueRow, moment: Callable[[], dt.datetime]) -> None:
        if row.attempts > MAX_ATTEMPTS:  # it has ended its worker each time, without a word
            leases.fail(row, now=moment(), error="WorkerDied")
            return
        try:
            due.get(row.kind).handler(row, moment())
        except Exception as error:
            logger.exception("%s, attempt %d", row.key, row.attempts)
            if leases.fail(row, now=moment(), error=type(error).__name__):
                logger.critical("%s was given up", row.key)
        else:
            leases.finish(row, now=moment())

    def _beat(self, now: dt.datetime) -> None:
        if self._beaten_at is not None and abs(now - self._beaten_at) < BEAT_EVERY:
            return
        self._beaten_at = now
        self._started_at = self._started_at or now
        WorkerBeat.objects.update_or_create(
            worker=self.name, defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": now}
        )


_embedded: tuple[threading.Thread, threading.Event] | None = None


def start_embedded() -> None:
    """Run a worker in a thread of this process, once. For the web server's start-up in the embedded mode."""
    global _embedded  # noqa: PLW0603 -- one thread per process
    if _embedded is not None and _embedded[0].is_alive():
        return
    stop = threading.Event()
    thread = threading.Thread(target=Worker().run_forever, args=(stop,), name="worker", daemon=True)
    _embedded = (thread, stop)
    thread.start()


def stop_embedded() -> None:
    """Let the row in hand finish, then end the thread. For the web server's shut-down."""
    global _embedded  # noqa: PLW0603 -- one thread per process
    if _embedded is None:
        return
    thread, stop = _embedded
    stop.set()
    due.nudge.set()
    thread.join(STOP_SECONDS)
    _embedded = None
