"""Calendars over HTTP: to Google, Apple and Outlook, with and without rights, and as a page."""

from __future__ import annotations

import datetime as dt
import gzip
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.actions import calendars, feeds
from events.calendars.tokens import new_token
from events.models import CalendarBody, CalendarFeed
from events.states import EventState, FeedKind
from events.web import serving
from tests.factories import NOW, make_event, make_signup
from volunteers.models import Membership
from volunteers.states import MembershipState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import time_machine
    from django.http import HttpResponse

    from backend.common.viewer import Viewer
    from events.models import Event
    from places.models import District, Municipality
    from volunteers.models import Organisation, User

DAY = dt.timedelta(days=1)
OK, NOT_MODIFIED, NOT_FOUND, GONE = 200, 304, 404, 410


@pytest.fixture(autouse=True)
def clock(time_machine: time_machine.TimeMachineFixture) -> Any:
    """The evening of the walk, standing still."""
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def subscribe(viewer_of: Callable[..., Viewer]) -> Callable[..., str]:
    """``subscribe(user)`` → the path of a new calendar of theirs."""

    def make(user: User, kind: FeedKind = FeedKind.PERSON, organisation: Organisation | None = None) -> str:
        token = new_token()
        feeds.create_feed(
            viewer=viewer_of(user), kind=kind, token=token, now=NOW,
            organisation_id=organisation.pk if organisation else None,
        )  # fmt: skip
        return f"/calendar/{token}.ics"

    return make


@pytest.fixture
def mine(subscribe: Callable[..., str], walker: User, walk: Event) -> str:
    """The walker's own calendar, with Friday's walk in it."""
    make_signup(walk, walker)
    return subscribe(walker)


@pytest.fixture
def poll() -> Callable[..., HttpResponse]:
    """A calendar service: no cookie, no Accept header, nothing but the address."""
    client = Client(headers={"host": "botkyrka.localhost"})
    return lambda path, method="get", **headers: getattr(client, method)(path, headers=headers)


def events_of(response: HttpResponse) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_poll_gets_the_calendar_with_the_headers_that_readers_need(mine: str, poll: Any) -> None:
    answer = poll(mine)
    assert (answer.status_code, len(events_of(answer))) == (OK, 1)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'inline; filename="lykta.ics"'
    assert answer["Cache-Control"] == "private, no-cache"
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert "Accept-Encoding" in answer["Vary"]
    assert "Cookie" not in answer["Vary"]
    assert not answer.cookies
    assert "Last-Modified" not in answer


def test_the_etag_is_of_the_bytes_and_answers_304(mine: str, poll: Any, walk: Event) -> None:
    first = poll(mine)
    again = poll(mine, **{"if-none-match": f'"other", {first["ETag"]}'})
    assert (again.status_code, again.content, again["ETag"]) == (NOT_MODIFIED, b"", first["ETag"])
    calendars.event_changed(walk)  # a change that shows nowhere gives the same bytes, and so the same tag
    assert poll(mine, **{"if-none-match": first["ETag"]}).status_code == NOT_MODIFIED
    walk.meeting_point = "Vid kiosken"
    walk.save()
    calendars.event_changed(walk)
    assert poll(mine, **{"if-none-match": first["ETag"]}).status_code == OK


def test_gzip_is_the_same_calendar_under_its_own_tag(mine: str, poll: Any) -> None:
    plain, packed = poll(mine), poll(mine, **{"accept-encoding": "gzip, br"})
    assert gzip.decompress(packed.content) == plain.content
    assert (packed["Content-Encoding"], int(packed["Content-Length"])) == ("gzip", len(packed.content))
    assert packed["ETag"] != plain["ETag"]
    assert packed.content == poll(mine, **{"accept-encoding": "gzip"}).content
    assert poll(mine, **{"if-none-match": packed["ETag"], "accept-encoding": "gzip"})["ETag"] == packed["ETag"]


def test_head_is_get_without_the_body(mine: str, poll: Any) -> None:
    head, got = poll(mine, "head"), poll(mine)
    assert (head.status_code, head.content) == (OK, b"")
    assert dict(head.headers) == dict(got.headers)


