"""From the commit to the screen: 600 sockets on one board, against a bare group_send to the very same sockets.

Ours: a change is committed with its line of the log, the hub is poked, reads, and serves its sockets. The floor: the
same consumer on the same 600 connections has also joined a group, as Channels' documentation shows, and passes on what
group_send says; nothing is stored, nothing is read. Both take turns. On PostgreSQL and Redis both are said by another
process, and once more by the one that serves the sockets, where our poke needs no Redis; on SQLite there is but one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection

from backend.common.viewer import Role
from notifications import consumer, topics
from tests import factories
from tests.benchmarks import speaker
from tests.benchmarks.sessions import session_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCREENS = 600
ROUNDS = 5
TIMES = 12
PAUSE = 0.4
LIVE, BARE = "live", "bare"
NAME, SAME_PROCESS = "live_commit_to_receipt", "live_same_process"


class Both(consumer.Socket):
    """The project's own consumer, which has also joined a group and passes on what that says."""

    async def run(self) -> None:
        """From connect to close."""
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(speaker.GROUP, channel)
        passing = asyncio.create_task(self._pass_on(layer, channel))
        try:
            await super().run()
        finally:
            passing.cancel()
            await layer.group_discard(speaker.GROUP, channel)

    async def _pass_on(self, layer: Any, channel: str) -> None:
        while True:
            self.push((await layer.receive(channel))["text"])


def bench_live(rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """Rows for ``manage.py bench``; needs a migrated database of its own and leaves its rows in it."""
    topic, cookies = _plan()
    rows: list[dict[str, Any]] = []
    consumer.Socket = Both  # type: ignore[misc]  # notifications.consumer.live makes one for each connection
    with _server() as (port, loop):
        if settings.REDIS_URL:
            with _other_process(topic) as say:
                rows += _measured(NAME, rounds, _screens(port, topic, cookies), say)
        here = speaker.Speaker(topic, loop)
        name = SAME_PROCESS if settings.REDIS_URL else NAME
        rows += _measured(name, rounds, _screens(port, topic, cookies), here.say)
    return rows


def _measured(name: str, rounds: int, screens: Any, say: Callable[[str, int], float]) -> list[dict[str, Any]]:
    """Both ways in turns, to screens that are opened for it; who goes first changes with every go."""
    began: dict[str, dict[int, float]] = {LIVE: {}, BARE: {}}
    with screens as (head, report):
        for number in range(1, rounds * TIMES + 1):
            for way in (LIVE, BARE) if number % 2 else (BARE, LIVE):
                began[way][number] = say(way, number)
                time.sleep(PAUSE)
        time.sleep(2)  # the last ones, on a busy machine
        heard = report()
    receipts: dict[str, list[tuple[int, float]]] = {LIVE: [], BARE: []}
    for seq, at in heard:
        is_bare = seq > speaker.BARE_FROM
        receipts[BARE if is_bare else LIVE].append((seq - (speaker.BARE_FROM if is_bare else head), at))
    return _rows(name, began, receipts, rounds)


def _rows(
    name: str, began: dict[str, dict[int, float]], heard: dict[str, list[tuple[int, float]]], rounds: int
) -> list[dict[str, Any]]:
    """p50 and p99 of the milliseconds from commit (or send) to receipt, per round, over all screens."""
    taken: dict[str, list[list[float]]] = {}
    for way, receipts in heard.items():
        assert len(receipts) == SCREENS * rounds * TIMES, (name, way, len(receipts))
        taken[way] = [[] for _ in range(rounds)]
        for number, at in receipts:
            taken[way][(number - 1) // TIMES].append((at - began[way][number]) * 1000)
    rows = []
    for percent in (50, 99):
        live, bare = ([statistics.quantiles(r, n=100)[percent - 1] for r in taken[way]] for way in (LIVE, BARE))
        ratios = [own / floor for own, floor in zip(live, bare, strict=True)]
        rows.append(
            {
                "name": f"{name}_p{percent}",
                "database": connection.vendor,
                "value": round(statistics.median(live), 2),
                "unit": "ms",
                "better": "lower",
                "floor": round(statistics.median(bare), 2),
                "ratio": round(statistics.median(ratios), 2),
                "rounds": rounds,
                "spread": round((max(ratios) - min(ratios)) / statistics.median(ratios), 3),
                "n": SCREENS,
            }
        )
    return rows


def _plan() -> tuple[str, list[str]]:
    """A board and 600 people who may see it, each with a session."""
    municipality = factories.make_municipality(
        f"Bench {uuid.uuid4().hex[:6]}", hostname="bench.localhost", is_default=True
    )
    organisation = factories.make_organisation(municipality, districts=(factories.make_district(municipality),))
    people = [factories.make_member(organisation, Role.COORDINATOR, f"Person {n}") for n in range(SCREENS)]
    return topics.key("board", municipality.pk), [f"{settings.SESSION_COOKIE_NAME}={session_of(p)}" for p in people]


@contextlib.contextmanager
def _screens(port: int, topic: str, cookies: list[str]) -> Iterator[tuple[int, Callable[[], list[tuple[int, float]]]]]:
    """The screens' process: the number they begin at, and a call that ends it and gives what they heard."""
    from notifications.models import Topic

    hello = json.dumps({"type": "hello", "topics": [{"topic": topic, "since": None}], "beat": 60})
    command = [sys.executable, "-m", "tests.benchmarks.listeners"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"port": port, "path": "/ws/live/", "hello": hello, "cookies": cookies}) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"

        def report() -> list[tuple[int, float]]:
            heard, _ = process.communicate()
            return [(number, at) for number, at in json.loads(heard)]

        yield Topic.objects.head(topic), report


@contextlib.contextmanager
def _other_process(topic: str) -> Iterator[Callable[[str, int], float]]:
    """``say(way, number)`` in a process of its own; gives when it was committed, or sent."""
    command = [sys.executable, "-m", "tests.benchmarks.speaker", topic]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ask, answers = process.stdin, process.stdout
        assert answers.readline() == "ready\n"

        def say(way: str, number: int) -> float:
            ask.write(f"{way} {number}\n")
            ask.flush()
            return float(answers.readline())

        yield say


@contextlib.contextmanager
def _server() -> Iterator[tuple[int, asyncio.AbstractEventLoop]]:
    """The whole application in a thread on uvicorn's own loop: port, loop."""
    import uvicorn

    from backend.asgi import application

    loops: list[asyncio.AbstractEventLoop] = []

    async def noted(scope: Any, receive: Any, send: Any) -> None:
        loops[:] = [asyncio.get_running_loop()]
        await application(scope, receive, send)

    listener = socket.create_server(("127.0.0.1", 0), backlog=SCREENS)
    server = uvicorn.Server(
        uvicorn.Config(noted, log_config=None, access_log=False, lifespan="on", ws_ping_interval=None)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield listener.getsockname()[1], loops[0]
    server.should_exit = True
    thread.join(30)
    listener.close()
