"""The main job in a real browser, phone and board at once: plan → staff → walk → tip → week → measure → plan."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import requests
import time_machine
from django.test import Client
from playwright.sync_api import expect

from backend.common import clock
from backend.common.clock import USUAL_BOUNDARY, Week
from backend.common.viewer import Role
from notifications import leases
from notifications.models import Delivery
from notifications.worker import Worker
from tests.doors import sign_in
from tests.factories import make_member, make_organisation
from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Locator, Page

    from places.models import Municipality, Place
    from volunteers.models import Organisation, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
# Real days ahead of the machine's own, so that no cookie is old in the browser's eyes.
FRIDAY = USUAL_BOUNDARY.week_of(clock.now()).next().day(4)
MEETING_WEEK = Week(FRIDAY - dt.timedelta(days=4)).next()


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return clock.at(day, dt.time(hour, minute))


@pytest.fixture
def contexts() -> Iterator[list[BrowserContext]]:
    """The browsers that a test has opened."""
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


@pytest.fixture
def travel(contexts: list[BrowserContext]) -> Iterator[Callable[[dt.datetime], None]]:
    """Moves the clock of this process, and so of the server, and of every browser; they go on ticking."""
    with time_machine.travel(at(FRIDAY, 17), tick=True) as machine:

        def move(moment: dt.datetime) -> None:
            machine.move_to(moment)
            for context in contexts:
                context.clock.set_system_time(moment)

        yield move


@pytest.fixture
def open_as(browser: Browser, live_url: str, travel: object, contexts: list[BrowserContext]) -> Callable[..., Page]:
    """``open_as(user, PHONE)``: a browser of their own, signed in; nobody for a resident."""

    def make(user: User | None = None, size: Any = PHONE) -> Page:
        context = browser.new_context(viewport=size, locale="sv-SE", base_url=live_url)
        if user is not None:
            client = Client()
            sign_in(client, user)
            context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_url}])
        context.set_default_timeout(15_000)
        context.clock.set_system_time(clock.now())
        contexts.append(context)
        return context.new_page()

    return make


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def plan_walk(page: Page, day: dt.date) -> str:
    """Plans and publishes a walk 21:00–00:30 in Fittja; returns its path."""
    page.goto("/vandringar/ny/")
    page.get_by_label("Datum").fill(day.isoformat())
    page.get_by_label("Börjar").fill("21:00")
    page.get_by_label("Slutar").fill("00:30")
    page.get_by_label("Kommundel").select_option(label="Fittja")
    page.get_by_label("Plats").first.select_option(label="Fittja tunnelbanestation")
    page.get_by_role("spinbutton", name="Minst").fill("2")
    page.get_by_role("spinbutton", name="Högst").fill("6")
    press(page, "Publicera")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nattvandring")
    return page.url.split("?")[0]


def say_yes(page: Page) -> None:
    page.goto("/vandringar/")
    press(page, "Jag kommer")
    expect(page.get_by_text("Du kommer").first).to_be_visible()


def tell_of_broken_light(page: Page) -> str:
    """Three taps from /observera/; returns the code."""
    page.get_by_text("till exempel en lampa som inte lyser").click()
    page.locator("label.tile", has_text="Lampa som inte lyser").click()
    page.locator("label.place", has_text="Fittja tunnelbanestation").first.click()
    press(page, "Skicka")
    code: str = page.locator("#code").inner_text()
    return code


def on_board(board: Page, words: str) -> Locator:
    return board.locator("main").get_by_text(words).first


@pytest.fixture
def receivers(safety_unit: Organisation, landlord: Organisation) -> None:
    """Somebody to send a broken lamp to."""
    from tips.models import Receiver

    Receiver.objects.create(municipality=safety_unit.municipality, category="lighting_broken", organisation=landlord)


def test_the_whole_loop_once_around(
    open_as: Callable[..., Page],
    travel: Callable[[dt.datetime], None],
    coordinator: User,
    leader: User,
    walker: User,
    second_walker: User,
    safety_coordinator: User,
    station: Place,
    square: Place,
    landlord: Organisation,
    receivers: None,
) -> None:
    desk, phone, lead, msc = (
        open_as(coordinator, DESK),
        open_as(walker),
        open_as(leader),
        open_as(safety_coordinator, DESK),
    )

    # plan, staff
    walk = plan_walk(desk, FRIDAY)
    for page in (phone, open_as(second_walker), lead):
        say_yes(page)

    # the evening: the board is open, the leader forms a group
    travel(at(FRIDAY, 20, 45))
    desk.goto("/tavla/")
    expect(on_board(desk, "Inga grupper är bildade ännu")).to_be_visible()
    lead.goto(f"{walk}grupper/")
    press(lead, "Bilda grupperna")
    expect(lead.get_by_text("Grupp 1").first).to_be_visible()
    expect(desk.get_by_text("Grupp 1")).to_be_visible()

    # walk: taps on the phone, seen on the board without a reload
    lead.goto(f"{walk}ute/")
    for word, shown in (("På plats", "Vid basen"), ("Nu går vi ut", "Ute"), ("Allt väl", "Ute")):
        press(lead, word)
        expect(desk.locator(".group .chip", has_text=shown)).to_be_visible()

    # tip: three taps; in the queue and on the board the same second
    msc.goto("/observationer/")
    phone.goto(f"{walk}ute/")
    phone.get_by_role("link", name="Berätta vad du såg").click()
    code = tell_of_broken_light(phone)
    expect(on_board(desk, "Lampa som inte lyser")).to_be_visible()
    expect(on_board(desk, "Fittja tunnelbanestation").first).to_be_visible()
    row = msc.get_by_role("link", name="Lampa som inte lyser")
    expect(row).to_be_visible()

    # first assessment, sent on, and the one who told can see it
    row.click()
    press(msc, "Ta upp")
    press(msc, "Skicka vidare")
    expect(on_board(msc, "Botkyrkabyggen")).to_be_visible()
    resident = open_as()
    resident.goto("/kod/")
    resident.get_by_label("Din kod").fill(code)
    press(resident, "Visa")
    expect(resident.get_by_text("Skickat vidare").first).to_be_visible()

    press(lead, "Vi är tillbaka")
    expect(desk.locator(".group .chip", has_text="Tillbaka")).to_be_visible()
    press(lead, "Avsluta vandringen")

    # week: drafted at the cut by the clockwork, decided and fixed at the meeting
    worker = Worker()
    leases.seed(clock.now())
    worker.tick(clock.now())
    travel(at(MEETING_WEEK.day(2), 15, 6))
    worker.tick(clock.now())
    travel(at(MEETING_WEEK.day(3), 10))
    msc.goto("/veckan/")
    expect(msc.get_by_text("Lampa som inte lyser").first).to_be_visible()
    msc.get_by_text("Föreslå en åtgärd").click()
    msc.get_by_label("Vad ska göras?").fill("Laga lampan vid tunnelbanan")
    msc.get_by_label("Vem ansvarar?").select_option(label="Botkyrkabyggen")
    press(msc, "Lägg på veckans bord")
    msc.get_by_role("link", name="Laga lampan vid tunnelbanan").click()
    press(msc, "Besluta åtgärden")
    msc.goto("/veckan/")
    msc.get_by_text("Besluta en fokusplats").click()
    msc.locator("form:has(input[value=focus]) select[name=place]").select_option(label="Fittja torg (Fittja)")
    msc.locator("input[name=why]").fill("Lampan är trasig, går folk en annan väg?")
    msc.get_by_role("button", name="Besluta", exact=True).click()
    press(msc, "Fastställ lägesbilden")
    expect(msc.get_by_text("Kontrollsumma")).to_be_visible()

    # plan again: next Friday's walk carries the focus place, and answers it
    next_walk = plan_walk(desk, MEETING_WEEK.day(4))
    expect(desk.get_by_text("Fittja torg").first).to_be_visible()
    for page in (phone, lead):
        page.goto(next_walk)
        press(page, "Jag kommer")
    travel(at(MEETING_WEEK.day(4), 20, 50))
    lead.goto(f"{next_walk}grupper/")
    press(lead, "Bilda grupperna")
    lead.goto(f"{next_walk}ute/")
    press(lead, "Nu går vi ut")
    lead.locator("article", has_text="Fittja torg").get_by_role("button", name="Inte sett").click()
    expect(lead.locator("[data-outbox-list] li", has_text="Fittja torg")).to_contain_text("Skickat")
    desk.goto(next_walk)
    expect(desk.locator("main").get_by_text("Inte sett").first).to_be_visible()


def test_a_walk_stands_in_the_calendars_follows_and_says_when_it_is_off(
    open_as: Callable[..., Page], coordinator: User, walker: User, station: Place, live_url: str
) -> None:
    desk, phone = open_as(coordinator, DESK), open_as(walker)
    walk = plan_walk(desk, FRIDAY)
    say_yes(phone)
    phone.goto("/kalendrar/")
    press(phone, "Skapa")
    address = phone.locator("#feed-link")
    expect(address).to_be_hidden()
    phone.locator("summary", has_text="Visa adressen").click()
    link = address.inner_text()
    url = live_url + "/calendar/" + link.split("/calendar/")[1]

    def calendar() -> str:
        return requests.get(url, timeout=10).content.decode().replace("\r\n ", "")

    def start(hour: int) -> str:
        return f"DTSTART:{at(FRIDAY, hour):%Y%m%dT%H%M%SZ}"

    assert start(21) in calendar()
    desk.goto(f"{walk}redigera/")
    desk.get_by_label("Börjar").fill("20:00")
    press(desk, "Spara")
    assert start(20) in calendar()
    desk.goto(f"{walk}stall-in/")
    desk.get_by_label("vädret").or_(desk.get_by_text("Vädret", exact=False)).first.click()
    press(desk, "Ställ in")
    assert "SUMMARY:Inställd: " in calendar()
    assert Delivery.objects.filter(user=walker).exists()


def test_an_association_publishes_saturdays_open_hall(
    open_as: Callable[..., Page], association: User, station: Place, live_url: str
) -> None:
    page = open_as(association)
    page.goto("/aktiviteter/ny/")
    page.get_by_label("Rubrik").fill("Öppen hall")
    page.get_by_label("Datum").fill((FRIDAY + dt.timedelta(days=1)).isoformat())
    page.get_by_label("Börjar").fill("18:00")
    page.get_by_label("Slutar").fill("21:00")
    page.get_by_label("Kommundel").select_option(label="Fittja")
    press(page, "Publicera aktivitet")
    visitor = open_as()
    visitor.goto("/aktiviteter/")
    visitor.get_by_role("link", name="Öppen hall").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Öppen hall")
    assert "SUMMARY:" in requests.get(f"{live_url}/calendar/public/aktiviteter.ics", timeout=10).text


def test_a_kontaktombud_calls_a_meeting_that_the_areas_members_see(
    open_as: Callable[..., Page], contact_person: User, neighbour: User, walker: User, station: Place
) -> None:
    page = open_as(contact_person)
    page.goto("/mitt-omrade/moten/ny/")
    page.get_by_label("Rubrik").fill("Höstmöte om gården")
    page.get_by_label("Datum").fill(FRIDAY.isoformat())
    page.get_by_label("Börjar").fill("19:00")
    page.get_by_label("Slutar").fill("20:00")
    press(page, "Kalla till mötet")
    member = open_as(neighbour)
    member.goto("/mitt-omrade/")
    expect(member.get_by_text("Höstmöte om gården").first).to_be_visible()
    stranger = open_as(walker)
    stranger.goto(page.url)
    expect(stranger.get_by_text("Höstmöte om gården")).to_have_count(0)


def test_a_resident_and_the_contact_centre_come_through_the_same_door(
    open_as: Callable[..., Page], safety_coordinator: User, botkyrka: Municipality, station: Place
) -> None:
    unit = make_organisation(botkyrka, OrganisationKind.MUNICIPAL_UNIT, name="Kontaktcenter")
    answers_calls = make_member(unit, Role.HOUSING, "Vera Växel")
    resident, centre, queue = open_as(), open_as(answers_calls, DESK), open_as(safety_coordinator, DESK)
    queue.goto("/observationer/")
    for page, path in ((resident, "/observera/"), (centre, "/samtal/")):
        page.goto(path)
        tell_of_broken_light(page)
    expect(queue.locator("#queue li")).to_have_count(2)
