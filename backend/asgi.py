"""The server's one entry: pages and API over threads, sockets over Channels, the worker in the lifespan."""

from __future__ import annotations

import asyncio
import os
import tempfile
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http.request import split_domain_port, validate_host

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
http_application = get_wsgi_application()  # loads the apps; what follows imports from them

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import WebsocketDenier  # noqa: E402
from django.urls import re_path  # noqa: E402

from notifications import worker  # noqa: E402
from notifications.routing import websocket_urlpatterns  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

Scope = dict[str, Any]

# A request that waits for its turn costs nothing; a thread holds a database connection (the pool has 16).
THREADS = 12
# Larger than anything a page or a phone sends; what is allowed in a field is the forms' affair.
MAX_BODY = 12 * 1024 * 1024
# Who sends slowly holds little memory, and not for long.
BODY_IN_MEMORY = 64 * 1024
BODY_SECONDS = 60.0


class Gone(Exception):
    """The sender left before its request was whole."""


class BodyFirst:
    """Takes in a whole request before it takes a thread, so that slow senders cannot hold the threads.

    Also drops header names with an underscore: WSGI could not tell X_Forwarded_For from X-Forwarded-For. And
    X-Forwarded-Proto: what a named proxy said of the scheme, the server has taken into the scope (LYKTA_PROXIES).
    """

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """ASGI, type "http"."""
        with tempfile.SpooledTemporaryFile(max_size=BODY_IN_MEMORY) as body:
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    refusal = await _take_in(receive, body)
            except TimeoutError:
                refusal = HTTPStatus.REQUEST_TIMEOUT
            except Gone:
                return
            if refusal is not None:
                await refuse(send, refusal)
                return
            body.seek(0)

            async def replay() -> dict[str, Any]:
                chunk = body.read(65_536)
                return {"type": "http.request", "body": chunk, "more_body": bool(chunk)}

            headers = [
                (name, value)
                for name, value in scope["headers"]
                if b"_" not in name and name.lower() != b"x-forwarded-proto"
            ]
            await self.app({**scope, "headers": headers}, replay, send)


async def _take_in(receive: Any, body: Any) -> int | None:
    """Write the body to the file; the status to refuse with, or None. Raises Gone."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body.write(message.get("body", b""))
        if body.tell() > MAX_BODY:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if not message.get("more_body"):
            return None


async def refuse(send: Any, status: int) -> None:
    """An empty answer with this status; the connection is closed, the rest of the body stays unread."""
    await send({"type": "http.response.start", "status": status, "headers": [(b"connection", b"close")]})
    await send({"type": "http.response.body", "body": b""})


class SameOrigin:
    """Lets a socket in only from a page of the very host it calls, and only on a host that is ours."""

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """ASGI, type "websocket"."""
        headers = dict(scope["headers"])
        if same_origin(headers.get(b"origin", b"").decode("latin1"), headers.get(b"host", b"").decode("latin1")):
            await self.app(scope, receive, send)
        else:
            await WebsocketDenier()(scope, receive, send)


def same_origin(origin: str, host: str) -> bool:
    """Whether a page of ``origin`` (scheme://host[:port]) may open a socket on ``host`` (the Host header)."""
    domain, _port = split_domain_port(host)
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    schemes = {"https"} if settings.HTTPS else {"http", "https"}
    return (
        bool(domain)
        and validate_host(domain, settings.ALLOWED_HOSTS)
        and parts.scheme in schemes
        and parts.netloc.lower() == host.lower()
    )


async def lifespan(_scope: Scope, receive: Any, send: Any) -> None:
    """Starts and stops the embedded worker with the server."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            if settings.EMBEDDED_WORKER:
                await asyncio.to_thread(worker.start_embedded)
            await send({"type": "lifespan.startup.complete"})
        else:
            if settings.EMBEDDED_WORKER:
                await asyncio.to_thread(worker.stop_embedded)
            await send({"type": "lifespan.shutdown.complete"})
            return


def build_http_app() -> Application:
    """Pages and API as an ASGI app: Django as WSGI on a bounded set of threads (measured: docs/adr)."""
    bridge: Any = WSGIMiddleware(cast("Any", http_application), workers=THREADS)
    return BodyFirst(bridge)


application = ProtocolTypeRouter(
    {
        "http": build_http_app(),
        "websocket": SameOrigin(
            AuthMiddlewareStack(URLRouter([*websocket_urlpatterns, re_path(r"", WebsocketDenier.as_asgi())]))
        ),
        "lifespan": lifespan,
    }
)
