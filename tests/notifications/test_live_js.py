"""The page's module against a server that skips, sends twice, and falls silent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route, WebSocketRoute

pytestmark = pytest.mark.browser

MODULE = Path(__file__).resolve().parents[2] / "notifications" / "static" / "notifications" / "live.js"
PAGE = """<!doctype html><script type="module">
import { connect } from "/live.js";
window.heard = []; window.states = [];
connect({ topics: [{ topic: "t", since: 0 }], onEvents: (topic, events) => heard.push(...events.map((e) => e.seq)),
  onState: (state) => states.push(state), onReset: () => heard.push("reset"), onGone: () => heard.push("gone") });
</script>"""
BOARD = """<!doctype html><main data-live-topic="t" data-live-seq="1"><p data-worker-silent hidden>silent</p></main>
<script type="module" src="/live.js"></script>"""


class Server:
    """The other end of the socket: keeps what the page says, and speaks when the test tells it to."""

    def __init__(self, page: Page) -> None:
        self.page, self.said, self.sockets = page, [], []
        page.route("http://lykta.test/**", self.serve)
        page.route_web_socket("ws://lykta.test/ws/live/", self.open)
        page.goto("http://lykta.test/")

    def serve(self, route: Route) -> None:
        """The page and the module; /board is one whose sections the module drives."""
        if route.request.url.endswith("/live.js"):
            route.fulfill(body=MODULE.read_text(), content_type="text/javascript")
        elif "part=" in route.request.url:
            route.fulfill(status=204)
        elif route.request.url.endswith("/board"):
            route.fulfill(body=BOARD, content_type="text/html")
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    def open(self, socket: WebSocketRoute) -> None:
        """A new connection."""
        self.sockets.append(socket)
        socket.on_message(lambda text: self.said.append(json.loads(text)))

    def say(self, kind: str, **content: Any) -> None:
        """A message to the latest connection."""
        self.sockets[-1].send(json.dumps({"type": kind, **content}))

    def events(self, *numbers: int) -> None:
        """Events with these numbers."""
        self.say("events", topic="t", events=[{"seq": number, "kind": "team", "ref": "x"} for number in numbers])

    def await_said(self, count: int) -> Any:
        """The last message, when so many have come."""
        for _ in range(200):
            if len(self.said) >= count:
                break
            self.page.wait_for_timeout(25)
        assert len(self.said) == count, self.said
        return self.said[-1]

    def await_value(self, expression: str) -> None:
        """Wait until the page says so."""
        self.page.wait_for_function(expression, timeout=8_000)


@pytest.fixture
def server(browser: Browser) -> Iterator[Server]:
    """A page that has said hello and been welcomed, with a beat of 60 s."""
    page = browser.new_page()
    server = Server(page)
    assert server.await_said(1) == {"type": "hello", "beat": 5, "topics": [{"topic": "t", "since": 0}]}
    server.say("welcome", heads={"t": 1}, beat=60)
    yield server
    page.close()


def test_a_gap_is_asked_for_and_nothing_is_heard_twice(server: Server) -> None:
    server.events(1)
    server.events(3)
    assert server.await_said(2) == {"type": "since", "topic": "t", "since": 1}
    server.events(2, 3)
    server.events(3, 4)
    server.await_value("String(heard) === '1,2,3,4'")


def test_a_beat_ahead_is_a_gap(server: Server) -> None:
    server.events(1)
    server.say("beat", heads={"t": 1})
    server.say("beat", heads={"t": 2})
    assert server.await_said(2) == {"type": "since", "topic": "t", "since": 1}


def test_three_silent_beats_turn_the_page_stale_and_it_calls_again(server: Server) -> None:
    server.say("welcome", heads={"t": 1}, beat=1)
    server.await_value("String(states) === 'live,stale'")
    assert server.await_said(2)["type"] == "hello"
    server.say("welcome", heads={"t": 1}, beat=60)
    server.await_value("String(states) === 'live,stale,live'")


def test_a_closed_socket_comes_back_with_the_last_number(server: Server) -> None:
    server.events(1, 2)
    server.sockets[-1].close(code=1012)
    assert server.await_said(2)["topics"] == [{"topic": "t", "since": 2}]
    server.say("welcome", heads={"t": 2}, beat=60)
    server.await_value("String(states) === 'live'")


def test_lost_rights_and_a_lost_account_are_final(server: Server) -> None:
    server.say("reset", topic="t", head=900)
    server.say("gone", topic="t")
    server.await_value("String(heard) === 'reset,gone'")
    server.sockets[-1].close(code=4401)
    server.await_value("String(states) === 'live,offline'")
    server.page.wait_for_timeout(1500)
    assert len(server.sockets) == 1


@pytest.fixture
def board(server: Server) -> Server:
    """The same server with a page of sections, reloaded for a reset 57 s ago."""
    server.page.evaluate("sessionStorage.liveReset = Date.now() - 57000")
    server.page.goto("http://lykta.test/board")
    server.await_said(2)
    server.say("welcome", heads={"t": 1}, beat=60)
    server.await_value("document.querySelector('main').dataset.liveState === 'live'")
    return server


def test_a_second_reset_within_the_minute_stays_stale_until_the_reload(board: Server) -> None:
    board.say("reset", topic="t", head=900)
    board.events(901)
    board.say("beat", heads={"t": 901})
    board.page.wait_for_timeout(500)
    assert board.page.locator("main").get_attribute("data-live-state") == "stale"
    assert board.await_said(3)["type"] == "hello"  # the page was loaded anew when the minute was over
    board.say("welcome", heads={"t": 1}, beat=60)
    board.await_value("document.querySelector('main').dataset.liveState === 'live'")


def test_a_beat_shows_and_hides_that_no_worker_ticks(board: Server) -> None:
    for ticks in (False, True):
        board.say("beat", heads={"t": 1}, worker=ticks)
        board.await_value(f"document.querySelector('[data-worker-silent]').hidden === {str(ticks).lower()}")
    board.say("beat", heads={"t": 1})
    board.events(2)
    board.page.wait_for_timeout(100)
    assert board.page.locator("[data-worker-silent]").is_hidden()
