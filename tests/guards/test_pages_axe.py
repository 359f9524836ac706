"""Every page, with data, empty and in error: axe finds nothing by day or night, and it is a sound page otherwise."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock
from urllib.parse import urlsplit

import pytest
import time_machine
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.management import call_command
from django.test import Client, override_settings

import backend.demo
from backend.desk import front
from tests.doors import sign_in
from tests.guards import world
from tests.guards.pages import (
    ERROR,
    NO_PAGE,
    STATES,
    WITH_CODE,
    WITH_FACTORS,
    WITH_NUMBER,
    WITH_STEP_ONE,
    WITHOUT_FACTOR,
    State,
)  # fmt: skip
from tests.guards.routes import every_route
from tests.servers import serving
from tips import limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page
    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.once

PHONE, NARROW, DESK = ({"width": width, "height": 800} for width in (360, 320, 1280))
AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# The lightest of our own addresses, to send a form from. No worker runs here, so it says 503; and no page, so that the
# browser looks for its icon at the old address.
BLANK = "/health"
# What another colour scheme can change.
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
RUN_AXE = """async (options) => (await axe.run(document, options)).violations.map((one) =>
  `${one.id}: ` + one.nodes.map((node) => node.target.join(" ") + " " + node.html.slice(0, 120)).join(" | "))"""
SEND = """([path, values]) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: path });
  for (const [name, value] of Object.entries(values)) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
}"""
LOOK = """() => {
  for (const one of document.querySelectorAll("main details")) one.open = true;
  const seen = (one) => one.checkVisibility({ visibilityProperty: true });
  return {
    lang: document.documentElement.lang,
    title: document.title,
    h1: [...document.querySelectorAll("h1")].filter(seen).length,
    ids: [...document.querySelectorAll("[id]")].map((one) => one.id).filter((id, n, all) => all.indexOf(id) !== n),
  };
}"""
OVERFLOW = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


@dataclass
class Site:
    """The server, the world in its database, and one page for each person, which tells what it hears."""

    url: str
    ids: dict[str, Any]
    browser: Browser
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def page_of(self, state: State) -> Page:
        """The page of the state's person in the state's municipality."""
        key = (state.who, state.host)
        if key not in self.pages:
            self.pages[key] = self._open(*key)
        return self.pages[key]

    def _open(self, who: str, host: str) -> Page:
        origin = f"http://{host}:{urlsplit(self.url).port}"
        context = self.browser.new_context(
            base_url=origin, locale="sv-SE", viewport=PHONE, service_workers="block", reduced_motion="reduce"
        )
        context.set_default_timeout(15_000)
        cookies = {"csrftoken": secrets.token_hex(16)} | signed_in(who)
        context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in cookies.items()])
        context.add_init_script(AXE_SCRIPT)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", lambda request: self._asked(request.url, origin))
        page.on("websocket", lambda socket: self._asked(socket.url, origin))
        if begin := BEGUN.get(who):
            begin(page)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        """Also what the CSP forbids is said here. A refused page is an error too; what it loads must not be."""
        refused = "status of" in message.text and urlsplit(message.location["url"]).path in self.refused
        if message.type == "error" and not refused:
            self.faults.append(f"console: {message.text}")

    def _asked(self, url: str, origin: str) -> None:
        if urlsplit(url).netloc != urlsplit(origin).netloc:
            self.faults.append(f"asks another origin: {url}")


def _asks_for_a_code(page: Page) -> None:
    page.goto("/konto/login/")
    page.get_by_label("E-post", exact=False).fill("nobody@example.org")
    page.locator("main form button").first.click()
    page.wait_for_url("**/confirm/")


def _gives_the_password(page: Page) -> None:
    page.goto("/konto/login/?med=losenord")
    page.locator("[name=login]").fill(world.user(WITH_FACTORS).email)
    page.locator("[name=password]").fill(world.PASSWORD)
    page.locator("main form:has([name=password]) button[type=submit]").click()
    page.wait_for_url("**/steg-tva/")


def _asks_for_a_number(page: Page) -> None:
    page.goto("/konto/skydd/mobil/")
    page.locator("[name=phone]").fill("070-174 06 05")
    page.locator("main form:has([name=phone]) button[type=submit]").click()
    page.wait_for_url("**/mobil/kod/")


# What somebody has done before their first page is looked at.
BEGUN = {WITH_CODE: _asks_for_a_code, WITH_STEP_ONE: _gives_the_password, WITH_NUMBER: _asks_for_a_number}


def signed_in(who: str) -> dict[str, str]:
    """The cookie of somebody's session; none for a visitor."""
    if who in {world.RESIDENT, WITH_CODE, WITH_STEP_ONE}:
        return {}
    client = Client()
    sign_in(client, world.user(who), second_factor=who != WITHOUT_FACTOR)
    return {"sessionid": client.cookies["sessionid"].value}


@pytest.fixture(scope="module", autouse=True)
def demo() -> Iterator[None]:
    """With the demo's own pages."""
    folder = Path(backend.demo.__file__).parent / "templates"
    engines = [engine | {"DIRS": [*engine["DIRS"], folder]} for engine in settings.TEMPLATES]
    with override_settings(
        DEMO=True,
        SMS_URL="file:",
        ACCOUNT_REAUTHENTICATION_TIMEOUT=36_000,
        ROOT_URLCONF="tests.guards.demo_urls",
        TEMPLATES=engines,
    ):
        yield


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """This module's database: the world, committed, on a Friday night; gone when the module is done."""
    with time_machine.travel(world.FRIDAY_NIGHT, tick=True), django_db_blocker.unblock():
        try:
            yield world.build()
        finally:
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def site(db: dict[str, Any], browser: Browser) -> Iterator[Site]:
    with serving() as url:
        opened = Site(url, db, browser)
        yield opened
        for page in opened.pages.values():
            page.context.close()


