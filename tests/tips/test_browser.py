"""The form in a real browser: three taps, the guard, a lost connection, and a "Ja" that sends nothing."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from backend.common.clock import local
from events.models import Signup
from tests.factories import make_signup
from tests.servers import wait_until
from tests.tips.test_guard import VECTORS
from tips.follow import follow
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


NO = "label:has(#danger-no)"


@pytest.fixture
def sign_in(live_url: str, phone: Any, walker: Any, client_of: Callable) -> Callable[[], None]:
    """``sign_in()``: the phone is the walker's."""

    def act() -> None:
        session = client_of(walker).cookies["sessionid"].value
        phone.context.add_cookies([{"name": "sessionid", "value": session, "url": live_url}])

    return act


@pytest.fixture
def out(live_url: str, phone: Any, walk: Any, walker: Any, station: object, sign_in: Callable) -> str:
    """The address of the walk's page, with the form for observations kept in the walker's phone."""
    make_signup(walk, walker)
    sign_in()
    path = f"{live_url}/vandringar/{walk.pk}/ute/"
    phone.goto(path)
    phone.evaluate(KEPT, f"/observera/?walk={walk.pk}")
    return path


@pytest.fixture
def form(live_url: str, phone: Any, walk: Any, out: str) -> Any:
    """The walker's form, with what and where answered."""
    phone.goto(f"{live_url}/observera/?walk={walk.pk}")
    for tap in (NO, LAMP, STATION):
        phone.tap(tap)
    return phone


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
    # A browser may come late for the page's own icon.
    phone.on("request", lambda request: "/static/" in request.url or asked.append(request.url))
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


def test_walker_without_coverage_keeps_each_in_the_phone(phone: Any, walk: Any, out: str) -> None:
    tell = f"/observera/?walk={walk.pk}"
    phone.context.set_offline(True)
    phone.tap(f"a[href='{tell}']")
    for more in (True, False):
        for tap in (NO, LAMP, STATION, "[data-send]"):
            phone.tap(tap)
        phone.wait_for_selector("h1:has-text('Det skickas när ni har täckning')")
        phone.tap("a:has-text('Berätta om mer')" if more else "a:has-text('Tillbaka till vandringen')")
    phone.wait_for_selector("[data-outbox-list] li[data-state=saved] >> nth=1")
    phone.context.set_offline(False)
    phone.wait_for_selector("[data-outbox-list] li[data-state=sent] >> nth=1")
    assert list(Tip.objects.values_list("event", "reporter")) == [(walk.pk, "volunteer")] * 2


def test_walker_gets_the_code_at_once(form: Any, walk: Any) -> None:
    form.tap("[data-send]")
    code = form.inner_text("#code")
    tip = Tip.objects.get()
    assert (tip.event, tip.channel) == (walk, "walk")
    assert follow(municipality_id=walk.municipality_id, typed=code).category_label == "Lampa som inte lyser"
    assert not form.is_visible("text=Texten läses av en person först")


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 503, "body": "", "content_type": "text/plain"},
        {"status": 429, "json": {"code": "throttled"}, "content_type": "application/problem+json"},
        {"status": 403, "json": {"code": "csrf"}, "content_type": "application/problem+json"},
    ],
    ids=["away", "throttled", "stale-token"],
)
def test_walker_keeps_what_the_server_cannot_take_now(form: Any, walk: Any, out: str, answer: dict[str, Any]) -> None:
    form.route("**/api/v1/tips/**", lambda route: route.fulfill(**answer))
    form.tap("[data-send]")
    form.wait_for_selector("h1:has-text('Det skickas när servern svarar')")
    assert not Tip.objects.exists()
    form.unroute("**/api/v1/tips/**")
    form.goto(out)
    form.wait_for_selector("[data-outbox-list] li[data-state=sent]")
    assert Tip.objects.get().event == walk


