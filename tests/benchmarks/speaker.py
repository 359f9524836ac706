"""Who says something to the screens, in this process or (``python -m tests.benchmarks.speaker TOPIC``) in another.

There it writes "ready" when it has said something both ways once, reads lines "live 7" or "bare 7", and answers each
with the time of the commit or the sending, by the machine's one monotonic clock.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
import uuid

GROUP = "bench"
# The bare messages' numbers begin here, so that the screens can tell whose message they heard.
BARE_FROM = 1_000_000


class Speaker:
    """Says a change on a topic as an action does, or sends the same text with a bare group_send from ``loop``."""

    def __init__(self, topic: str, loop: asyncio.AbstractEventLoop) -> None:
        self.topic, self.loop = topic, loop

    def say(self, way: str, number: int) -> float:
        """The moment when it was committed, or handed to the channel layer."""
        return self._live() if way == "live" else self._bare(number)

    def _live(self) -> float:
        from django.db import transaction

        from backend.common import clock
        from notifications.actions import Change, tell

        committed: list[float] = []
        with transaction.atomic():
            transaction.on_commit(lambda: committed.append(time.monotonic()))  # before the poke, which tell adds
            tell([(self.topic, Change("team", uuid.uuid4(), "out"))], now=clock.now())
        return committed[0]

    def _bare(self, number: int) -> float:
        from channels.layers import get_channel_layer

        from backend.common import clock

        event = {
            "seq": BARE_FROM + number, "kind": "team", "ref": str(uuid.uuid4()), "code": "out",
            "at": clock.now().isoformat(),
        }  # fmt: skip
        text = json.dumps({"type": "events", "topic": self.topic, "events": [event]}, separators=(",", ":"))
        began = time.monotonic()
        send = get_channel_layer().group_send(GROUP, {"type": "news", "text": text})
        asyncio.run_coroutine_threadsafe(send, self.loop).result(30)
        return began


def main(topic: str) -> None:
    """Speak as the input says, until it ends."""
    import django

    django.setup()
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    speaker = Speaker(topic, loop)
    for way in ("live", "bare"):  # connections to database and Redis, opened before anybody listens
        speaker.say(way, 0)
    print("ready", flush=True)
    for line in sys.stdin:
        way, number = line.split()
        print(speaker.say(way, int(number)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
