"""The server's entry: who may open a socket, and what a request is before a thread is taken for it."""

from __future__ import annotations

import asyncio

import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from backend import asgi
from backend.desk import running


@pytest.mark.parametrize(
    ("origin", "host", "let_in"),
    [
        ("http://localhost:8000", "localhost:8000", True),
        ("http://huddinge.localhost:8000", "huddinge.localhost:8000", True),
        ("http://localhost:9000", "localhost:8000", False),
        ("http://huddinge.localhost:8000", "localhost:8000", False),
        ("http://evil.example", "localhost:8000", False),
        ("http://evil.example", "evil.example", False),
        ("null", "localhost:8000", False),
        ("", "localhost:8000", False),
        ("http://[", "localhost:8000", False),
    ],
)
def test_a_socket_is_opened_from_the_hosts_own_page_only(origin, host, let_in):
    assert asgi.same_origin(origin, host) is let_in


def test_behind_https_a_plain_page_opens_no_socket(settings):
    settings.HTTPS = True
    assert [asgi.same_origin(f"{scheme}://localhost", "localhost") for scheme in ("https", "http")] == [True, False]


async def call(*messages, headers=()):
    """What the application behind BodyFirst got (headers, body), and what BodyFirst itself answered."""
    incoming, got, sent = list(messages), [], []

    async def inner(scope, receive, send):
        body = b""
        while (message := await receive())["more_body"]:
            body += message["body"]
        got.append((scope["headers"], body))

    async def receive():
        return incoming.pop(0)

    async def send(message):
        sent.append(message["type"])

    await asgi.BodyFirst(inner)({"type": "http", "headers": list(headers)}, receive, send)
    return got, sent


def part(body, *, more=False):
    return {"type": "http.request", "body": body, "more_body": more}


async def test_a_body_in_parts_arrives_whole():
    assert await call(part(b"ab", more=True), part(b"cd")) == ([([], b"abcd")], [])


async def test_a_sender_that_leaves_costs_no_thread():
    assert await call(part(b"ab", more=True), {"type": "http.disconnect"}) == ([], [])


async def test_too_large_a_body_is_refused_before_it_is_all_there(monkeypatch):
    monkeypatch.setattr(asgi, "MAX_BODY", 3)
    assert await call(part(b"abcd", more=True)) == ([], ["http.response.start", "http.response.body"])


async def test_header_names_with_an_underscore_do_not_pass():
    headers = [(b"x_forwarded_for", b"192.0.2.1"), (b"accept", b"*/*")]
    assert await call(part(b""), headers=headers) == ([([(b"accept", b"*/*")], b"")], [])


async def test_who_sends_too_slowly_is_refused_without_a_thread(monkeypatch):
    monkeypatch.setattr(asgi, "BODY_SECONDS", 0.05)
    sent = []

    async def inner(scope, receive, send):
        sent.append("thread")

    async def receive():
        await asyncio.sleep(5)

    async def send(message):
        sent.append(message.get("status"))

    await asgi.BodyFirst(inner)({"type": "http", "headers": []}, receive, send)
    assert sent == [408, None]


@pytest.mark.parametrize(("address", "scheme"), [("10.0.0.1", "https"), ("10.0.0.2", "http")])
async def test_only_a_named_proxy_is_believed_about_the_scheme(address, scheme):
    seen = []

    async def inner(scope, receive, send):
        seen.append((scope["scheme"], scope["headers"]))

    async def receive():
        return part(b"")

    scope = {"type": "http", "scheme": "http", "client": (address, 1), "headers": [(b"x-forwarded-proto", b"https")]}
    await ProxyHeadersMiddleware(asgi.BodyFirst(inner), trusted_hosts=["10.0.0.1"])(scope, receive, None)
    assert seen == [(scheme, [])]


def test_a_process_takes_no_more_connections_than_it_has_files_for():
    assert 600 < (running.configuration().limit_concurrency or 1024) < 1024
