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
from django.db import connection
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
POLLS = {"200": 40, "304": 200, "bare": 200, "rendered": 3, "changed": 10}


def bench_feeds(rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """Rows for ``manage.py bench``; needs an empty, migrated database and leaves its rows in it."""
    token, event = _plan()
    with override_settings(ROOT_URLCONF="tests.benchmarks.feed_urls"), _server() as get:
        kept, slow = f"/calendar/{token}.ics", f"/bench/rendered/{token}.ics"
        etag = get(kept, {})[1]
        polls: dict[str, Callable[[], int]] = {
            "rendered": lambda: get(slow, {})[0],
            "200": lambda: get(kept, {})[0],
            "bare": lambda: get("/bench/bare/", {})[0],
            "304": lambda: get(kept, {"If-None-Match": etag})[0],
            "changed": lambda: _change(event) or get(kept, {})[0],
        }
        wanted = {"rendered": 200, "200": 200, "bare": 200, "304": 304, "changed": 200}
        for name, poll in polls.items():  # warm, and what is measured is what it says
            assert poll() == wanted[name], name
        etag = get(kept, {})[1]
        times: dict[str, list[float]] = {name: [] for name in polls}
        for _ in range(rounds):
            for name, poll in polls.items():
                times[name].append(_median(poll, POLLS[name]))
                if name == "changed":
                    etag = get(kept, {})[1]
    return [
        _row("feed_200_kept", times["200"], times["rendered"], "icalendar renders 1,000 events on each poll"),
        _row("feed_200_after_a_change", times["changed"], times["rendered"], "the same; one event has changed"),
        _row("feed_304", times["304"], times["bare"], "a bare view behind the same middleware"),
    ]


def _row(name: str, own: list[float], floor: list[float], against: str) -> dict[str, Any]:
    """``ratio`` = how many times faster than the floor (1 = as fast), the median of the rounds' own ratios."""
    ratios = [theirs / ours for ours, theirs in zip(own, floor, strict=True)]
    return {
        "name": name,
        "database": connection.vendor,
        "value": round(statistics.median(own) * 1000, 3),
        "unit": "ms",
        "better": "lower",
        "floor": round(statistics.median(floor) * 1000, 3),
        "against": against,
        "ratio": round(statistics.median(ratios), 2),
        "rounds": len(own),
        "spread": round((max(ratios) - min(ratios)) / statistics.median(ratios), 3),
        "n": EVENTS,
    }


def _median(poll: Callable[[], int], times: int) -> float:
    """Seconds of one poll, the median of ``times``."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        poll()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


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
        viewer=build(planner, municipality.pk), kind=FeedKind.ORGANISATION, organisation_id=organisation.pk,
        token=token, now=now,
    )  # fmt: skip
    return token, event


def _change(event: Event) -> None:
    event.sequence += 1
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
