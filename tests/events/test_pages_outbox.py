"""The phone's outbox in a real browser: kept first, sent once, lost by no network, no reload and no stale session."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from events.models import CheckIn, FocusAnswer, FocusPlace, Team
from events.states import EventState, TeamState
from tests.doors import sign_in
from tests.factories import make_event, make_signup, make_team
from tests.servers import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from events.models import Event
    from places.models import District, Place
    from volunteers.models import Organisation, User

pytestmark = pytest.mark.browser
SECONDS = 15


@pytest.fixture
def walk(transactional_db: None, walkers: Organisation, fittja: District, station: Place) -> Event:
    """A walk that began ten minutes ago: the browser's clock is the machine's."""
    now = timezone.now()
    event = make_event(
        walkers, fittja, place=station, starts_at=now - dt.timedelta(minutes=10), changed_at=now, published_at=now
    )
    FocusPlace.objects.create(event=event, place=station, why="Är det ljust?")
    return event


@pytest.fixture
def team(walk: Event, leader: User, walker: User) -> Team:
    """The walker's group."""
    make_signup(walk, leader, is_leader=True)
    return make_team(walk, leader, walker)


def enter(context: BrowserContext, url: str, user: User) -> None:
    client = Client()
    sign_in(client, user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": url}])


@pytest.fixture
def phone(browser: Browser, live_url: str, team: Team, walker: User) -> Iterator[Page]:
    """The walker's phone with the walk page open, kept on the phone by its worker."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="sv-SE", timezone_id="Europe/Stockholm"
    )
    context.set_default_timeout(SECONDS * 1000)
    enter(context, live_url, walker)
    page = context.new_page()
    page.goto(f"{live_url}/vandringar/{team.event_id}/ute/")
    kept = f"caches.match('/vandringar/{team.event_id}/ute/').then(Boolean)"
    wait_until(lambda: page.evaluate(kept), SECONDS)
    yield page
    context.close()


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=False).first.click()


def held(page: Page, word: str) -> Any:
    return page.locator("[data-outbox-list] .chip", has_text=word)


def pressed(page: Page, label: str) -> Any:
    return page.get_by_role("button", name=label, pressed=True).first


def test_offline_two_facts_are_held_over_a_reload_and_sent_once(phone: Page, team: Team) -> None:
    phone.context.set_offline(True)
    press(phone, "Nu går vi ut")
    press(phone, "Inte sett")
    expect(held(phone, "Sparat i telefonen")).to_have_count(2)
    phone.reload()
    expect(held(phone, "Sparat i telefonen")).to_have_count(2)
    expect(pressed(phone, "Nu går vi ut")).to_be_visible()
    assert (CheckIn.objects.count(), FocusAnswer.objects.count()) == (0, 0)
    phone.context.set_offline(False)
    expect(held(phone, "Skickat")).to_have_count(2)
    phone.reload()
    expect(held(phone, "Skickat")).to_have_count(2)
    assert (CheckIn.objects.count(), FocusAnswer.objects.count()) == (1, 1)
    assert Team.objects.get(pk=team.pk).state == TeamState.OUT


def test_a_held_fact_keeps_the_time_when_it_happened(phone: Page) -> None:
    phone.context.set_offline(True)
    before = timezone.now()
    press(phone, "Allt väl")
    expect(held(phone, "Sparat i telefonen")).to_have_count(1)
    phone.wait_for_timeout(3000)
    phone.context.set_offline(False)
    expect(held(phone, "Skickat")).to_have_count(1)
    fact = CheckIn.objects.get()
    assert abs(fact.corrected_at - before) < dt.timedelta(seconds=2)
    assert fact.received_at - fact.corrected_at > dt.timedelta(seconds=2)


def test_an_answer_that_was_lost_on_the_way_back_makes_no_second_fact(phone: Page) -> None:
    lost: list[str] = []

    def lose_first(route: Any) -> None:
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    phone.route("**/check-ins/**", lose_first, times=1)
    press(phone, "Nu går vi ut")
    expect(phone.locator("[data-outbox-note]")).to_be_visible()
    expect(held(phone, "Sparat i telefonen")).to_have_count(1)
    assert (len(lost), CheckIn.objects.count()) == (1, 1)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(held(phone, "Skickat")).to_have_count(1)
    assert CheckIn.objects.count() == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "body": "<html>Logga in på hotellets nät</html>", "content_type": "text/html"},
        {"status": 200, "json": {"id": "somebody-else"}},
        {"status": 503, "body": "", "content_type": "text/plain"},
        {"status": 429, "json": {"code": "throttled"}, "content_type": "application/problem+json"},
        {"status": 403, "json": {"code": "permission_denied"}, "content_type": "application/problem+json"},
        {"status": 404, "body": "<html></html>", "content_type": "text/html"},
    ],
    ids=["hotel", "other-id", "away", "throttled", "stale-token", "not-ours"],
)
def test_what_is_not_our_servers_yes_holds(answer: dict[str, Any], phone: Page) -> None:
    phone.route("**/check-ins/**", lambda route: route.fulfill(**answer), times=1)
    press(phone, "På plats")
    expect(phone.locator("[data-outbox-note]")).to_be_visible()
    expect(held(phone, "Sparat i telefonen")).to_have_count(1)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(held(phone, "Skickat")).to_have_count(1)
    assert CheckIn.objects.count() == 1


def test_one_fact_that_cannot_be_taken_keeps_no_other_waiting(phone: Page) -> None:
    phone.route("**/check-ins/**", lambda route: route.fulfill(status=500, body="", content_type="text/plain"))
    press(phone, "Nu går vi ut")
    expect(held(phone, "Sparat i telefonen")).to_have_count(1)
    press(phone, "Inte sett")
    expect(held(phone, "Skickat")).to_have_count(1)
    expect(held(phone, "Sparat i telefonen")).to_have_count(1)
    assert (CheckIn.objects.count(), FocusAnswer.objects.count()) == (0, 1)


def test_our_own_no_is_shown_and_not_asked_again(phone: Page) -> None:
    problem = {"code": "id_reused", "detail": "Den här uppgiften har redan tagits emot med ett annat innehåll."}
    phone.route(
        "**/check-ins/**",
        lambda route: route.fulfill(status=409, json=problem, content_type="application/problem+json"),
    )
    press(phone, "På plats")
    expect(held(phone, "Behöver tittas på")).to_have_count(1)
    expect(phone.locator("[data-outbox-list]")).to_contain_text(problem["detail"])
    expect(pressed(phone, "På plats")).to_have_count(0)
    phone.get_by_role("button", name="Jag har läst").click()
    expect(phone.locator("[data-outbox-part]")).to_be_hidden()


def test_who_was_signed_out_sends_after_signing_in(phone: Page, live_url: str, walker: User) -> None:
    Session.objects.all().delete()
    press(phone, "Nu går vi ut")
    expect(phone.locator("[data-outbox-note]")).to_contain_text("Du är utloggad")
    assert not CheckIn.objects.exists()
    enter(phone.context, live_url, walker)
    phone.goto(f"{live_url}/mina-kvallar/")
    wait_until(CheckIn.objects.exists, SECONDS)
    assert CheckIn.objects.get().sender == walker


def test_another_person_on_the_same_phone_sends_only_the_own(
    phone: Page, live_url: str, leader: User, team: Team
) -> None:
    phone.context.set_offline(True)
    press(phone, "Nu går vi ut")
    expect(held(phone, "Sparat i telefonen")).to_have_count(1)
    phone.goto("about:blank")
    enter(phone.context, live_url, leader)
    phone.context.set_offline(False)
    phone.goto(f"{live_url}/vandringar/{team.event_id}/ute/")
    expect(phone.locator("[data-outbox]")).to_have_attribute("data-outbox", str(leader.pk))
    press(phone, "På plats")
    expect(held(phone, "Skickat")).to_have_count(1)
    assert list(CheckIn.objects.values_list("kind", "sender_id")) == [("base", leader.pk)]


def test_a_page_left_open_sends_nothing_in_another_persons_name(phone: Page, live_url: str, leader: User) -> None:
    enter(phone.context, live_url, leader)
    press(phone, "Nu går vi ut")
    expect(phone.locator("[data-outbox]")).to_have_attribute("data-outbox", str(leader.pk))
    assert not CheckIn.objects.exists()


def test_another_phone_sees_it_live(phone: Page, browser: Browser, live_url: str, team: Team, leader: User) -> None:
    context = browser.new_context(locale="sv-SE", timezone_id="Europe/Stockholm")
    enter(context, live_url, leader)
    other = context.new_page()
    other.goto(f"{live_url}/vandringar/{team.event_id}/ute/")
    press(phone, "Nu går vi ut")
    expect(pressed(other, "Nu går vi ut")).to_be_visible(timeout=SECONDS * 1000)
    context.close()


def test_a_thumb_in_a_glove_presses_once(phone: Page) -> None:
    phone.get_by_role("button", name="Nu går vi ut").first.dblclick()
    expect(held(phone, "Skickat")).to_have_count(1)
    assert CheckIn.objects.count() == 1


def test_without_a_place_to_keep_it_the_form_goes_the_ordinary_way(phone: Page) -> None:
    phone.evaluate("() => { IDBDatabase.prototype.transaction = () => { throw new Error('the disk is full'); }; }")
    press(phone, "Nu går vi ut")
    expect(phone.locator(".messages")).to_contain_text("Skickat: Nu går vi ut.")
    assert CheckIn.objects.count() == 1


def test_a_cancelled_evening_is_said_and_facts_are_taken(phone: Page, walk: Event) -> None:
    walk.state, walk.cancel_reason = EventState.CANCELLED, "weather"
    walk.save()
    phone.reload()
    expect(phone.get_by_text("Vandringen är inställd")).to_be_visible()
    press(phone, "Vi är tillbaka")
    expect(held(phone, "Skickat")).to_have_count(1)
    assert "walk_cancelled" in CheckIn.objects.get().flags


def test_without_script_the_buttons_are_forms(browser: Browser, live_url: str, team: Team, walker: User) -> None:
    context = browser.new_context(java_script_enabled=False, locale="sv-SE", viewport={"width": 360, "height": 740})
    enter(context, live_url, walker)
    page = context.new_page()
    page.goto(f"{live_url}/vandringar/{team.event_id}/ute/")
    press(page, "Nu går vi ut")
    assert page.url == f"{live_url}/vandringar/{team.event_id}/ute/"
    assert CheckIn.objects.values_list("kind", flat=True).get() == "out"
    assert isinstance(CheckIn.objects.get().pk, uuid.UUID)
    context.close()


def test_a_file_that_its_name_dates_comes_from_the_phone_without_asking_the_network(phone: Page) -> None:
    kept = """async (url) => {
      await (await caches.open("lykta-walk")).put(url, new Response("kept"));
      return (await fetch(url)).text();
    }"""
    static = settings.STATIC_URL
    assert phone.evaluate(kept, f"{static}lykta/css/base.0123456789ab.css") == "kept"
    assert phone.evaluate(kept, f"{static}lykta/css/base.css") != "kept"
