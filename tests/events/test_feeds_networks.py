"""From how many networks a secret calendar is read: counted, told once, forgotten; and hidden until asked for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client

from events.actions import feeds
from events.calendars.tokens import new_token
from events.models import CalendarNetwork
from events.states import FeedKind
from notifications.models import Delivery
from tests.factories import NOW

PAGE = "/kalendrar/"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    cache.clear()
    yield time_machine
    cache.clear()


@pytest.fixture
def path(viewer_of, walker):
    token = new_token()
    feeds.create_feed(viewer=viewer_of(walker), kind=FeedKind.PERSON, label="Min telefon", token=token, now=NOW)
    return f"/calendar/{token}.ics"


def poll(path, address, agent=""):
    client = Client(headers={"host": "botkyrka.localhost", "user-agent": agent}, REMOTE_ADDR=address)
    assert client.get(path).status_code == 200


def test_one_network_however_it_moves_and_a_service_as_one(path):
    for address in ("10.1.0.1", "10.1.200.9", "2001:db8:1::1", "2001:db8:2::2"):
        poll(path, address)
    for number in range(20):
        poll(path, f"66.{number}.0.1", "Google-Calendar-Importer")
    assert CalendarNetwork.objects.count() == 3


def test_many_are_said_on_the_page_and_once_by_mail(path, client_of, walker):
    for number in range(feeds.MANY_NETWORKS - 1):
        poll(path, f"10.{number}.0.1")
    assert ("olika nät" in client_of(walker).get(PAGE).content.decode(), Delivery.objects.count()) == (False, 0)
    for number in (20, 21):
        poll(path, f"10.{number}.0.1")
    mail = Delivery.objects.get()
    assert (mail.kind, mail.user, "”Min telefon”" in mail.body, "/kalendrar/" in mail.body) == (
        feeds.MANY_READERS, walker, True, True,
    )  # fmt: skip
    assert "Hämtad från 11 olika nät" in client_of(walker).get(PAGE).content.decode()


def test_what_has_not_read_for_a_month_is_forgotten_whoever_reads(path, viewer_of, coordinator, clock):
    poll(path, "10.1.0.1")
    assert "10.1" not in str(CalendarNetwork.objects.values().get())
    clock.move_to(NOW + dt.timedelta(days=31), tick=False)
    token = new_token()
    feeds.create_feed(viewer=viewer_of(coordinator), kind=FeedKind.PERSON, label="", token=token, now=NOW)
    poll(f"/calendar/{token}.ics", "10.2.0.1")
    assert CalendarNetwork.objects.get().feed.user == coordinator


def test_the_address_is_shown_when_it_is_asked_for(client_of, walker):
    page = client_of(walker).post(PAGE, {"calendar": "person", "label": ""}).content.decode()
    before, _code, after = page.partition('<code id="feed-link"')
    assert (before.rpartition("<details")[2].count("</details>"), "</details>" in after) == (0, True)
