"""The WebSocket at /ws/live/: says hello, is served by the hub, asks for what it missed. Protocol: docs/live.md."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from typing import TYPE_CHECKING, Any, TypeGuard

from channels.db import database_sync_to_async

from notifications import hub, log
from notifications.states import (
    BEAT_SECONDS,
    HELLO_SECONDS,
    MAX_BEAT_SECONDS,
    MAX_MESSAGE_CHARS,
    MAX_MESSAGES_PER_MINUTE,
    MAX_QUEUED,
    MAX_TOPICS,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from uuid import UUID

    from backend.common.viewer import Viewer
    from notifications.viewers import Scope

    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

NORMAL, UNSUPPORTED, TOO_BIG, BROKEN, TOO_SLOW = 1000, 1003, 1009, 1011, 1013
BAD_MESSAGE, HELLO_LATE, TOO_MANY = 4400, 4408, 4429
CLOSE_SECONDS = 2

logger = logging.getLogger("lykta.live")


class Closing(Exception):
    """The conversation is over, with this close code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application of one connection. The origin has been checked before it (backend.asgi)."""
    await Socket(scope, receive, send).run()


class Socket:
    """One connection. ``known`` is the last number that was sent for each topic; the hub keeps it.

    What is to be sent waits in a bounded queue: a client that does not read is dropped and asks again when it is back.
    """

    viewer: Viewer
    user_id: UUID

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.known: dict[str, int | None] = {}
        self.beat = BEAT_SECONDS
        self.next_beat = 0.0
        self._receive = receive
        self._send = send
        self._queue: asyncio.Queue[str] = asyncio.Queue(MAX_QUEUED)
        self._closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._heard: deque[float] = deque(maxlen=MAX_MESSAGES_PER_MINUTE)

    # --- called by the hub ------------------------------------------------------------------------------------------
    def push(self, text: str) -> None:
        """Queue a message; a full queue ends the connection."""
        try:
            self._queue.put_nowait(text)
        except asyncio.QueueFull:
            self.close(TOO_SLOW)

    def close(self, code: int) -> None:
        """End the connection, after what is queued unless the client is slow."""
        if not self._closed.done():
            self._closed.set_result(code)

    # --- the connection ---------------------------------------------------------------------------------------------
    async def run(self) -> None:
        """From connect to close."""
        await self._receive()  # websocket.connect
        # Accepted first: a browser is told a close code, but not why a handshake was refused.
        await self._send({"type": "websocket.accept"})
        tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._write())]
        try:
            ends: list[asyncio.Future[Any]] = [self._closed, *tasks]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            hub.current().leave(self)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self._say_goodbye()

    async def _listen(self) -> None:
        try:
            self._refuse_strangers()
            async with asyncio.timeout(HELLO_SECONDS):
                await self._open(await self._message())
            while True:
                self._asked(await self._message())
        except TimeoutError:
            self.close(HELLO_LATE)
        except Closing as closing:
            self.close(closing.code)
        except Exception:
            logger.exception("a live connection broke")
            self.close(BROKEN)

    def _refuse_strangers(self) -> None:
        """Nobody without an account holds a connection while it makes up its mind to say hello."""
        user = self.scope.get("user")
        if user is not None and not user.is_authenticated:
            raise Closing(hub.NO_ACCOUNT)

    async def _open(self, hello: dict[str, Any]) -> None:
        """``hello``: who is this, and which of the topics may be heard? Closing 4401 for a stranger."""
        if hello.get("type") != "hello":
            raise Closing(BAD_MESSAGE)
        wanted = _topics_of(hello)
        viewer, allowed = await database_sync_to_async(log.admit)(self.scope, list(wanted))
        if viewer is None or viewer.user_id is None:
            raise Closing(hub.NO_ACCOUNT)
        self.viewer, self.user_id = viewer, viewer.user_id
        self.beat = _beat_of(hello)
        for topic in wanted.keys() - allowed:
            self.push(hub.frame("error", code="not_found", topic=topic))
        self.known = {topic: since for topic, since in wanted.items() if topic in allowed}
        if not self.known:
            raise Closing(hub.NOTHING_TO_HEAR)
        hub.current().join(self)

    def _asked(self, message: dict[str, Any]) -> None:
        """``since``: the client found a gap."""
        topic, since = message.get("topic"), message.get("since")
        if message.get("type") != "since" or not isinstance(topic, str) or not _is_number(since):
            self.push(hub.frame("error", code="bad_message"))
            return
        hub.current().ask(self, topic, since)

    async def _message(self) -> dict[str, Any]:
        """The client's next message. Closing when it leaves, floods, or sends what is no object."""
        event = await self._receive()
        if event["type"] == "websocket.disconnect":
            raise Closing(NORMAL)
        text = event.get("text")
        if text is None:
            raise Closing(UNSUPPORTED)
        if len(text) > MAX_MESSAGE_CHARS:
            raise Closing(TOO_BIG)
        now = asyncio.get_running_loop().time()
        if len(self._heard) == MAX_MESSAGES_PER_MINUTE and now - self._heard[0] < 60:
            raise Closing(TOO_MANY)
        self._heard.append(now)
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            raise Closing(BAD_MESSAGE) from None
        if not isinstance(message, dict):
            raise Closing(BAD_MESSAGE)
        return message

    async def _write(self) -> None:
        while True:
            await self._send({"type": "websocket.send", "text": await self._queue.get()})

    async def _say_goodbye(self) -> None:
        """Send what is queued, then the close code; a client that does not read is left to the server's time-outs."""
        code = self._closed.result() if self._closed.done() else NORMAL
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                while code != TOO_SLOW and not self._queue.empty():
                    await self._send({"type": "websocket.send", "text": self._queue.get_nowait()})
                await self._send({"type": "websocket.close", "code": code})
        except (OSError, RuntimeError, TimeoutError):
            return  # already gone


def _topics_of(hello: dict[str, Any]) -> dict[str, int | None]:
    """{topic: since or None}. Closing for another shape or too many."""
    asked = hello.get("topics")
    if not isinstance(asked, list) or not 1 <= len(asked) <= MAX_TOPICS:
        raise Closing(BAD_MESSAGE)
    wanted: dict[str, int | None] = {}
    for item in asked:
        if not isinstance(item, dict) or not isinstance(item.get("topic"), str):
            raise Closing(BAD_MESSAGE)
        since = item.get("since")
        if since is not None and not _is_number(since):
            raise Closing(BAD_MESSAGE)
        wanted[item["topic"]] = since
    return wanted


def _beat_of(hello: dict[str, Any]) -> float:
    """How often the client wants to hear a beat: a phone on a walk asks for 60 s, a board for 5."""
    asked = hello.get("beat")
    return float(min(MAX_BEAT_SECONDS, max(BEAT_SECONDS, asked))) if _is_number(asked) else BEAT_SECONDS


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53
