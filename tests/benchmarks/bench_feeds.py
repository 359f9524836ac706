"""A calendar of 1,000 events over HTTP: kept bytes against rendering on each poll, 304 against a bare view."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import socket
import statistics
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings

from backend.common import clock
from backend.common.viewer import Role
from events.actions import calendars, feeds
from events.calendars.tokens import new_token
from events.states import FeedKind
from tests import factories
from volunteers.viewers import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from events.models import Event
    from volunteers.models import User

EVENTS = 1_000
ROUNDS = 5
# What is compared takes turns, poll by poll, so that a busy machine is busy for both.
PAIRS = {
    "feed_200_kept": ("kept", "rendered", 12, "icalendar renders 1,000 events on each poll"),
    "feed_200_after_a_change": ("changed", "rendered", 6, "icalendar renders 1,000 events on each poll"),
    "feed_304": ("unchanged", "bare", 200, "a bare view behind the same middleware"),
}
WANTED = {"rendered": 200, "kept": 200, "changed": 200, "bare": 200, "unchanged": 304}


def bench_feeds(rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """Rows for ``manage.py bench``; needs a migrated database of its own and leaves its rows in it."""
    token, event = _plan()
    with override_settings(ROOT_URLCONF="tests.benchmarks.feed_urls"), _server() as get:
        kept, slow = f"/calendar/{token}.ics", f"/bench/rendered/{token}.ics"

        etag = ""

        def poll(name: str) -> float:
            """Seconds of one answer, with its status checked. The change itself is not counted."""
            if name == "changed":
                _change(event)
            path = {"rendered": slow, "bare": "/bench/bare/"}.get(name, kept)
            headers = {"If-None-Match": etag} if name == "unchanged" else {}
            began = time.perf_counter()
            status, _ = get(path, headers)
            taken = time.perf_counter() - began
            assert status == WANTED[name], (name, status)
            return taken

        for name in ("rendered", "changed", "kept", "bare"):  # warm
            poll(name)
        rows = []
        for title, (own, floor, times, against) in PAIRS.items():
            etag = get(kept, {})[1]
            rows.append(_row(title, [_round(poll, own, floor, times) for _ in range(rounds)], against))
        return rows


def _round(poll: Callable[[str], float], own: str, floor: str, times: int) -> tuple[float, float]:
    """Median seconds of ours and of the floor, taking turns."""
    taken = [(poll(own), poll(floor)) for _ in range(times)]
    return statistics.median(ours for ours, _ in taken), statistics.median(theirs for _, theirs in taken)


def _row(name: str, rounds: list[tuple[float, float]], against: str) -> dict[str, Any]:
    """``ratio`` = how many times faster than the floor (1 = as fast), the median of the rounds' own ratios."""
    ratios = [floor / own for own, floor in rounds]
    return {
        "name": name,
        "database": connection.vendor,
        "value": round(statistics.median(own for own, _ in rounds) * 1000, 3),
        "unit": "ms",
        "better": "lower",
        "floor": round(statistics.median(floor for _, floor in rounds) * 1000, 3),
        "against": against,
        "ratio": round(statistics.median(ratios), 2),
        "rounds": len(rounds),
        "spread": round((max(ratios) - min(ratios)) / statistics.median(ratios), 3),
        "n": EVENTS,
    }


def _plan() -> tuple[str, Event]:
    """An organisation with 1,000 published walks in the year ahead, its planner's link, and one of the walks."""
    municipality = factories.make_municipality(f"Bench {uuid.uuid4().hex[:6]}", hostname="bench.localhost")
    district = factories.make_district(municipality, "Fittja")
    place = factories.make_place(district, latitude=59.2475, longitude=17.860833, uncertainty_m=50)
    organisation = factories.make_organisation(municipality, districts=(district,), name="Nattvandrarna i Fittja")
    planner: User = factories.make_member(organisation, Role.COORDINATOR, "Carina Ek")
    now = clock.now()
    for number in range(EVENTS):
        starts_at = now.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=8 * number)
        event = factories.make_event(
            organisation, district, place=place, starts_at=starts_at, meeting_point="Vid spärrarna, på torgsidan"
        )
    token = new_token()
    feeds.create_feed(
        viewer=build(planner, municipality.pk, now=now, second_factor=True), kind=FeedKind.ORGANISATION,
        organisation_id=organisation.pk, token=token, now=now,
    )  # fmt: skip
    return token, event


def _change(event: Event) -> None:
    event.sequence += 1
    with transaction.atomic():
        event.save(update_fields=["sequence"])
        calendars.event_changed(event)


@contextlib.contextmanager
def _server() -> Iterator[Callable[[str, dict[str, str]], tuple[int, str]]]:
    """``get(path, headers)`` → status and ETag, over one kept connection to the application on a real socket."""
    import uvicorn

    from backend.asgi import application

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    with override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "bench.localhost"]):
        thread.start()
        connected = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=60)

        def get(path: str, headers: dict[str, str]) -> tuple[int, str]:
            connected.request("GET", path, headers={"Host": "bench.localhost", "Accept-Encoding": "gzip", **headers})
            answer = connected.getresponse()
            answer.read()
            return answer.status, answer.headers.get("ETag", "")

        yield get
        connected.close()
        server.should_exit = True
        thread.join(30)
    listener.close()
