"""Pokes between threads and processes: (topic, number), nothing else. The only module that touches the channel layer.

A poke is a hint and may be lost: the log is the truth, and each hub reads the heads once per beat. So nothing here
blocks a request, and nothing here raises.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import logging
import threading
from typing import TYPE_CHECKING, Any

from channels.layers import InMemoryChannelLayer, get_channel_layer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Poked = Callable[[Iterable[tuple[str, int]]], None]

GROUP = "lykta.live"
SEND_SECONDS = 2
RETRY_SECONDS = 2
EXIT_SECONDS = 0.5

logger = logging.getLogger("lykta.live")

# Each event loop that serves sockets in this process (one in a web process, none in a worker) and its hub's ear.
_ears: dict[asyncio.AbstractEventLoop, Poked] = {}


def poke(pairs: list[tuple[str, int]]) -> None:
    """Tell every web process that these topics have reached these numbers. From any thread; returns at once."""
    for loop, on_poke in list(_ears.items()):
        try:
            loop.call_soon_threadsafe(on_poke, pairs)
        except RuntimeError:  # the loop is closed: its sockets are gone
            _ears.pop(loop, None)
    if _shared_layer() is not None:
        _publisher().send(pairs)


def attach(on_poke: Poked) -> None:
    """The hub of the running loop wants to hear. Called on that loop."""
    _ears[asyncio.get_running_loop()] = on_poke


def detach() -> None:
    """The hub of the running loop has no sockets any more."""
    _ears.pop(asyncio.get_running_loop(), None)


async def listen(on_poke: Poked) -> None:
    """Pass the other processes' pokes on until cancelled, through a layer that comes and goes."""
    layer = _shared_layer()
    this = asyncio.current_task()
    # redis-py can swallow a cancellation that comes while it connects; the task remembers that it was asked.
    while layer is not None and this is not None and not this.cancelling():
        channel = None
        try:
            channel = await layer.new_channel()
            await layer.group_add(GROUP, channel)
            while not this.cancelling():
                message = await layer.receive(channel)
                on_poke(message["topics"].items())
        except Exception as error:  # noqa: BLE001 -- whatever the layer's client raises: the beat covers for it
            logger.warning("live layer is away: %s", type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)
        finally:
            if channel is not None:
                with contextlib.suppress(Exception):
                    await layer.group_discard(GROUP, channel)


def _shared_layer() -> Any | None:
    """The layer between processes; None in the embedded mode, where the ears are all there is."""
    layer = get_channel_layer()
    return None if layer is None or isinstance(layer, InMemoryChannelLayer) else layer


class _Publisher:
    """A thread with its own loop, so that request threads and workers publish without waiting.

    While one message is on its way, later pokes gather in one dict by topic: a dead Redis costs no memory.
    """

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.waiting: dict[str, int] = {}
        self.task: asyncio.Task[None] | None = None
        threading.Thread(target=self.loop.run_forever, name="live-publisher", daemon=True).start()
        atexit.register(self.flush)

    def send(self, pairs: list[tuple[str, int]]) -> None:
        """Take the pokes; from any thread."""
        self.loop.call_soon_threadsafe(self._add, pairs)

    def flush(self) -> None:
        """Give a command's last poke half a second to leave the process."""
        with contextlib.suppress(Exception):
            asyncio.run_coroutine_threadsafe(self._rest(), self.loop).result(EXIT_SECONDS)

    def _add(self, pairs: list[tuple[str, int]]) -> None:
        for topic, seq in pairs:
            self.waiting[topic] = max(seq, self.waiting.get(topic, 0))
        if self.task is None or self.task.done():
            self.task = self.loop.create_task(self._drain())

    async def _drain(self) -> None:
        while self.waiting:
            topics, self.waiting = self.waiting, {}
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await get_channel_layer().group_send(GROUP, {"type": "poke", "topics": topics})
            except Exception as error:  # noqa: BLE001 -- whatever the layer's client raises: the beat covers for it
                logger.warning("poke was lost: %s", type(error).__name__)

    async def _rest(self) -> None:
        if self.task is not None:
            await self.task


_the_publisher: _Publisher | None = None
_publisher_lock = threading.Lock()


def _publisher() -> _Publisher:
    global _the_publisher  # noqa: PLW0603 -- one thread per process, started by its first poke
    with _publisher_lock:
        if _the_publisher is None:
            _the_publisher = _Publisher()
        return _the_publisher
