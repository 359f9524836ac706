"""Pokes leave at once, gather while the layer is away, and never raise."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from notifications import realtime


class Layer:
    """The wire to Redis: takes messages when it is let, or fails."""

    def __init__(self) -> None:
        self.open, self.begun = threading.Event(), threading.Event()
        self.sent: list[dict[str, int]] = []
        self.failures = 0

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Wait until the wire is open, then take the message."""
        self.begun.set()
        await asyncio.to_thread(self.open.wait)
        if self.failures:
            self.failures -= 1
            raise ConnectionError
        self.sent.append(message["topics"])


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> Layer:
    """A shared layer, and a publisher of the test's own."""
    wire = Layer()
    monkeypatch.setattr(realtime, "get_channel_layer", lambda: wire)
    monkeypatch.setattr(realtime, "_the_publisher", None)
    return wire


def test_pokes_gather_while_one_is_on_its_way(layer: Layer) -> None:
    realtime.poke([("a", 1)])
    assert layer.begun.wait(5)
    for seq in (2, 4, 3):
        realtime.poke([("a", seq), ("b", seq)])
    layer.open.set()
    realtime._publisher().flush()
    assert layer.sent == [{"a": 1}, {"a": 4, "b": 4}]


def test_a_poke_that_cannot_be_sent_is_forgotten(layer: Layer) -> None:
    layer.open.set()
    layer.failures = 1
    realtime.poke([("a", 1)])
    realtime._publisher().flush()
    realtime.poke([("a", 2)])
    realtime._publisher().flush()
    assert layer.sent == [{"a": 2}]


async def test_an_ear_hears_from_another_thread_until_it_is_taken_away(layer: Layer) -> None:
    layer.open.set()
    heard: asyncio.Queue[list[tuple[str, int]]] = asyncio.Queue()
    realtime.attach(heard.put_nowait)  # type: ignore[arg-type]
    await asyncio.to_thread(realtime.poke, [("a", 1)])
    assert await asyncio.wait_for(heard.get(), 5) == [("a", 1)]
    realtime.detach()
    await asyncio.to_thread(realtime.poke, [("a", 2)])
    await asyncio.sleep(0.05)
    assert heard.empty()