def test_nothing_but_reading_is_possible(mine: str, poll: Any) -> None:
    assert {poll(mine, method).status_code for method in ("post", "put", "delete", "patch")} == {405}


def queries_of(poll: Any, path: str) -> list[int]:
    """How many queries a poll costs: put together anew, kept, not modified."""
    counts, etag = [], ""
    for headers in ({}, {}, {"if-none-match": True}):
        with CaptureQueriesContext(connection) as queries:
            etag = poll(path, **dict.fromkeys(headers, etag))["ETag"]
        counts.append(len(queries))
    return counts


@pytest.mark.parametrize("variant", ["own", "organisation", "public"])
def test_queries_do_not_grow_with_events(
    variant: str, subscribe: Any, poll: Any, coordinator: User, walkers: Organisation, club: Organisation,
    fittja: District,
) -> None:  # fmt: skip
    paths = {
        "own": subscribe(coordinator),
        "organisation": subscribe(coordinator, FeedKind.ORGANISATION, walkers),
        "public": "/calendar/public/aktiviteter.ics",
    }
    kind = {"kind": "activity", "organisation": club} if variant == "public" else {"organisation": walkers}
    poll(paths[variant])
    counts = []
    for events in (1, 99):
        for number in range(events):
            event = make_event(district=fittja, starts_at=NOW + (number + events) * DAY / 24, **kind)
            make_signup(event, coordinator)
        calendars.event_changed(event)
        counts.append(queries_of(poll, paths[variant]))
    assert counts[0] == counts[1]
    assert counts[0][1:] == [3, 2]
    assert len(events_of(poll(paths[variant]))) == 100


def test_a_304_touches_no_event(mine: str, poll: Any) -> None:
    etag = poll(mine)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert poll(mine, **{"if-none-match": etag}).status_code == NOT_MODIFIED
    said = " ".join(query["sql"] for query in queries)
    assert "events_event" not in said
    assert "events_signup" not in said
    assert '"body"' not in said


def lose_membership(user: User) -> None:
    Membership.objects.filter(user=user).update(state=MembershipState.ENDED)


def leave(user: User) -> None:
    user.is_active = False
    user.save()


@pytest.mark.parametrize("loss", [lose_membership, leave])
def test_a_lost_right_empties_the_calendar_for_thirty_days_and_then_it_is_gone(
    mine: str, poll: Any, walker: User, clock: Any, loss: Callable[[User], None]
) -> None:
    loss(walker)
    answer = poll(mine)
    assert (answer.status_code, events_of(answer)) == (OK, [])
    assert "X-WR-CALNAME:Avslutad kalender" in answer.content.decode()
    clock.move_to(NOW + 30 * DAY, tick=False)
    assert poll(mine, **{"if-none-match": answer["ETag"]}).status_code == NOT_MODIFIED
    clock.move_to(NOW + 30 * DAY + DAY / 24, tick=False)
    assert (poll(mine).status_code, poll(mine).content) == (GONE, b"")
    assert not CalendarBody.objects.exists()


def test_a_planner_who_is_only_a_walker_now_no_longer_reads_the_organisations_calendar(
    subscribe: Any, poll: Any, coordinator: User, walkers: Organisation, walk: Event
) -> None:
    path = subscribe(coordinator, FeedKind.ORGANISATION, walkers)
    assert len(events_of(poll(path))) == 1
    Membership.objects.filter(user=coordinator).update(role="volunteer")
    assert events_of(poll(path)) == []
    assert CalendarFeed.objects.get().revoked_at == NOW


def test_a_new_link_works_and_the_old_one_empties(mine: str, poll: Any, walker: User, viewer_of: Any) -> None:
    token = new_token()
    feeds.rotate_feed(viewer=viewer_of(walker), feed_id=CalendarFeed.objects.get().pk, token=token, now=NOW)
    assert events_of(poll(mine)) == []
    assert len(events_of(poll(f"/calendar/{token}.ics"))) == 1


