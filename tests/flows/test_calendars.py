"""A walk in people's calendars, from the plan to the cancelling: real commits, read by other people's parser."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client

from backend.common.clock import at, night_ends
from events.actions import calendars, feeds, plan, signup
from events.calendars.tokens import new_token
from events.models import CalendarBody, CalendarEntry, CalendarFeed, Event
from events.states import CancelReason, FeedKind
from tests.servers import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backend.common.viewer import Viewer
    from places.models import District, Place
    from volunteers.models import Organisation, User

HOUR = dt.timedelta(hours=1)
MONDAY = dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)
POLL = """
import hashlib, os, sys
import django, time_machine
django.setup()
from django.test import Client
with time_machine.travel(float(sys.argv[2])):
    answer = Client(headers={"host": "botkyrka.localhost"}).get(sys.argv[1])
print(hashlib.sha256(answer.content).hexdigest(), answer["ETag"])
"""


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """The clock that the calendars themselves read: what is long past leaves them."""
    with time_machine.travel(MONDAY, tick=True):
        yield


def poll(path: str, **headers: str) -> Any:
    """What a calendar service gets: no cookie, no Accept."""
    return Client(headers={"host": "botkyrka.localhost"}).get(path, headers=headers)


def events_of(path: str) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(poll(path).content).walk("VEVENT"))


@pytest.fixture
def subscribe(viewer_of: Callable[..., Viewer]) -> Callable[..., str]:
    """``subscribe(user, …)`` → the path of a new calendar."""

    def make(user: User, kind: FeedKind = FeedKind.PERSON, **values: Any) -> str:
        token = new_token()
        feeds.create_feed(viewer=viewer_of(user), kind=kind, token=token, now=MONDAY, **values)
        return f"/calendar/{token}.ics"

    return make


def published(viewer: Viewer, organisation: Organisation, place: Place, day: dt.date) -> Event:
    """A night walk 21:00–02:30, planned and published through the actions."""
    starts_at = at(day, dt.time(21))
    values: plan.PlanValues = {
        "kind": "night_walk", "title": "Nattvandring Fittja", "starts_at": starts_at,
        "ends_at": night_ends(starts_at, dt.time(2, 30)), "district_id": place.district_id, "place_id": place.pk,
        "min_people": 2, "max_people": 6,
    }  # fmt: skip
    event = plan.create_event(viewer=viewer, organisation_id=organisation.pk, values=values, now=MONDAY)
    return plan.publish_event(viewer=viewer, event_id=event.pk, now=MONDAY)


@pytest.mark.django_db(transaction=True)
def test_a_walk_follows_its_plan_into_the_calendars_of_those_it_concerns(
    viewer_of: Callable[..., Viewer], subscribe: Callable[..., str], coordinator: User, walker: User,
    walkers: Organisation, station: Place,
) -> None:  # fmt: skip
    planner, person = viewer_of(coordinator), viewer_of(walker)
    mine, ours = subscribe(walker), subscribe(coordinator, FeedKind.ORGANISATION, organisation_id=walkers.pk)
    walk = published(planner, walkers, station, dt.date(2026, 11, 20))
    assert (events_of(mine), len(events_of(ours))) == ([], 1)

    signup.say_yes(viewer=person, event_id=walk.pk, now=MONDAY + HOUR)
    (before,) = events_of(mine)
    later: plan.PlanValues = {"starts_at": walk.starts_at + HOUR, "ends_at": walk.ends_at + HOUR}
    plan.edit_event(viewer=planner, event_id=walk.pk, values=later, now=MONDAY + 2 * HOUR)
    (mine_moved,), (ours_moved,) = events_of(mine), events_of(ours)
    for moved in (mine_moved, ours_moved):
        assert (moved["UID"], moved.start, moved.end) == (before["UID"], before.start + HOUR, before.end + HOUR)
        assert moved["SEQUENCE"] > before["SEQUENCE"]

    signup.step_down(viewer=person, event_id=walk.pk, now=MONDAY + 3 * HOUR)
    (gone,) = events_of(mine)
    assert (gone["STATUS"], gone["SEQUENCE"] > mine_moved["SEQUENCE"], "LOCATION" in gone) == ("CANCELLED", True, False)
    signup.say_yes(viewer=person, event_id=walk.pk, now=MONDAY + 4 * HOUR)
    (back,) = events_of(mine)
    assert (back["STATUS"], back["SEQUENCE"] > gone["SEQUENCE"]) == ("CONFIRMED", True)

    plan.cancel_event(viewer=planner, event_id=walk.pk, reason=CancelReason.WEATHER, now=MONDAY + 5 * HOUR)
    for path, last in ((mine, back), (ours, ours_moved)):
        (cancelled,) = events_of(path)
        assert (cancelled["UID"], cancelled["STATUS"]) == (before["UID"], "CANCELLED")
        assert str(cancelled["SUMMARY"]) == "Inställd: Nattvandring Fittja"
        assert cancelled["SEQUENCE"] > last["SEQUENCE"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("day", "hours"), [(dt.date(2027, 3, 27), 5.5), (dt.date(2027, 10, 30), 5.5)])
def test_the_nights_when_the_clock_changes_have_their_true_length(
    viewer_of: Callable[..., Viewer], subscribe: Callable[..., str], coordinator: User, walkers: Organisation,
    station: Place, day: dt.date, hours: float,
) -> None:  # fmt: skip
    published(viewer_of(coordinator), walkers, station, day)
    (night,) = events_of(subscribe(coordinator, FeedKind.ORGANISATION, organisation_id=walkers.pk))
    assert (night.end - night.start).total_seconds() == hours * 3600


@pytest.mark.django_db(transaction=True)
def test_the_bytes_are_equal_in_another_process_with_and_without_the_kept_ones(
    viewer_of: Callable[..., Viewer], subscribe: Callable[..., str], coordinator: User, walkers: Organisation,
    station: Place,
) -> None:  # fmt: skip
    for day in range(20, 27):
        published(viewer_of(coordinator), walkers, station, dt.date(2026, 11, day))
    path = subscribe(coordinator, FeedKind.ORGANISATION, organisation_id=walkers.pk)
    answer = poll(path)
    here = f"{hashlib.sha256(answer.content).hexdigest()} {answer['ETag']}"
    assert answer.content.count(b"BEGIN:VEVENT") == 7
    assert poll_elsewhere(path) == here
    CalendarBody.objects.all().delete()
    CalendarEntry.objects.all().delete()
    assert poll_elsewhere(path) == here


def poll_elsewhere(path: str) -> str:
    """Hash and ETag of the same poll in a process of its own, on the same database."""
    values = connection.settings_dict
    url = f"sqlite:///{values['NAME']}"
    if connection.vendor == "postgresql":
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**values)
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    command = [sys.executable, "-c", POLL, path, str(MONDAY.timestamp())]
    ran = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=90)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def poll_apart(path: str) -> threading.Thread:
    """Somebody else's program, polling on a connection of its own."""

    def run() -> None:
        try:
            poll(path)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def move_to(port: int, planner: Viewer, walk: Event) -> None:
    values: plan.PlanValues = {"meeting_point": f"Vid port {port}"}
    plan.edit_event(viewer=planner, event_id=walk.pk, values=values, now=MONDAY + port * HOUR)


