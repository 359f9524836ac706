"""Helpers of the live and due flows: servers and workers as processes, a socket client that keeps its numbers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import connection
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.doors import sign_in
from tests.servers import answers, free_port, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from volunteers.models import User

# How long a killed worker's step waits for the next, in these flows.
LEASE = timedelta(seconds=3)
ROOT = Path(__file__).resolve().parents[2]


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that works on the test database of this run."""
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        url = (
            f"postgresql://{database['USER']}@{database['HOST']}:{database['PORT']}/{connection.settings_dict['NAME']}"
        )
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, **more}


@contextmanager
def web(port: int | None = None, **more: str) -> Iterator[int]:
    """A web process over this run's database; gives its port."""
    port = port or free_port()
    command = [sys.executable, "-m", "uvicorn", "tests.flows.live_app:application", "--port", str(port)]
    with subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT, env=environment(**more)) as process:
        try:
            wait_until(lambda: answers(port))
            yield port
        finally:
            process.terminate()
            process.wait(15)


@contextmanager
def worker(book: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process that writes its steps into the book and its mail beside it."""
    code = "import tests.flows.live_app; from django.core.management import call_command; call_command('worker')"
    more = {"PROBE_BOOK": str(book), "LYKTA_EMAIL_URL": f"filemail:///{book.parent / 'mail'}"}
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment(**more)) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def session_of(user: User) -> str:
    """The session cookie of somebody who has just signed in."""
    client = Client()
    sign_in(client, user)
    return client.cookies["sessionid"].value


class Listener:
    """A browser's socket, signed in as somebody; ``heard`` keeps each topic's numbers in the order they came."""

    def __init__(self, port: int, user: User | None, *, origin: str | None = None) -> None:
        headers = {"Cookie": f"sessionid={session_of(user)}"} if user is not None else {}
        self.heard: dict[str, list[int]] = {}
        self._open = ExitStack()
        self.socket = self._open.enter_context(
            connect(
                f"ws://127.0.0.1:{port}/ws/live/",
                origin=origin or f"http://127.0.0.1:{port}",
                additional_headers=headers,
            )
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def say(self, **message: Any) -> None:
        """Send one message."""
        self.socket.send(json.dumps(message))

    def hello(self, *topics: str, since: int | None = None, **more: Any) -> dict[str, Any]:
        """Say hello and give the welcome."""
        self.say(type="hello", topics=[{"topic": topic, "since": since} for topic in topics], **more)
        return self.next("welcome")

    def next(self, kind: str, seconds: float = 8) -> dict[str, Any]:
        """The next message of this kind; what comes before it is noted and passed over. TimeoutError."""
        end = time.monotonic() + seconds
        while True:
            message = json.loads(self.socket.recv(timeout=max(0.01, end - time.monotonic())))
            if message["type"] == "events":
                self.heard.setdefault(message["topic"], []).extend(e["seq"] for e in message["events"])
            if message["type"] == kind:
                return dict(message)

    def hear_until(self, topic: str, seq: int, seconds: float = 8) -> list[int]:
        """Every number of the topic until ``seq`` has come."""
        while (self.heard.get(topic) or [0])[-1] < seq:
            self.next("events", seconds)
        return self.heard[topic]

    def close_code(self, seconds: float = 8) -> int:
        """Wait for the server to close; its code."""
        try:
            while True:
                self.socket.recv(timeout=seconds)
        except ConnectionClosed as closed:
            return int(closed.rcvd.code) if closed.rcvd is not None else 1006
