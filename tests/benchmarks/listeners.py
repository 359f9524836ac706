"""Six hundred screens in a process of their own: notes when each message came, by the machine's one monotonic clock.

Reads a JSON line {"port", "path", "hello", "cookies"} from its input, connects one socket for each cookie, writes
"ready", and at the end of its input writes [[number, seconds], …]. Plain protocols instead of a WebSocket library:
what is measured is the server.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
from typing import Any

NUMBER = re.compile(rb'"seq":(\d+)')


class Screen(asyncio.Protocol):
    """One socket: shakes hands, says hello, notes what comes."""

    def __init__(self, plan: dict[str, Any], cookie: str, welcomed: asyncio.Event, heard: list[Any]) -> None:
        self.plan, self.cookie, self.welcomed, self.heard = plan, cookie, welcomed, heard
        self.is_open = False

    def connection_made(self, transport: Any) -> None:
        """Ask for the upgrade."""
        self.transport = transport
        host = f"127.0.0.1:{self.plan['port']}"
        transport.write(
            f"GET {self.plan['path']} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {self.cookie}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """The hand-shake's answer, then frames."""
        now = time.monotonic()
        if not self.is_open:
            assert data.startswith(b"HTTP/1.1 101"), data
            self.is_open = True
            self.transport.write(masked(self.plan["hello"].encode()))
        if b"welcome" in data:
            self.welcomed.set()
        self.heard.extend((int(number), now) for number in NUMBER.findall(data))


def masked(text: bytes) -> bytes:
    """A client's text frame (RFC 6455 §5.2) of less than 64 kB."""
    key = os.urandom(4)
    body = bytes(byte ^ key[i % 4] for i, byte in enumerate(text))
    return b"\x81\xfe" + len(text).to_bytes(2, "big") + key + body


async def main() -> None:
    """Connect, wait for the end of the input, report."""
    plan = json.loads(sys.stdin.readline())
    loop, heard = asyncio.get_running_loop(), []
    for cookie in plan["cookies"]:
        welcomed = asyncio.Event()
        await loop.create_connection(lambda c=cookie, w=welcomed: Screen(plan, c, w, heard), "127.0.0.1", plan["port"])
        await asyncio.wait_for(welcomed.wait(), 30)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    json.dump(heard, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main())
