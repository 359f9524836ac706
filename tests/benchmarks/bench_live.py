"""From the commit to the screen: 600 sockets on one board, against a bare group_send to as many of the same server."""

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

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.db import connection, transaction
from django.urls import path

from backend.common import clock
from backend.common.viewer import Role
from notifications import topics
from notifications.actions import Change, tell
from tests import factories
from tests.benchmarks.sessions import session_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


SCREENS = 600
ROUNDS = 5
TIMES = 12
PAUSE = 0.4
GROUP = "bench"


class Bare(AsyncWebsocketConsumer):
    """What Channels' own documentation shows: join a group, pass on what it says."""

    async def connect(self) -> None:
        """Join."""
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()
        await self.send("welcome")

    async def news(self, event: dict[str, Any]) -> None:
        """Pass on."""
        await self.send(event["text"])


def bench_live(rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """Rows for ``manage.py bench``; needs a migrated database of its own and leaves its rows in it."""
    topic, cookies = _plan()
    began: dict[str, dict[int, float]] = {"live": {}, "bare": {}}
    hello = json.dumps({"type": "hello", "topics": [{"topic": topic, "since": None}], "beat": 60})
    with _server() as (port, loop), contextlib.ExitStack() as stack:
        live = stack.enter_context(_screens(port, "/ws/live/", hello, cookies))
        bare = stack.enter_context(_screens(port, "/bench/", hello, cookies))

        def tell_live(number: int) -> None:
            with transaction.atomic():
                transaction.on_commit(lambda: began["live"].update({number: time.monotonic()}))
                tell([(topic, Change("team", uuid.uuid4(), "out"))], now=clock.now())

        def tell_bare(number: int) -> None:
            text = json.dumps({"type": "events", "topic": topic, "events": [_event(number)]}, separators=(",", ":"))
            began["bare"][number] = time.monotonic()
            send = get_channel_layer().group_send(GROUP, {"type": "news", "text": text})
            asyncio.run_coroutine_threadsafe(send, loop)

        for number in range(1, rounds * TIMES + 1):
            for send in (tell_live, tell_bare):
                send(number)
                time.sleep(PAUSE)
        time.sleep(2)  # the last ones, on a busy machine
        heard = {"live": live(), "bare": bare()}
    return _rows(began, heard, rounds)


def _event(number: int) -> dict[str, Any]:
    return {"seq": number, "kind": "team", "ref": str(uuid.uuid4()), "code": "out", "at": clock.now().isoformat()}


def _rows(
    began: dict[str, dict[int, float]], heard: dict[str, list[tuple[int, float]]], rounds: int
) -> list[dict[str, Any]]:
    """p50 and p99 of the milliseconds from commit (or send) to receipt, per round, over all screens."""
    taken: dict[str, list[list[float]]] = {}
    for name, receipts in heard.items():
        assert len(receipts) == SCREENS * rounds * TIMES, (name, len(receipts))
        taken[name] = [[] for _ in range(rounds)]
        for number, at in receipts:
            taken[name][(number - 1) // TIMES].append((at - began[name][number]) * 1000)
    rows = []
    for percent in (50, 99):
        live, bare = ([statistics.quantiles(r, n=100)[percent - 1] for r in taken[n]] for n in ("live", "bare"))
        ratios = [own / floor for own, floor in zip(live, bare, strict=True)]
        rows.append(
            {
                "name": f"live_commit_to_receipt_p{percent}",
                "database": connection.vendor,
                "value": round(statistics.median(live), 2),
                "unit": "ms",
                "better": "lower",
                "floor": round(statistics.median(bare), 2),
                "against": "a bare group_send to as many sockets of the same server",
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
def _screens(port: int, where: str, hello: str, cookies: list[str]) -> Iterator[Callable[[], list[tuple[int, float]]]]:
    """The screens' process; the call ends it and gives what they heard."""
    command = [sys.executable, "-m", "tests.benchmarks.listeners"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"port": port, "path": where, "hello": hello, "cookies": cookies}) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"

        def report() -> list[tuple[int, float]]:
            heard, _ = process.communicate()
            return [(number, at) for number, at in json.loads(heard)]

        yield report


@contextlib.contextmanager
def _server() -> Iterator[tuple[int, asyncio.AbstractEventLoop]]:
    """The whole application and the bare consumer beside it, in a thread on uvicorn's own loop: port, loop."""
    import uvicorn

    from backend.asgi import application

    bare = ProtocolTypeRouter({"websocket": URLRouter([path("bench/", Bare.as_asgi())])})
    loops: list[asyncio.AbstractEventLoop] = []

    async def both(scope: dict[str, Any], receive: Any, send: Any) -> None:
        loops[:] = [asyncio.get_running_loop()]
        await (bare if scope.get("path") == "/bench/" else application)(scope, receive, send)

    listener = socket.create_server(("127.0.0.1", 0), backlog=SCREENS)
    server = uvicorn.Server(
        uvicorn.Config(both, log_config=None, access_log=False, lifespan="on", ws_ping_interval=None)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield listener.getsockname()[1], loops[0]
    server.should_exit = True
    thread.join(30)
    listener.close()
