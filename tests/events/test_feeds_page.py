"""The page of calendar links and its API: an address is told once, to the one it belongs to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from events.actions import feeds
from events.calendars.tokens import new_token, token_hash
from events.models import CalendarFeed
from events.states import FeedKind
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from backend.common.viewer import Viewer
    from volunteers.models import Organisation, User

PAGE, API = "/kalendrar/", "/api/v1/calendar-feeds/"
TOKEN = re.compile(r"/calendar/([\w-]{43})\.ics")


@pytest.fixture
def feed(viewer_of: Callable[..., Viewer], walker: User) -> CalendarFeed:
    """The walker's own calendar, in the telephone."""
    return feeds.create_feed(
        viewer=viewer_of(walker), kind=FeedKind.PERSON, label="Min telefon", token=new_token(), now=NOW
    )


def offered(client: Client) -> list[str]:
    return re.findall(r'name="calendar" value="([^"]+)"', client.get(PAGE).content.decode())


def test_a_new_link_is_shown_once(client_of: Callable[..., Client], walker: User) -> None:
    client = client_of(walker)
    answer = client.post(PAGE, {"calendar": "person", "label": "Min telefon"})
    tokens = set(TOKEN.findall(answer.content.decode()))
    assert {token_hash(token) for token in tokens} == {CalendarFeed.objects.get().token_hash}
    assert f"webcal://botkyrka.localhost/calendar/{tokens.copy().pop()}.ics" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    again = client.get(PAGE).content.decode()
    assert "Min telefon" in again
    assert TOKEN.findall(again) == []


def test_each_sees_the_calendars_that_are_theirs(
    client_of: Callable[..., Client], walker: User, coordinator: User, walkers: Organisation
) -> None:
    assert offered(client_of(walker)) == ["person", "busy"]
    assert offered(client_of(coordinator)) == ["person", "busy", f"organisation:{walkers.pk}"]


def test_another_organisations_calendar_is_no_choice(
    client_of: Callable[..., Client], coordinator: User, club: Organisation
) -> None:
    answer = client_of(coordinator).post(PAGE, {"calendar": f"organisation:{club.pk}"})
    assert (answer.status_code, CalendarFeed.objects.count()) == (400, 0)


def test_too_many_links_are_refused_on_the_form(client_of: Callable[..., Client], walker: User, viewer_of: Any) -> None:
    for _ in range(feeds.MOST_FEEDS):
        feeds.create_feed(viewer=viewer_of(walker), kind=FeedKind.BUSY, token=new_token(), now=NOW)
    answer = client_of(walker).post(PAGE, {"calendar": "person"})
    assert answer.status_code == 400
    assert str(feeds.TooManyFeeds(most=feeds.MOST_FEEDS).detail) in answer.content.decode()


def test_a_link_is_renewed_and_switched_off(client_of: Callable[..., Client], walker: User, feed: CalendarFeed) -> None:
    client = client_of(walker)
    shown = client.post(f"{PAGE}{feed.pk}/ny-lank/").content.decode()
    new = CalendarFeed.objects.live().get()
    assert {token_hash(token) for token in TOKEN.findall(shown)} == {new.token_hash}
    assert client.post(f"{PAGE}{new.pk}/stang-av/")["Location"] == PAGE
    assert not CalendarFeed.objects.live().exists()


@pytest.mark.parametrize("verb", ["ny-lank", "stang-av"])
def test_reading_changes_nothing_and_others_links_are_not_there(
    client_of: Callable[..., Client], walker: User, coordinator: User, feed: CalendarFeed, verb: str
) -> None:
    path = f"{PAGE}{feed.pk}/{verb}/"
    assert client_of(walker).get(path)["Location"] == PAGE
    assert client_of(coordinator).post(path).status_code == 404
    assert list(CalendarFeed.objects.live()) == [feed]


def test_the_page_asks_for_sign_in(client_of: Callable[..., Client]) -> None:
    assert "/konto/" in client_of().get(PAGE)["Location"]


def test_the_pages_queries_do_not_grow_with_links(
    client_of: Callable[..., Client], coordinator: User, walkers: Organisation, viewer_of: Any,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    client, viewer = client_of(coordinator), viewer_of(coordinator)
    client.get(PAGE)
    chosen = {"kind": FeedKind.ORGANISATION, "organisation_id": walkers.pk}
    feeds.create_feed(viewer=viewer, token=new_token(), now=NOW, **chosen)
    with django_assert_num_queries(6):
        client.get(PAGE)
    for _ in range(9):
        feeds.create_feed(viewer=viewer, token=new_token(), now=NOW, **chosen)
    with django_assert_num_queries(6):
        client.get(PAGE)


def test_api_tells_the_address_once_and_lists_without_it(client_of: Callable[..., Client], walker: User) -> None:
    client = client_of(walker)
    made = client.post(API, {"kind": "person", "label": "Jobbet"}, content_type="application/json")
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    (token,) = TOKEN.findall(made.json()["links"]["https"])
    assert client.get(f"/calendar/{token}.ics").status_code == 200
    listed = client.get(API)
    assert [row["id"] for row in listed.json()["results"]] == [made.json()["feed"]["id"]]
    assert token not in listed.content.decode()


def test_api_renews_and_switches_off(client_of: Callable[..., Client], walker: User, feed: CalendarFeed) -> None:
    client = client_of(walker)
    new = client.post(f"{API}{feed.pk}/link/")
    assert (new.status_code, new.json()["feed"]["label"]) == (201, "Min telefon")
    path = f"{API}{new.json()['feed']['id']}/"
    assert [client.delete(path).status_code for _ in range(2)] == [204, 404]
    assert client.post(f"{API}{feed.pk}/link/").json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({}, 400, "invalid"),
        ({"kind": "everything"}, 400, "invalid"),
        ({"kind": "organisation"}, 400, "organisation_needed"),
        (
            {"kind": "organisation", "organisation": "00000000-0000-4000-8000-000000000000"},
            403,
            "not_your_organisation",
        ),
        ({"kind": "person", "label": "x" * 61}, 400, "invalid"),
    ],
)
def test_api_refuses_with_the_reason(
    client_of: Callable[..., Client], coordinator: User, sent: dict[str, str], status: int, code: str
) -> None:
    answer = client_of(coordinator).post(API, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["errors"]
    assert not CalendarFeed.objects.exists()


def test_api_knows_no_strangers(client_of: Callable[..., Client], feed: CalendarFeed) -> None:
    stranger = client_of()
    answers = [stranger.get(API), stranger.post(API), stranger.delete(f"{API}{feed.pk}/")]
    assert [answer.status_code for answer in answers] == [401, 401, 401]