def test_unknown_tokens_are_404_and_many_of_them_429_but_living_links_still_answer(mine: str, poll: Any) -> None:
    answers = [poll(f"/calendar/{new_token()}.ics").status_code for _ in range(serving.MISSES_ALLOWED + 1)]
    assert answers == [NOT_FOUND] * serving.MISSES_ALLOWED + [429]
    assert poll("/calendar/x.ics")["Retry-After"] == str(serving.MISSES_WINDOW)
    assert poll(mine).status_code == OK


def test_a_link_answers_in_its_own_municipality_only(mine: str, huddinge: Municipality) -> None:
    assert Client(headers={"host": "huddinge.localhost"}).get(mine).status_code == NOT_FOUND


def test_a_fetch_is_noted_once_an_hour(mine: str, poll: Any, clock: Any) -> None:
    poll(mine, **{"user-agent": "Google-Calendar-Importer"})
    clock.move_to(NOW + dt.timedelta(minutes=59), tick=False)
    poll(mine, **{"user-agent": "curl"})
    feed = CalendarFeed.objects.get()
    assert (feed.last_fetched_at, feed.last_fetched_by) == (NOW, "Google")


def test_the_public_calendar_needs_nothing_and_names_its_source(
    poll: Any, club: Organisation, fittja: District, walk: Event
) -> None:
    make_event(club, fittja, kind="activity", title="Öppen hall")
    whole, part = poll("/calendar/public/aktiviteter.ics"), poll(f"/calendar/public/{club.pk}.ics")
    assert [[str(e["SUMMARY"]) for e in events_of(answer)] for answer in (whole, part)] == [["Öppen hall"]] * 2
    assert b"SOURCE;VALUE=URI:http://localhost:8000/calendar/public/aktiviteter.ics" in whole.content


def test_the_public_calendar_speaks_the_language_that_is_asked_for(poll: Any, botkyrka: Municipality) -> None:
    answers = [poll(f"/calendar/public/aktiviteter.ics{asked}") for asked in ("", "?lang=en", "?lang=xx")]
    assert [answer["Content-Language"] for answer in answers] == ["sv", "en", "sv"]
    assert sorted(CalendarBody.objects.values_list("language", flat=True)) == ["en", "sv"]


def test_an_english_page_links_to_the_english_calendar(client_of: Callable[..., Client]) -> None:
    client, path = client_of(), "/calendar/public/aktiviteter.ics"
    client.cookies["django_language"] = "en"
    assert f"http://botkyrka.localhost{path}?lang=en<" in client.get("/aktiviteter/").content.decode()
    assert f"{path}?lang=en" in icalendar.Calendar.from_ical(client.get(f"{path}?lang=en").content)["SOURCE"]
    client.cookies["django_language"] = "sv"
    assert f"http://botkyrka.localhost{path}<" in client.get("/aktiviteter/").content.decode()


def test_public_calendars_of_others_do_not_exist(
    poll: Any, walkers: Organisation, club: Organisation, huddinge: Municipality
) -> None:
    for scope in (walkers.pk, "00000000-0000-4000-8000-000000000000", "vandringar", str(club.pk).upper()):
        assert poll(f"/calendar/public/{scope}.ics").status_code == NOT_FOUND
    there = Client(headers={"host": "huddinge.localhost"}).get(f"/calendar/public/{club.pk}.ics")
    assert there.status_code == NOT_FOUND


def test_a_cancelled_activity_stays_in_the_public_calendar_as_cancelled(
    poll: Any, club: Organisation, fittja: District
) -> None:
    hall = make_event(club, fittja, kind="activity", title="Öppen hall")
    poll("/calendar/public/aktiviteter.ics")
    hall.state, hall.cancelled_at, hall.sequence = EventState.CANCELLED, NOW, 1
    hall.save()
    calendars.event_changed(hall)
    (event,) = events_of(poll("/calendar/public/aktiviteter.ics"))
    assert (str(event["SUMMARY"]), event["STATUS"]) == ("Inställd: Öppen hall", "CANCELLED")