def test_walker_who_was_signed_out_tells_from_the_walk_after_signing_in(
    form: Any, walk: Any, out: str, sign_in: Callable
) -> None:
    Session.objects.all().delete()
    form.tap("[data-send]")
    form.wait_for_selector("h1:has-text('Det skickas när du har loggat in')")
    assert not Tip.objects.exists()
    sign_in()
    form.goto(out)
    form.wait_for_selector("[data-outbox-list] li[data-state=sent]")
    assert Tip.objects.get().event == walk


def test_who_is_no_longer_on_the_walk_tells_without_it(form: Any, out: str) -> None:
    Signup.objects.update(state="stepped_down")
    form.tap("[data-send]")
    form.wait_for_selector("#code")
    assert Tip.objects.get().event is None


def test_walker_whose_browser_keeps_nothing_sends_the_form(form: Any, walk: Any) -> None:
    form.evaluate("() => { IDBDatabase.prototype.transaction = () => { throw new Error('the disk is full'); }; }")
    form.tap("[data-send]")
    form.wait_for_selector("#code")
    assert Tip.objects.get().event == walk


def test_nothing_is_kept_that_the_server_must_refuse(live_url: str, phone: Any, walk: Any, out: str) -> None:
    phone.goto(f"{live_url}/observera/?walk={walk.pk}")
    phone.context.set_offline(True)
    phone.tap(NO)
    phone.tap("label.tile:has([value=gathering_unsettling])")
    phone.tap("[data-step-of=category] [data-next] button")
    assert phone.is_visible("[data-missing=behaviour]")
    assert not phone.is_visible(STATION)
    phone.tap("label:has([name=behaviour][value=loud])")
    phone.tap(STATION)
    phone.tap("label:has(#when-earlier)")
    yesterday = local(timezone.now()).date() - dt.timedelta(days=1)
    phone.select_option("[name=hour]", "21")
    for day in ("", str(yesterday + dt.timedelta(days=2)), str(yesterday - dt.timedelta(days=40))):
        phone.fill("[name=day]", day)
        phone.tap("[data-send]")
        assert phone.is_visible("[data-missing=when]"), day
        assert phone.get_attribute("[data-send]", "aria-busy") is None
    phone.fill("[name=day]", str(yesterday))
    assert not phone.is_visible("[data-missing=when]")
    phone.tap("[data-send]")
    phone.wait_for_selector("h1:has-text('Det skickas när ni har täckning')")
    phone.context.set_offline(False)
    wait_until(Tip.objects.exists, 15)
    tip = Tip.objects.get()
    assert (tip.behaviour, local(tip.occurred_at).date(), local(tip.occurred_at).hour) == ("loud", yesterday, 21)


# --- the steps are entries of the browser's history ------------------------------------------------------------------


@pytest.fixture
def begun(live_url: str, phone: Any, botkyrka: object, station: object) -> Any:
    """The form, come to from the front page, with what and where answered."""
    phone.goto(f"{live_url}/")
    phone.goto(f"{live_url}/observera/")
    for tap in (NO, LAMP, STATION):
        phone.tap(tap)
    return phone


SEND, PLACE, WHAT = "[data-send]", STATION, LAMP


def test_back_goes_one_step_back_and_keeps_what_was_chosen(live_url: str, begun: Any) -> None:
    for step in (PLACE, WHAT):
        begun.go_back()
        begun.wait_for_selector(step)
        assert begun.url == f"{live_url}/observera/"
    assert begun.is_checked("[value=lighting_broken]")
    begun.go_forward()
    begun.wait_for_selector(PLACE)
    begun.go_back()
    begun.wait_for_selector(WHAT)
    begun.go_back()
    begun.wait_for_url(f"{live_url}/")


def test_history_holds_numbers_of_steps_alone(begun: Any) -> None:
    assert begun.evaluate("history.state") == {"trail": [0, 1, 2]}


