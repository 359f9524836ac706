"""Sixteen phones in a process of their own: sends prepared requests over kept connections, and times them.

Reads lines of JSON {"port", "connections", "requests": [text, …]}; writes for each one line
{"seconds", "statuses": {status: number}, "p50", "p99"}, the last two in milliseconds. Ends with its input.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@contextlib.contextmanager
def phones(port: int, connections: int) -> Iterator[Callable[[list[str]], dict[str, Any]]]:
    """``send(requests)`` → what the other process reports of them."""
    command = [sys.executable, "-m", "tests.benchmarks.client"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ask, answers = process.stdin, process.stdout

        def send(requests: list[str]) -> dict[str, Any]:
            ask.write(json.dumps({"port": port, "connections": connections, "requests": requests}) + "\n")
            ask.flush()
            report: dict[str, Any] = json.loads(answers.readline())
            return report

        yield send


async def play(plan: dict[str, Any]) -> dict[str, Any]:
    """Every request once, each connection taking the next one when it has its answer."""
    opened = [await asyncio.open_connection("127.0.0.1", plan["port"]) for _ in range(plan["connections"])]
    waiting = iter([request.encode() for request in plan["requests"]])
    taken: list[float] = []
    statuses: Counter[str] = Counter()

    async def phone(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for request in waiting:
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            found = LENGTH.search(head)
            assert found is not None, head
            await reader.readexactly(int(found[1]))
            taken.append(time.perf_counter() - began)
            statuses[head[9:12].decode()] += 1

    began = time.perf_counter()
    await asyncio.gather(*(phone(*connection) for connection in opened))
    seconds = time.perf_counter() - began
    for _, writer in opened:
        writer.close()
    cuts = statistics.quantiles(taken, n=100)
    return {"seconds": seconds, "statuses": statuses, "p50": cuts[49] * 1000, "p99": cuts[98] * 1000}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(asyncio.run(play(json.loads(line)))), flush=True)
