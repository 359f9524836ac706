"""The board: who may follow it, its fragments by kind, and that it says when nobody watches the clock."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import expect

from backend.desk import board
from events.states import EventState
from notifications import topics
from notifications.models import Topic, WorkerBeat
from tests import factories
from tests.doors import sign_in
from tests.factories import NOW
from tests.situation.cast import make_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext

    from backend.common.viewer import Viewer
    from events.models import Event, Team
    from places.models import District, Municipality
    from volunteers.models import Organisation, User

SILENT = re.compile(r"<div[^>]* data-worker-silent( hidden)?>")


@pytest.mark.parametrize("ticks", [True, False])
def test_the_red_banner_is_on_the_page_and_hidden_while_a_worker_ticks(
    ticks: bool, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    if ticks:
        WorkerBeat.objects.create(worker="w", started_at=timezone.now(), seen_at=timezone.now())
    page = client_of(coordinator).get("/tavla/").content.decode()
    assert [bool(hidden) for hidden in SILENT.findall(page)] == [ticks]


def test_a_boards_socket_hears_of_the_worker_and_a_walks_does_not() -> None:
    assert [topics.watches_worker(f"{kind}:x") for kind in ("board", "walk", "week")] == [True, False, False]


@pytest.fixture
def evening() -> Iterator[None]:
    """Half past nine on the evening of the walk."""
    with time_machine.travel(NOW + dt.timedelta(hours=3, minutes=30), tick=False):
        yield


@pytest.fixture
def team(walk: Event, walker: User, second_walker: User) -> Team:
    return factories.make_team(walk, walker, second_walker, state="out", out_at=NOW + dt.timedelta(hours=3))


@pytest.fixture
def foreign_walk(huddinge: Municipality) -> Event:
    district = factories.make_district(huddinge, "Flemingsberg")
    return factories.make_event(factories.make_organisation(huddinge, districts=(district,)), district)


def enter(context: BrowserContext, url: str, user: User) -> None:
    client = Client()
    sign_in(client, user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def ids_of(page: str) -> list[str]:
    return re.findall(r'id="live-([^"]+)"', page)


@pytest.mark.parametrize("who", ["coordinator", "safety_coordinator"])
def test_those_who_watch_over_the_evening_may_follow(
    who: str, client_of: Callable[..., Client], request: pytest.FixtureRequest
) -> None:
    assert client_of(request.getfixturevalue(who)).get("/tavla/").status_code == 200


@pytest.mark.parametrize("who", ["walker", "leader", "association", "contact_person", "police", "housing", "foreigner"])
@pytest.mark.parametrize("query", ["", "?part=tip:{tip}", "?part=event:{walk}"])
def test_nobody_else_may_not_even_a_fragment(
    who: str, query: str, walk: Event, client_of: Callable[..., Client], request: pytest.FixtureRequest
) -> None:
    ids = {"walk": walk.pk, "tip": make_tip(walk.district, at=NOW).pk}
    assert client_of(request.getfixturevalue(who)).get(f"/tavla/{query.format_map(ids)}").status_code == 403


def test_the_page_holds_tonights_walk_its_group_the_coming_one_and_what_was_seen(
    evening: None, team: Team, walk: Event, walkers: Organisation, coordinator: User, client_of: Callable[..., Client]
) -> None:
    tip = make_tip(walk.district, at=NOW)
    make_tip(walk.district, at=NOW - board.RECENT - dt.timedelta(hours=1))
    coming = factories.make_event(walkers, walk.district, starts_at=NOW + dt.timedelta(days=1))
    factories.make_event(walkers, walk.district, state=EventState.DRAFT)
    page = client_of(coordinator).get("/tavla/").content.decode()
    assert ids_of(page) == [f"event-{walk.pk}", f"team-{team.pk}", f"event-{coming.pk}", f"tip-{tip.pk}"]


def test_a_fragment_is_the_piece_of_the_page(
    evening: None, team: Team, walk: Event, coordinator: User, client_of: Callable[..., Client]
) -> None:
    tip, client = make_tip(walk.district, at=NOW), client_of(coordinator)
    page = client.get("/tavla/").content.decode()
    card = [f"event-{walk.pk}", f"team-{team.pk}"]
    parts = {f"event:{walk.pk}": card, f"signup:{walk.pk}": card, f"team:{team.pk}": card, f"team:{walk.pk}": card}
    for part, expected in {**parts, f"tip:{tip.pk}": [f"tip-{tip.pk}"]}.items():
        piece = client.get(f"/tavla/?part={part}").content.decode()
        assert (ids_of(piece), piece.strip() in page) == (expected, True), part


def test_a_walk_of_another_evening_comes_among_the_coming_days(
    evening: None, walkers: Organisation, fittja: District, coordinator: User, client_of: Callable[..., Client]
) -> None:
    coming = factories.make_event(walkers, fittja, starts_at=NOW + dt.timedelta(days=1))
    piece = client_of(coordinator).get(f"/tavla/?part=event:{coming.pk}").content.decode()
    assert (ids_of(piece), 'data-live-into="coming"' in piece) == ([f"event-{coming.pk}"], True)


@pytest.mark.parametrize("kind", ["event", "signup", "team", "tip"])
def test_foreign_unknown_and_mangled_are_not_there(
    kind: str, foreign_walk: Event, coordinator: User, client_of: Callable[..., Client]
) -> None:
    theirs = {"tip": make_tip(foreign_walk.district, at=NOW).pk, "team": factories.make_team(foreign_walk).pk}
    client = client_of(coordinator)
    for ref in (theirs.get(kind, foreign_walk.pk), uuid.uuid4(), "x", ""):
        assert client.get(f"/tavla/?part={kind}:{ref}").status_code == 404


def test_a_coordinator_gets_no_fragment_from_another_area(
    alby: District, coordinator: User, safety_coordinator: User, client_of: Callable[..., Client]
) -> None:
    tip = make_tip(alby, at=NOW)
    answers = [client_of(user).get(f"/tavla/?part=tip:{tip.pk}") for user in (coordinator, safety_coordinator)]
    assert [answer.status_code for answer in answers] == [404, 200]


def test_what_the_board_does_not_show_is_no_content(coordinator: User, client_of: Callable[..., Client]) -> None:
    assert client_of(coordinator).get("/tavla/?part=week:2026-W47").status_code == 204


def test_a_fragment_has_no_words_of_who_told(
    walk: Event, safety_coordinator: User, client_of: Callable[..., Client]
) -> None:
    tip = make_tip(walk.district, at=NOW, text="Lampan blinkar", text_state="clear")
    assert "blinkar" not in client_of(safety_coordinator).get(f"/tavla/?part=tip:{tip.pk}").content.decode()


def test_the_head_is_read_before_the_rows(walk: Event, coordinator: User, viewer_of: Callable[..., Viewer]) -> None:
    """What happens between the two is then asked for again; the other way round it would be missed."""
    with CaptureQueriesContext(connection) as asked:
        board.whole(viewer_of(coordinator), NOW)
    tables = (Topic._meta.db_table, "events_event", "tips_tip")
    firsts = [next(n for n, one in enumerate(asked) if f'FROM "{table}"' in one["sql"]) for table in tables]
    assert firsts == sorted(firsts)


@pytest.mark.parametrize(("days", "status"), [(7, 200), (30, 404), (-3, 404)])
def test_a_fragment_shows_no_walk_that_a_reload_would_not(
    evening: None, days: int, status: int, walkers: Organisation, fittja: District, coordinator: User,
    client_of: Callable[..., Client],
) -> None:  # fmt: skip
    walk = factories.make_event(walkers, fittja, starts_at=NOW + dt.timedelta(days=days, hours=2))
    client = client_of(coordinator)
    assert client.get(f"/tavla/?part=event:{walk.pk}").status_code == status
    assert (f"event-{walk.pk}" in ids_of(client.get("/tavla/").content.decode())) is (status == 200)


@pytest.mark.browser
def test_a_walk_that_moves_changes_lists_and_an_empty_list_says_so(
    transactional_db: None, live_url: str, browser: Browser, walkers: Organisation, fittja: District, coordinator: User
) -> None:
    now = timezone.now()
    first, later = (
        factories.make_event(walkers, fittja, starts_at=now + dt.timedelta(days=days), changed_at=now)
        for days in (2, 4)
    )
    context = browser.new_context(locale="sv-SE")
    enter(context, live_url, coordinator)
    page = context.new_page()
    page.goto(f"{live_url}/tavla/")
    empty = page.locator("[data-empty-of=coming]")
    rows = page.locator("#coming > li")
    expect(rows).to_have_count(2)
    expect(empty).to_be_hidden()
    change = """([id, into, starts]) => {
      const row = document.getElementById(id);
      row.dataset.liveInto = into;
      row.dataset.starts = starts;
      row.dispatchEvent(new CustomEvent("live:changed", { bubbles: true }));
    }"""
    page.evaluate(change, [f"live-event-{first.pk}", "coming", str(2**33)])
    assert rows.evaluate_all("rows => rows.map((row) => row.id)") == [f"live-event-{row.pk}" for row in (later, first)]
    for walk in (first, later):
        page.evaluate(change, [f"live-event-{walk.pk}", "tonight-walks", "1"])
    expect(page.locator("#tonight-walks > *")).to_have_count(2)
    expect(empty).to_be_visible()
    context.close()
