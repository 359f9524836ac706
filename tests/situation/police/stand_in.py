"""A police server on the loopback that behaves as the path says: well, empty, broken, silent, endless."""

from __future__ import annotations

import contextlib
import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from tests.situation.police.answers import answer

if TYPE_CHECKING:
    from collections.abc import Iterator

LAST_MODIFIED = "Mon, 08 Jun 2026 08:06:40 GMT"
ETAG = '"pair-2"'


class StandIn(ThreadingHTTPServer):
    """``url("/good")``; ``seen`` holds each request's path and headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    def handle_error(self, *_args: object) -> None:
        """A client that hangs up is what some of these tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: StandIn

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))
        getattr(self, f"give_{self.path.strip('/')}")()

    def log_message(self, *_args: object) -> None:
        """Nothing on the tests' output."""

    def give(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def give_good(self) -> None:
        if self.headers["If-None-Match"] == ETAG and self.headers["If-Modified-Since"] == LAST_MODIFIED:
            self.give(b"", 304)
        else:
            body = gzip.compress(answer("pair_2_2026-06-08"))
            self.give(body, Content_Encoding="gzip", ETag=ETAG, Last_Modified=LAST_MODIFIED)

    def give_before(self) -> None:
        self.give(answer("pair_1_2026-06-08"))

    def give_short(self) -> None:
        self.give(answer("short_2025-07-18"))

    def give_empty(self) -> None:
        self.give(b"")

    def give_broken(self) -> None:
        self.give(answer("pair_2_2026-06-08")[:-40])

    def give_html(self) -> None:
        self.give(b"<!doctype html><title>Underhall</title>")

    def give_error(self) -> None:
        self.give(b'{"error": 1}', 500)

    def give_unasked(self) -> None:
        self.give(b"", 304)

    def give_moved(self) -> None:
        self.give(b"", 302, Location=self.server.url("/good"))

    def give_cut(self) -> None:
        self.give(b"[{}]", Content_Length="400")

    def give_badzip(self) -> None:
        self.give(b"[{}]", Content_Encoding="gzip")

    def give_silence(self) -> None:
        self.server.closing.wait()

    def give_drip(self) -> None:
        """A header that never ends: each byte comes before any single wait is over."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.server.closing.wait(0.05):
            self.wfile.write(b"x")

    def give_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.closing.is_set():
            self.wfile.write(b" " * 65536)

    def give_bomb(self) -> None:
        self.give(gzip.compress(b" " * 8_000_000), Content_Encoding="gzip")


@contextlib.contextmanager
def stand_in() -> Iterator[StandIn]:
    """A running server, gone when the block ends."""
    server = StandIn()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