@pytest.mark.django_db(transaction=True)
def test_a_change_during_somebodys_poll_is_in_the_next_one(
    viewer_of: Callable[..., Viewer], subscribe: Callable[..., str], coordinator: User, walkers: Organisation,
    station: Place, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    planner = viewer_of(coordinator)
    walk = published(planner, walkers, station, dt.date(2026, 11, 20))
    path = subscribe(coordinator, FeedKind.ORGANISATION, organisation_id=walkers.pk)
    has_read, go_on, real = threading.Event(), threading.Event(), calendars._kept
    with monkeypatch.context() as patch:
        patch.setattr(calendars, "_kept", lambda *told: (has_read.set(), go_on.wait(30), real(*told))[2])
        other = poll_apart(path)
        assert has_read.wait(30)
    move_to(1, planner, walk)
    go_on.set()
    other.join()
    assert [str(event["LOCATION"]) for event in events_of(path)] == ["Vid port 1, Fittja tunnelbanestation"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", [True, False], ids=["nobody-polled-before", "kept-before"])
def test_a_poll_during_a_change_is_not_the_last_word(
    viewer_of: Callable[..., Viewer], subscribe: Callable[..., str], association: User, club: Organisation,
    station: Place, first: bool,
) -> None:  # fmt: skip
    path, starts_at = "/calendar/public/aktiviteter.ics", at(dt.date(2026, 11, 21), dt.time(18))
    if not first:
        poll(path)
    values: plan.PlanValues = {
        "kind": "activity", "title": "Öppen hall", "starts_at": starts_at, "ends_at": starts_at + 3 * HOUR,
        "district_id": station.district_id,
    }  # fmt: skip
    with transaction.atomic():
        hall = plan.create_event(viewer=viewer_of(association), organisation_id=club.pk, values=values, now=MONDAY)
        plan.publish_event(viewer=viewer_of(association), event_id=hall.pk, now=MONDAY)
        other = poll_apart(path)
        time.sleep(0.5)  # it has read what stands, and cannot see us
    other.join()
    assert [str(event["SUMMARY"]) for event in events_of(path)] == ["Öppen hall"]


def test_a_feed_belongs_to_nothing_else_in_the_api(
    subscribe: Callable[..., str], walker: User, fittja: District
) -> None:
    token = subscribe(walker).removeprefix("/calendar/").removesuffix(".ics")
    for header in (f"Bearer {token}", f"Token {token}"):
        assert poll("/api/v1/calendar-feeds/", authorization=header).status_code == 401
    assert poll(f"/api/v1/calendar-feeds/?token={token}").status_code == 401
    assert CalendarFeed.objects.count() == 1