def open_state(site: Site, state: State) -> Page:
    """The page in that state, as a phone shows it by day. AssertionError when it answers something else."""
    page, path = site.page_of(state), state.path(site.ids)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
    site.faults.clear()
    site.refused = {BLANK, "/favicon.ico"} | ({path.partition("?")[0]} if state.status >= 400 else set())
    values = state.form(site.ids)
    if values is None:
        answer = page.goto(path)
    else:
        token = next(one["value"] for one in page.context.cookies() if one["name"] == "csrftoken")
        page.goto(BLANK)
        with page.expect_navigation() as sent:
            page.evaluate(SEND, [path, {"csrfmiddlewaretoken": token} | values])
        answer = sent.value
    assert answer is not None
    assert (answer.status, answer.headers["content-type"]) == (state.status, "text/html; charset=utf-8")
    for selector in state.press:
        page.locator(selector).first.click()
    return page


def faults_of(site: Site, state: State) -> list[str]:
    """What is wrong with the page in that state, at three widths and in both colour schemes."""
    page = open_state(site, state)
    found = site.faults
    for size in (NARROW, DESK, PHONE):
        page.set_viewport_size(size)
        if (beyond := page.evaluate(OVERFLOW)) > 0:
            found.append(f"scrolls sideways by {beyond} px at {size['width']}")
    look = page.evaluate(LOOK)
    name, _sep, municipality = look["title"].rpartition(" – ")
    if not name or not municipality or (look["lang"], look["h1"], look["ids"]) != ("sv", 1, []):
        found.append(str(look))
    is_itself = state.post is None and state.status == 200
    if is_itself and site.titles.setdefault(name, state.route) != state.route:
        found.append(f"has the title of {site.titles[name]}")
    found += page.evaluate(RUN_AXE, AXE)
    page.emulate_media(color_scheme="dark")
    found += [f"by night {one}" for one in page.evaluate(RUN_AXE, COLOURS)]
    if state.wide:
        page.set_viewport_size(DESK)
        found += [f"at 1280 {one}" for one in page.evaluate(RUN_AXE, AXE)]
    return found


def every_day() -> list[State]:
    """Of each page one state with data, one empty, one of each error, of each form and of what is pressed: the same
    for other people and other rows is looked at with --soak."""
    first: dict[tuple[Any, ...], State] = {}
    for state in STATES:
        first.setdefault((state.route, state.kind, state.status, state.press, state.post is None, state.wide), state)
    return list(first.values())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every state in a soak, each sort of state every day."""
    if "state" in metafunc.fixturenames:
        chosen = STATES if metafunc.config.getoption("--soak") else every_day()
        metafunc.parametrize("state", chosen, ids=str)


@pytest.mark.browser
@pytest.mark.soak
def test_page_is_sound(site: Site, state: State) -> None:
    assert faults_of(site, state) == []


@pytest.mark.browser
@pytest.mark.parametrize(("fault", "status"), [(RuntimeError("broken"), 500), (SuspiciousOperation("odd"), 400)])
def test_page_of_what_broke_is_sound(
    site: Site, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int
) -> None:
    monkeypatch.setattr(front, "for_visitor", Mock(side_effect=fault))
    assert faults_of(site, State(ERROR, "desk:home", status=status)) == []


@pytest.mark.browser
def test_page_of_too_many_knocks_is_sound(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "allows", lambda *_: False)
    assert faults_of(site, State(ERROR, "tips:follow", post={}, status=429)) == []


BAD_PAGE = """<!doctype html><html lang="en"><title></title><h1>One</h1><h1>Two</h1><input id="x"><i id="x"></i>
<font color="#eeeeee">pale</font><img src="https://elsewhere.example/x.png"><hr width="2000"><script>alert()</script>"""
SEEN = ("script-src", "another origin", "sideways", "'h1': 2", "label", "color-contrast", "by night", "document-title")


@pytest.mark.browser
def test_a_bad_page_is_seen(site: Site) -> None:
    state = State(ERROR, "events:activities")
    headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": "script-src 'self'"}
    page = site.page_of(state)
    page.route("**/aktiviteter/", lambda route: route.fulfill(body=BAD_PAGE, headers=headers))
    found = "\n".join(faults_of(site, state))
    page.unroute("**/aktiviteter/")
    assert [word for word in SEEN if word not in found] == []


def test_every_page_is_looked_at() -> None:
    routes = {route.name for route in every_route() if not route.path.startswith("/api/v1/")}
    looked_at = {state.route for state in STATES if not state.route.startswith("/")}
    assert (looked_at - routes, routes - looked_at) == (set(), NO_PAGE)


def test_what_shows_no_page_shows_none(db: dict[str, Any]) -> None:
    """Not even to those who may everything there: a page hidden among them would be looked at by nobody."""
    for route in (one for one in every_route() if one.name in NO_PAGE):
        for who in (world.COORDINATOR, world.LEADER, world.ASSOCIATION, world.CONTACT_PERSON, world.SAFETY):
            client = Client(headers={"host": world.BOTKYRKA_HOST})
            client.cookies.load(signed_in(who))
            answer = client.get(route.address(world.parameters(db, route.name)))
            assert (answer.status_code, answer["Content-Type"]) != (200, "text/html; charset=utf-8"), route.name
