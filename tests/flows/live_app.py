"""The application with one topic kind more, heard by coordinators, and a page that shows it; for the flow tests."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.http import QueryDict

from backend.asgi import application as lykta
from backend.common.viewer import Role
from notifications import consumer, due, hub, kinds, topics
from notifications.models import Topic, TopicEvent
from tests.flows.live import LEASE

if TYPE_CHECKING:
    import datetime as dt

    from backend.common.viewer import Viewer

PAGE = """<!doctype html><html lang="sv"><title>Prov</title>
<script type="module" src="/static/notifications/live.js"></script>
<section data-live-topic="%s" data-live-seq="%d" data-live-src="/probe">
<p data-live-banner hidden>Gammalt</p><p data-live-empty="team">Tomt</p><ul data-live-list="team"></ul>
</section></html>"""
ITEM = '<li id="live-team-%s">%s</li>'


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Everything that Lykta has, and /probe."""
    if scope["type"] != "http" or scope["path"] != "/probe":
        await lykta(scope, receive, send)
        return
    status, text = await sync_to_async(page)(QueryDict(scope["query_string"]))
    headers = [(b"content-type", b"text/html; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def page(query: QueryDict) -> tuple[int, str]:
    """?topic= gives the page, ?part=team:<id> the item with its latest code; gone when that is "home"."""
    if "topic" in query:
        return 200, PAGE % (query["topic"], Topic.objects.head(query["topic"]))
    ref = query["part"].partition(":")[2]
    code = TopicEvent.objects.filter(ref=ref).order_by("-seq").values_list("code", flat=True)[0]
    return (404, "") if code == "home" else (200, ITEM % (ref, code))


def may_hear(viewer: Viewer, ref: str) -> bool:
    """Coordinators of the viewer's municipality."""
    return viewer.has(Role.COORDINATOR)


def write_down(row: due.DueRow, now: dt.datetime) -> None:
    """Say in a file that the step began, take as long as its key asks (the first time), say that it ended."""
    book = Path(os.environ["PROBE_BOOK"])
    with book.open("a") as page:
        page.write(f"begin {row.key}\n")
    if row.attempts == 1 and "=" in row.key:
        time.sleep(float(row.key.rpartition("=")[2]))
    with book.open("a") as page:
        page.write(f"end {row.key}\n")


hub.BEAT_SECONDS = consumer.BEAT_SECONDS = float(os.environ.get("PROBE_BEAT", hub.BEAT_SECONDS))
topics.register("probe", may_read=may_hear)
due.register("probe", write_down, lease=LEASE)
kinds.register(kinds.NoticeKind("probe", "Prov"))
