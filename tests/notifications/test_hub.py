"""One hub: one reading for all sockets, bounded queues, an end when nobody listens."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from django.utils import timezone

from notifications import consumer, hub, log, topics
from notifications.actions import Change, tell
from notifications.consumer import Socket
from notifications.models import TopicEvent, WorkerBeat
from notifications.states import MAX_MESSAGES_PER_MINUTE, MAX_QUEUED
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from volunteers.models import User

pytestmark = pytest.mark.django_db(transaction=True)


class Wire:
    """The two ends that a server gives an ASGI application, and the application running on them."""

    def __init__(self, user: User) -> None:
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: list[Any] = []
        self.grew = asyncio.Condition()
        self.open = asyncio.Event()
        self.open.set()
        scope = {"type": "websocket", "headers": [(b"host", b"localhost")], "user": user}
        self.inbox.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(Socket(scope, self.inbox.get, self.send).run())

    async def send(self, message: dict[str, Any]) -> None:
        """What the application sends; a stuck client takes nothing."""
        await self.open.wait()
        async with self.grew:
            self.sent.append(json.loads(message["text"]) if "text" in message else message)
            self.grew.notify_all()

    def say(self, **message: Any) -> None:
        """A message of the client."""
        self.inbox.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})

    async def hear(self, kind: str, times: int = 1) -> list[Any]:
        """Wait until so many messages of this kind have come."""
        async with asyncio.timeout(8), self.grew:
            await self.grew.wait_for(lambda: len(self.of(kind)) >= times)
        return self.of(kind)

    def of(self, kind: str) -> list[Any]:
        """The messages of this kind so far."""
        return [message for message in self.sent if message["type"] == kind]

    async def leave(self) -> None:
        """The client goes away."""
        self.open.set()
        self.inbox.put_nowait({"type": "websocket.disconnect"})
        await self.task


@pytest.fixture
def topic(topic: str, walker: User) -> str:
    """The topic that the walker may hear."""
    return topics.key("probe", walker.pk)


@pytest.fixture
async def wires(topic: str, walker: User) -> AsyncIterator[list[Wire]]:
    """Three screens of the walker that have been welcomed."""
    screens = [Wire(walker) for _ in range(3)]
    for screen in screens:
        screen.say(type="hello", topics=[{"topic": topic, "since": None}])
    for screen in screens:
        await screen.hear("welcome")
    yield screens
    for screen in screens:
        await screen.leave()


@sync_to_async
def say(topic: str, times: int = 1) -> None:
    """So many transactions, each with one change."""
    for _ in range(times):
        with transaction.atomic():
            tell([(topic, Change("team", uuid4(), "out"))], now=NOW)
    connection.close()


async def test_one_reading_serves_all_sockets(topic: str, wires: list[Wire], monkeypatch: pytest.MonkeyPatch) -> None:
    readings = []
    read = log.read
    monkeypatch.setattr(log, "read", lambda *args: readings.append(args) or read(*args))
    await say(topic)
    for screen in wires:
        assert [event["seq"] for event in (await screen.hear("events"))[0]["events"]] == [1]
    assert len(readings) == 1


async def test_a_client_that_does_not_read_is_dropped_and_the_others_are_served(topic: str, wires: list[Wire]) -> None:
    slow, *others = wires
    slow.open.clear()
    for number in range(1, MAX_QUEUED + 4):
        await say(topic)
        for screen in others:
            await screen.hear("events", number)
    await asyncio.wait_for(slow.task, 8)
    assert slow.of("events") == []
    assert len(hub.current().sockets) == 2


async def test_a_client_that_floods_is_dropped(topic: str, wires: list[Wire]) -> None:
    flooding = wires[0]
    for _ in range(MAX_MESSAGES_PER_MINUTE):
        flooding.say(type="since", topic=topic, since=0)
    assert await flooding.hear("websocket.close") == [{"type": "websocket.close", "code": 4429}]


async def test_what_is_not_understood_is_said_and_a_second_hello_opens_nothing(topic: str, wires: list[Wire]) -> None:
    wires[0].say(type="since", topic=topic, since=-1)
    wires[0].say(type="hello", topics=[{"topic": topic, "since": None}])
    assert await wires[0].hear("error", 2) == [{"type": "error", "code": "bad_message"}] * 2
    assert len(wires[0].of("welcome")) == 1


async def test_a_database_that_fails_is_asked_again(
    topic: str, wires: list[Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    read, failures = log.read, [ConnectionError(), ConnectionError()]

    def fail(*args: Any) -> log.Reading:
        if failures:
            raise failures.pop()
        return read(*args)

    monkeypatch.setattr(hub, "RETRY_READ_SECONDS", 0.01)
    monkeypatch.setattr(log, "read", fail)
    await say(topic)
    assert (await wires[0].hear("events"))[0]["events"][0]["seq"] == 1
    assert failures == []


async def test_a_hub_without_sockets_holds_nothing(topic: str, walker: User) -> None:
    screen = Wire(walker)
    screen.say(type="hello", topics=[{"topic": topic, "since": None}])
    await screen.hear("welcome")
    serving = hub.current()
    tasks = list(serving.tasks)
    await screen.leave()
    await asyncio.wait(tasks)
    assert (serving.sockets, serving.listeners, serving.heads, serving.reader) == (set(), {}, {}, None)
    assert hub.current() is not serving


async def test_a_sleeping_listener_takes_nothing_from_another_topics(topic: str, leader: User) -> None:
    other = topics.key("probe", leader.pk)
    await say(topic, 4)
    await say(other, 1)
    behind = await sync_to_async(TopicEvent.objects.after)({topic: 0, other: 0}, limit=3)
    seqs = {key: [event.seq for event in events] for key, events in behind.items()}
    assert seqs == {topic: [1, 2, 3], other: [1]}


@pytest.mark.parametrize("watched", [True, False])
async def test_a_beat_tells_of_the_worker_where_that_is_watched(
    watched: bool, topic: str, walker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (hub, consumer):
        monkeypatch.setattr(module, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(topics, "_of_watchers", {"probe"} if watched else set())
    screen = Wire(walker)
    screen.say(type="hello", topics=[{"topic": topic, "since": None}])
    silent = (await screen.hear("beat"))[0]
    await sync_to_async(WorkerBeat.objects.create)(worker="w", started_at=NOW, seen_at=timezone.now())
    ticking = (await screen.hear("beat", len(screen.of("beat")) + 2))[-1]
    await screen.leave()
    assert [beat.get("worker") for beat in (silent, ticking)] == ([False, True] if watched else [None, None])
