"""A stand-in for the SMS service on this machine: it takes what 46elks takes, and misbehaves when it is told to."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Iterator

USER, PASSWORD = "u5f00", "p/ss:w@rd"
HANGS, TWICE = "hangs", "twice"


@dataclass
class Gateway:
    """``plan`` says how the next requests are answered: a status, HANGS or TWICE; after it, with 200."""

    port: int
    plan: list[int | str] = field(default_factory=list)
    taken: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """As a setting."""
        return f"46elks+http://{USER}:p%2Fss%3Aw%40rd@127.0.0.1:{self.port}"

    def answer(self, connection: socket.socket) -> None:
        """Read one request, and answer it as planned. A message is taken also when the answer comes too late."""
        stream = connection.makefile("rb")
        self.asked.append(stream.readline().decode().strip())
        headers: dict[str, str] = {}
        while line := stream.readline().decode().strip():
            name, _sep, value = line.partition(":")
            headers[name.lower()] = value.strip()
        form = dict(parse_qsl(stream.read(int(headers["content-length"])).decode(), keep_blank_values=True))
        self.credentials.append(base64.b64decode(headers["authorization"].removeprefix("Basic ")).decode())
        how = self.plan.pop(0) if self.plan else 200
        if how in {HANGS, TWICE, 200}:
            self.taken.append(form)
        if how == HANGS:
            self.let_go.wait(20)
        status = how if isinstance(how, int) else 200
        body = f'{{"id": "s1", "to": "{form["to"]}", "message": "{form["message"]}"}}'.encode()
        said = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        with contextlib.suppress(OSError):
            connection.sendall(said * (2 if how == TWICE else 1))


@contextlib.contextmanager
def gateway() -> Iterator[Gateway]:
    """Listens until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    standing = Gateway(listener.getsockname()[1])

    def one(connection: socket.socket) -> None:
        with connection:
            standing.answer(connection)

    def run() -> None:
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield standing
    finally:
        standing.let_go.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