def test_change_goes_back_in_the_history_and_not_further_on(live_url: str, begun: Any) -> None:
    length = begun.evaluate("history.length")
    begun.tap("[data-back='0']")
    begun.wait_for_selector(WHAT)
    begun.tap("label.tile:has([value=litter])")
    begun.tap("[data-step-of=place] [data-next] button")
    assert begun.inner_text("[data-say=category]") == "Skräp och sopor"
    assert begun.evaluate("history.length") == length
    begun.tap("[data-back='0']")
    begun.wait_for_selector(WHAT)
    begun.go_back()
    begun.wait_for_url(f"{live_url}/")


def test_after_sending_no_step_is_come_to(live_url: str, begun: Any) -> None:
    begun.tap(SEND)
    begun.wait_for_selector("#code")
    begun.wait_for_function("history.state.trail.length === 1")
    begun.evaluate("history.forward()")
    begun.wait_for_timeout(300)
    assert (begun.is_visible("#code"), begun.evaluate("history.state")) == (True, {"trail": [0]})
    begun.go_back()
    begun.wait_for_url(f"{live_url}/")


def test_a_form_that_is_loaded_again_begins_again(live_url: str, begun: Any) -> None:
    begun.reload()
    begun.tap(NO)
    begun.wait_for_selector(WHAT)
    begun.wait_for_function("history.state.trail.length === 1")
    begun.go_back()
    begun.wait_for_url(f"{live_url}/")


@pytest.mark.parametrize("is_sent", [False, True])
def test_who_leaves_leaves_every_step(live_url: str, begun: Any, is_sent: bool) -> None:
    begun.context.route("https://www.smhi.se/**", lambda route: route.fulfill(body="<h1>Vädret</h1>"))
    if is_sent:
        begun.tap(SEND)
        begun.wait_for_selector("#code")
    begun.tap("[data-leave]")
    begun.wait_for_url("https://www.smhi.se/")
    assert begun.evaluate("history.length") == 4  # blank, front, front, weather
    begun.go_back()
    begun.wait_for_url(f"{live_url}/")
    assert not begun.query_selector("form.observe__form")


# --- how it lies on the screen ---------------------------------------------------------------------------------------

# What lies behind the way out, at its own height, that could be pressed beside it or through it.
BESIDE = """() => {
  const { top, bottom } = document.querySelector("[data-leave]").getBoundingClientRect();
  const seen = [];
  for (let x = 2; x < innerWidth; x += 8) for (const y of [top + 2, bottom - 2]) {
    if (document.elementFromPoint(x, y)?.closest(".tile, .place, .choice")) seen.push([x, y]);
  }
  return seen;
}"""
# Tabs that are cut by the edge of their list or of the screen.
CUT = """() => [...document.querySelectorAll(".tabs a")].filter((tab) => {
  const { left, right } = tab.getBoundingClientRect(), list = tab.closest("ul").getBoundingClientRect();
  return left < list.left - 1 || right > list.right + 1 || tab.scrollWidth > tab.clientWidth + 1;
}).map((tab) => tab.textContent)"""


def test_the_way_out_covers_no_choice(live_url: str, phone: Any, botkyrka: object) -> None:
    phone.goto(f"{live_url}/observera/")
    phone.tap(NO)
    for down in range(0, 800, 90):
        phone.evaluate("(y) => scrollTo({ top: y, behavior: 'instant' })", down)
        assert phone.evaluate(BESIDE) == []
    assert phone.is_visible("[data-leave]")


@pytest.mark.parametrize("width", [360, 1280])
def test_no_tab_of_the_queue_is_cut(
    live_url: str, phone: Any, safety_coordinator: object, client_of: Callable, tell: Callable, width: int
) -> None:
    tell(text="Ring 070-123 45 67")
    session = client_of(safety_coordinator).cookies["sessionid"].value
    phone.context.add_cookies([{"name": "sessionid", "value": session, "url": live_url}])
    phone.set_viewport_size({"width": width, "height": 760})
    phone.goto(f"{live_url}/observationer/")
    assert phone.locator(".tabs a").count() == 6
    assert phone.evaluate(CUT) == []
