"""One hub per web process: reads the log once for all of its sockets, and lets the heartbeat mend what a poke lost."""

from __future__ import annotations

import asyncio
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from notifications import log, realtime, topics
from notifications.states import BEAT_SECONDS, RETRY_READ_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from notifications.consumer import Socket
    from notifications.querysets import Event

logger = logging.getLogger("lykta.live")

GOING_AWAY = 1012
NO_ACCOUNT = 4401
NOTHING_TO_HEAR = 4404

_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def current() -> Hub:
    """The running loop's hub, made by its first socket."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


class Hub:
    """All of it runs on one loop, and all reading in one coroutine: no locks, no races between replay and live.

    Every round is the same: read the topics that somebody asked for or that were poked (on a beat: all of them), then
    bring each socket up from the number that it knows to the head that was read.
    """

    def __init__(self) -> None:
        self.sockets: set[Socket] = set()
        self.listeners: dict[str, set[Socket]] = {}
        self.heads: dict[str, int] = {}
        self.joining: set[Socket] = set()
        self.poked: set[str] = set()
        self.wake = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []
        self.reader: ThreadPoolExecutor | None = None

    # --- called by sockets and by realtime, on the loop ---------------------------------------------------------
    def join(self, socket: Socket) -> None:
        """Serve the socket: a welcome, then what it missed of each topic in ``socket.known``, then what comes."""
        self.sockets.add(socket)
        self.joining.add(socket)
        for topic in socket.known:
            self.listeners.setdefault(topic, set()).add(socket)
            self.heads.setdefault(topic, 0)  # so that a poke during the first reading counts
        self.wake.set()
        if not self.tasks:
            self._start()

    def ask(self, socket: Socket, topic: str, since: int) -> None:
        """The socket found a gap: bring it up again from ``since``. Ignored for a topic that it does not hear."""
        if socket in self.listeners.get(topic, ()):
            socket.known[topic] = since
            self._hint(topic)

    def leave(self, socket: Socket) -> None:
        """The connection is over. A hub without sockets stops and holds nothing."""
        self.sockets.discard(socket)
        self.joining.discard(socket)
        for topic in list(socket.known):
            self._drop(socket, topic)
        if not self.sockets and self.tasks:
            self._stop()

    def on_poke(self, pairs: Iterable[tuple[str, int]]) -> None:
        """Some topics have reached some numbers, says somebody; look if one of ours is new."""
        for topic, seq in pairs:
            if seq > self.heads.get(topic, seq):
                self._hint(topic)

    # --- the one coroutine that reads -----------------------------------------------------------------------------
    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        next_beat = loop.time() + BEAT_SECONDS
        while True:
            try:
                async with asyncio.timeout_at(next_beat):
                    await self.wake.wait()
            except TimeoutError:
                pass
            self.wake.clear()
            beat = loop.time() >= next_beat
            try:
                await self._round(everything=beat)
                ticks = await self._worker_ticks() if beat else None
            except Exception:
                # Without a reading there is no beat either: the screens turn grey, which is the truth.
                logger.exception("the live log could not be read")
                await asyncio.sleep(RETRY_READ_SECONDS)
                self.wake.set()
                beat = False
            if beat:
                self._beat(loop.time(), ticks)
            if loop.time() >= next_beat:
                next_beat = loop.time() + BEAT_SECONDS

    async def _round(self, *, everything: bool) -> None:
        joining = set(self.joining)
        wanted = set(self.listeners) if everything else set(self.poked)
        wanted.update(topic for socket in joining for topic in socket.known)
        audience = {socket for topic in wanted for socket in self.listeners[topic]}
        floors = {topic: self._floor(topic) for topic in wanted}
        self.poked -= wanted
        try:
            reading = await self._in_thread(log.read, floors, {socket.user_id for socket in audience})
        except Exception:
            self.poked |= wanted & self.listeners.keys()
            raise
        for socket in audience & self.sockets:
            if reading.versions.get(socket.user_id) != socket.viewer.rights_version:
                await self._recheck(socket)
        self._welcome(joining, reading)
        frames: dict[tuple[str, int], str] = {}
        for topic, head in reading.heads.items():
            self._bring_up(topic, head, reading.events[topic], frames)

    def _floor(self, topic: str) -> int | None:
        """The lowest number that any listener of the topic knows; None when they only want the head."""
        return min((n for s in self.listeners[topic] if (n := s.known[topic]) is not None), default=None)

    def _welcome(self, joining: set[Socket], reading: log.Reading) -> None:
        for socket in joining & self.joining:  # some left, or lost their rights, while the log was read
            self.joining.remove(socket)
            for topic, known in socket.known.items():
                socket.known[topic] = reading.heads[topic] if known is None else known
            heads = {topic: reading.heads[topic] for topic in socket.known}
            socket.next_beat = asyncio.get_running_loop().time() + socket.beat
            socket.push(frame("welcome", heads=heads, beat=socket.beat))

    def _bring_up(self, topic: str, head: int, events: list[Event], frames: dict[tuple[str, int], str]) -> None:
        """Send each listener what lies between the number that it knows and the head; the same text to equals."""
        if topic not in self.listeners:
            return
        self.heads[topic] = head
        for socket in self.listeners[topic] - self.joining:  # who came during the reading waits for the next
            known = socket.known[topic] or 0
            if known == head:
                continue
            socket.known[topic] = head
            if (topic, known) not in frames:
                frames[topic, known] = _news(topic, known, head, events)
            socket.push(frames[topic, known])

    async def _recheck(self, socket: Socket) -> None:
        """The person's rights have changed: ask again for each topic, and say which are gone."""
        if socket not in self.sockets:
            return
        try:
            viewer, allowed = await self._in_thread(log.admit, socket.scope, list(socket.known))
        except Exception:
            logger.exception("a socket's rights could not be read")
            self.leave(socket)
            socket.close(GOING_AWAY)
            return
        if viewer is None:
            self.leave(socket)
            socket.close(NO_ACCOUNT)
            return
        socket.viewer = viewer
        for topic in set(socket.known) - allowed:
            self._drop(socket, topic)
            socket.push(frame("gone", topic=topic))
        if not socket.known:
            self.leave(socket)
            socket.close(NOTHING_TO_HEAR)

    async def _worker_ticks(self) -> bool | None:
        """Read once for all sockets, and only while somebody hears a topic whose listeners watch the worker."""
        if not any(map(topics.watches_worker, self.listeners)):
            return None
        ticks: bool = await self._in_thread(log.worker_ticks)
        return ticks

    def _beat(self, now: float, ticks: bool | None) -> None:
        frames: dict[tuple[str, ...], str] = {}
        for socket in self.sockets - self.joining:
            if socket.next_beat > now + BEAT_SECONDS / 2:
                continue
            socket.next_beat = now + socket.beat
            heard = tuple(sorted(socket.known))
            if heard not in frames:
                health = {"worker": ticks} if ticks is not None and any(map(topics.watches_worker, heard)) else {}
                frames[heard] = frame("beat", heads={topic: self.heads[topic] for topic in heard}, **health)
            socket.push(frames[heard])

    # --- inside ---------------------------------------------------------------------------------------------------
    def _hint(self, topic: str) -> None:
        self.poked.add(topic)
        self.wake.set()

    def _drop(self, socket: Socket, topic: str) -> None:
        socket.known.pop(topic, None)
        hearing = self.listeners.get(topic)
        if hearing is not None:
            hearing.discard(socket)
            if not hearing:
                del self.listeners[topic]
                self.heads.pop(topic, None)
                self.poked.discard(topic)

    async def _in_thread(self, work: Any, *args: Any) -> Any:
        """The hub's own thread keeps its own connection, so that no request's work stands in front of a reading."""
        assert self.reader is not None  # noqa: S101 -- _start made it
        return await asyncio.get_running_loop().run_in_executor(self.reader, _fresh, work, *args)

    def _start(self) -> None:
        self.reader = ThreadPoolExecutor(1, thread_name_prefix="live-hub")
        realtime.attach(self.on_poke)
        self.tasks = [asyncio.create_task(self._run()), asyncio.create_task(realtime.listen(self.on_poke))]

    def _stop(self) -> None:
        realtime.detach()
        _hubs.pop(asyncio.get_running_loop(), None)
        for task in self.tasks:
            task.cancel()
        self.tasks = []
        if self.reader is not None:
            self.reader.submit(log.close)
            self.reader.shutdown(wait=False)
            self.reader = None


def frame(kind: str, **content: Any) -> str:
    """One message of docs/live.md as text."""
    return json.dumps({"type": kind, **content}, separators=(",", ":"))


def _news(topic: str, known: int, head: int, events: list[Event]) -> str:
    """What a listener at ``known`` gets: every event up to the head, or word that it must load the page anew."""
    missed = [event for event in events if event.seq > known]
    if len(missed) != head - known:  # trimmed, too many, or a number that we never gave
        return frame("reset", topic=topic, head=head)
    return frame("events", topic=topic, events=[event.as_data() for event in missed])


def _fresh(work: Any, *args: Any) -> Any:
    """Run the work; after a failure its connection is thrown away, so that the next reading gets a new one."""
    try:
        return work(*args)
    except Exception:
        log.close()
        raise
