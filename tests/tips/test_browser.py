"""The form in a real browser: three taps, the guard, a lost connection, and a "Ja" that sends nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories import make_signup
from tests.tips.test_guard import VECTORS
from tips.models import Tip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.browser

LAMP = "label.tile:has([value=lighting_broken])"
# Resolves when the form for observations is in the phone and its worker stands.
KEPT = """async (path) => {
  const stands = async () => (await navigator.serviceWorker.getRegistration(path))?.active?.state === "activated";
  while (!(await caches.match(path)) || !(await stands())) await new Promise((done) => setTimeout(done, 50));
}"""
STATION = "label.place:has-text('Fittja tunnelbanestation')"


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """A phone's page; a script's error fails the test."""
    context = browser.new_context(viewport={"width": 360, "height": 760}, has_touch=True, locale="sv-SE")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def test_three_taps(live_url: str, phone: Any, botkyrka: object, station: object) -> None:
    phone.goto(f"{live_url}/observera/")
    phone.tap("label:has(#danger-no)")
    for tap in (LAMP, STATION, "[data-send]"):
        phone.tap(tap)
    code = phone.inner_text("#code")
    assert (len(code), Tip.objects.get().category, phone.evaluate("document.activeElement.tagName")) == (
        14, "lighting_broken", "H1",
    )  # fmt: skip


def test_a_step_that_is_not_answered_says_so(live_url: str, phone: Any, botkyrka: object, station: object) -> None:
    phone.goto(f"{live_url}/observera/")
    phone.tap("label:has(#danger-no)")
    phone.tap("[data-step-of=category] [data-next] button")
    assert phone.is_visible("[data-missing=category]")
    assert not phone.is_visible(STATION)
    phone.tap(LAMP)
    phone.tap("[data-step-of=place] [data-next] button")
    assert phone.is_visible("[data-missing=place]")
    phone.tap(STATION)
    phone.tap("[data-send]")
    phone.wait_for_selector("#code")
    assert Tip.objects.count() == 1


def test_yes_sends_nothing(live_url: str, phone: Any, botkyrka: object) -> None:
    phone.goto(f"{live_url}/observera/")
    phone.wait_for_load_state("networkidle")
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.tap("label:has(#danger-yes)")
    for summary in phone.query_selector_all(".observe__call summary"):
        summary.tap()
    assert phone.is_visible(".observe__call a[href='tel:112']")
    assert (asked, phone.is_visible("form.observe__form"), phone.url) == ([], False, f"{live_url}/observera/")


def test_afterwards_is_place_and_hour_only(live_url: str, phone: Any, botkyrka: object, station: object) -> None:
    phone.goto(f"{live_url}/observera/")
    phone.tap("label:has(#danger-yes)")
    phone.tap("label:has(#danger-after)")
    assert not phone.is_visible(LAMP)
    for tap in ("label.tile:has([value=noise_disorder])", STATION):
        phone.tap(tap)
    assert not phone.is_visible("textarea")
    phone.tap("[data-send]")
    phone.wait_for_selector("#code")
    assert Tip.objects.get().text_state == "none"


def test_keyboard_chooses_without_being_thrown_on(live_url: str, phone: Any, botkyrka: object) -> None:
    phone.goto(f"{live_url}/observera/")
    phone.focus("#danger-no")
    phone.keyboard.press("Space")
    phone.focus("[name=category]")
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("ArrowDown")
    assert phone.is_visible("#what")
    phone.focus("[data-step-of=category] [data-next] button")
    phone.keyboard.press("Enter")
    assert phone.evaluate("document.activeElement.id") == "where"


def test_lost_connection_loses_nothing(live_url: str, phone: Any, botkyrka: object, station: object) -> None:
    phone.goto(f"{live_url}/observera/")
    phone.tap("label:has(#danger-no)")
    phone.tap(LAMP)
    phone.tap(STATION)
    phone.context.set_offline(True)
    phone.tap("[data-send]")
    phone.wait_for_selector("[data-trouble]:not(:empty)")
    assert Tip.objects.count() == 0
    phone.context.set_offline(False)
    phone.wait_for_selector("#code")
    assert Tip.objects.count() == 1


def test_guard_warns_before_sending(live_url: str, phone: Any, botkyrka: object, station: object) -> None:
    phone.goto(f"{live_url}/observera/")
    phone.tap("label:has(#danger-no)")
    phone.tap(LAMP)
    phone.tap(STATION)
    phone.fill("textarea", "Ring 070-123 45 67 eller se ABC 123")
    assert "ett telefonnummer och ett bilnummer" in phone.inner_text("[data-guard]")
    phone.fill("textarea", "Lampan blinkar")
    assert phone.inner_text("[data-guard]") == ""


def test_guard_on_the_phone_is_the_servers_twin(browser: Any) -> None:
    page = browser.new_page()
    source = (Path(__file__).parents[2] / "tips/static/tips/guard.js").read_text()
    page.set_content("<title>guard</title>")
    page.add_script_tag(content=f"{source}\nwindow.findings = findings;", type="module")
    page.wait_for_function("() => Boolean(window.findings)")
    found = page.evaluate("texts => texts.map(window.findings)", [v["text"] for v in VECTORS])
    assert json.dumps(found) == json.dumps([v["finds"] for v in VECTORS])
    page.close()


def test_without_script_it_is_a_plain_form(live_url: str, browser: Any, botkyrka: object, station: object) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 760})
    page = context.new_page()
    page.goto(f"{live_url}/observera/")
    assert not page.is_visible("form.observe__form")
    page.click("label:has(#danger-no)")
    page.click(LAMP)
    page.click(STATION)
    page.click("[data-send]")
    assert (page.inner_text("#code")[4], Tip.objects.count()) == ("-", 1)
    context.close()


def test_walker_without_coverage_keeps_it_in_the_phone(
    live_url: str, phone: Any, walk: Any, walker: Any, station: object, client_of: Callable
) -> None:
    make_signup(walk, walker)
    session = client_of(walker).cookies["sessionid"].value
    phone.context.add_cookies([{"name": "sessionid", "value": session, "url": live_url}])
    out, tell = f"{live_url}/vandringar/{walk.pk}/ute/", f"/observera/?walk={walk.pk}"
    phone.goto(out)
    phone.evaluate(KEPT, tell)
    phone.context.set_offline(True)
    phone.tap(f"a[href='{tell}']")
    for tap in ("label:has(#danger-no)", LAMP, STATION, "[data-send]"):
        phone.tap(tap)
    phone.wait_for_selector("h1:has-text('Det skickas när ni har täckning')")
    phone.tap("a:has-text('Tillbaka till vandringen')")
    phone.wait_for_selector("[data-outbox-list] li[data-state=saved]")
    phone.context.set_offline(False)
    phone.wait_for_selector("[data-outbox-list] li[data-state=sent]")
    assert (Tip.objects.get().event, Tip.objects.get().reporter) == (walk, "volunteer")
