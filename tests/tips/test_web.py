"""The pages of observations, without script: everything a form can do."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache

from tests.factories import NOW, make_signup
from tips.actions import triage
from tips.categories import CALL_INSTEAD, STORED
from tips.models import Tip
from tips.web import present

if TYPE_CHECKING:
    from collections.abc import Callable

OBSERVE, THANKS, FOLLOW, QUEUE = "/observera/", "/observera/tack/", "/kod/", "/observationer/"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def filled(client_of: Callable, station: object) -> dict[str, Any]:
    """What a browser sends after three taps."""
    page = client_of().get(OBSERVE).content.decode()
    hour = re.search(r'name="when" value="([^"]+)"[^>]* checked', page)
    tip_id = re.search(r'name="id" value="([^"]+)"', page)
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert hour
    assert tip_id
    assert key
    return {
        "id": tip_id[1],
        "key": key[1],
        "category": "lighting_broken",
        "place": f"p:{station.pk}",
        "when": hour[1],
        "text": "",
    }


def page_of(response: Any) -> str:
    return response.content.decode()


def test_page_asks_for_danger_before_anything(client_of: Callable, botkyrka: object) -> None:
    page = page_of(client_of().get(OBSERVE))
    question = page.index("Är någon i fara, eller pågår ett brott nu eller nyss?")
    assert question < page.index('<form class="observe__form"')


def test_what_must_be_called_in_has_no_field_and_no_address(client_of: Callable, botkyrka: object) -> None:
    page = page_of(client_of().get(OBSERVE))
    form = page[page.index('<form class="observe__form"') :]
    for category in CALL_INSTEAD:
        assert str(category.label) in page
        assert f'value="{category.code}"' not in page
        assert str(category.label) not in form


def test_every_stored_category_is_a_radio(client_of: Callable, botkyrka: object) -> None:
    page = page_of(client_of().get(OBSERVE))
    assert [c for c in STORED if f'name="category" value="{c.code}"' not in page] == []


def test_answer_to_the_question_is_in_no_form(client_of: Callable, botkyrka: object) -> None:
    page = page_of(client_of().get(OBSERVE))
    assert len(re.findall(r'name="danger"[^>]*form="nowhere"', page)) == len(re.findall(r'name="danger"', page)) == 3


def test_page_says_before_sending_that_it_becomes_public(client_of: Callable, botkyrka: object) -> None:
    page = page_of(client_of().get(OBSERVE))
    assert page.index("allmän handling") < page.index("data-send>")


def test_three_taps_give_a_code(client_of: Callable, filled: dict) -> None:
    client = client_of()
    response = client.post(THANKS, filled)
    code = re.search(r'id="code">([^<]+)<', page_of(response))
    assert (response.status_code, Tip.objects.get().pk, "sessionid" in client.cookies) == (
        200, uuid.UUID(filled["id"]), False,
    )  # fmt: skip
    assert code
    assert "väntar" not in page_of(client.get(FOLLOW))
    assert "Trasig" not in page_of(client.post(FOLLOW, {"code": "0000"}))
    assert "Lampa som inte lyser" in page_of(client.post(FOLLOW, {"code": code[1].lower()}))


def test_second_press_is_the_same_receipt(client_of: Callable, filled: dict) -> None:
    first, again = (page_of(client_of().post(THANKS, filled)) for _ in range(2))
    assert re.findall(r'id="code">([^<]+)<', first) == re.findall(r'id="code">([^<]+)<', again)
    assert Tip.objects.count() == 1


def test_receipt_page_alone_leads_to_the_form(client_of: Callable, botkyrka: object) -> None:
    assert client_of().get(THANKS)["Location"] == OBSERVE


def test_pages_are_kept_by_no_browser(client_of: Callable, botkyrka: object) -> None:
    assert "no-store" in client_of().get(OBSERVE)["Cache-Control"]
    assert "no-store" in client_of().get(FOLLOW)["Cache-Control"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"category": ""}, "Välj vad det gäller."),
        ({"category": "person_tip"}, "Ring 112"),
        ({"category": "gathering_unsettling"}, "Välj vad som händer på platsen."),
        ({"category": "drug_dealing_place", "text": "x"}, "Här räcker plats och tid."),
        ({"place": ""}, "Välj en plats."),
        ({"place": "p:x"}, "Välj en plats."),
        ({"when": "nyss"}, "Välj en tid."),
        ({"when": "0001-01-01T00:00:00+14:00"}, "Välj en tid."),
        ({"when": "9999-12-31T23:00:00-12:00"}, "Välj en tid."),
        ({"when": "earlier", "day": "0001-01-01", "hour": "0"}, "Tiden ligger för långt bort."),
        ({"when": "earlier"}, "Ange dag och timme."),
        ({"when": "earlier", "day": "2199-01-01", "hour": "3"}, "Tiden har inte varit än."),
        ({"when": "earlier", "day": "1999-01-01", "hour": "3"}, "Det är för länge sedan."),
        ({"text": "x" * 301}, "högst 300"),
    ],
)
def test_mistakes_are_said_and_nothing_typed_is_lost(
    client_of: Callable, filled: dict, change: dict, words: str
) -> None:
    response = client_of().post(THANKS, {"text": "lampan blinkar"} | filled | change)
    page = page_of(response)
    assert (response.status_code, words in page, Tip.objects.count()) == (400, True, 0)
    assert f'name="id" value="{filled["id"]}"' in page


def test_line_ends_count_once(client_of: Callable, filled: dict) -> None:
    client_of().post(THANKS, filled | {"text": "rad\r\n" * 74 + "rad"})
    assert Tip.objects.get().text.count("\n") == 74


def test_caught_text_is_told_to_the_sender(client_of: Callable, filled: dict) -> None:
    page = page_of(client_of().post(THANKS, filled | {"text": "ring 070-123 45 67"}))
    assert "Texten läses av en person först" in page


def test_foreign_place_is_a_missing_page(client_of: Callable, filled: dict) -> None:
    assert client_of().post(THANKS, filled | {"place": f"p:{uuid.uuid4()}"}).status_code == 404


def test_walker_gets_the_walks_places_and_back(client_of: Callable, filled: dict, walk: object, walker: object) -> None:
    make_signup(walk, walker)
    client = client_of(walker)
    assert f'name="walk" value="{walk.pk}"' in page_of(client.get(f"{OBSERVE}?walk={walk.pk}"))
    page = page_of(client.post(THANKS, filled | {"walk": str(walk.pk)}))
    assert (Tip.objects.get().event, "Tillbaka till vandringen" in page) == (walk, True)


@pytest.mark.parametrize("raw", ["", "x", "0e395cf9-cbdd-4aa7-a88e-e7946c1f8e68"])
def test_walk_of_others_is_no_walk(client_of: Callable, walk: object, walker: object, raw: str) -> None:
    for user, value in ((None, str(walk.pk)), (walker, str(walk.pk)), (walker, raw)):
        page = page_of(client_of(user).get(f"{OBSERVE}?walk={value}"))
        assert walk.title not in page


def test_contact_centre_reads_out_the_code(client_of: Callable, filled: dict, safety_coordinator: object) -> None:
    client = client_of(safety_coordinator)
    assert client.get("/samtal/").status_code == 200
    assert "Läs upp koden" in page_of(client.post("/samtal/", filled))
    assert (Tip.objects.get().channel, Tip.objects.get().reporter) == ("phone", "resident")


def test_calls_are_not_for_others(client_of: Callable, walker: object, police: object) -> None:
    assert [client_of(user).get("/samtal/").status_code for user in (None, walker, police)] == [302, 403, 403]


def test_page_costs_the_same_for_many_places(
    client_of: Callable, station: object, django_assert_num_queries: Callable
) -> None:
    with django_assert_num_queries(5):
        client_of().get(OBSERVE)


def test_too_many_posts_get_a_page(client_of: Callable, filled: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tips.limits._rate", lambda _door: (1, 3600))
    assert [client_of().post(THANKS, filled).status_code for _ in range(2)] == [200, 429]
    assert [client_of().post(FOLLOW, {"code": "x"}).status_code for _ in range(2)] == [400, 429]


def test_quick_places_follow_the_walk(viewer_of: Callable, walk: object, station: object, square: object) -> None:
    shown = present.observe(viewer_of(), walk, "", NOW)
    assert [spot.name for spot in shown["quick"]] == ["Fittja tunnelbanestation", "Fittja torg"]


def test_every_category_that_is_called_in_first_has_its_line() -> None:
    css = (Path(__file__).parents[2] / "tips/static/tips/tips.css").read_text()
    assert set(re.findall(r"\[data-first=(\w+)\]", css)) == {c.code for c in STORED if c.call_first}


# --- the queue -------------------------------------------------------------------------------------------------------


def test_queue_opens_on_new_ones(client_of: Callable, tell: Callable, safety_coordinator: object) -> None:
    tip = tell(text="Lampan blinkar").tip
    taken = tell(category="litter").tip
    Tip.objects.filter(pk=taken.pk).update(state="taken_up")
    page = page_of(client_of(safety_coordinator).get(QUEUE))
    assert (f"live-tip-{tip.pk}" in page, f"live-tip-{taken.pk}" in page) == (True, False)


def test_queue_row_by_itself_follows_the_tab(client_of: Callable, tip: Tip, safety_coordinator: object) -> None:
    client = client_of(safety_coordinator)
    row, total = f'id="live-tip-{tip.pk}"', 'id="queue-total">1 observation<'
    here = page_of(client.get(f"{QUEUE}?part=tip:{tip.pk}"))
    gone = page_of(client.get(f"{QUEUE}?state=closed&part=tip:{tip.pk}"))
    assert (row in here, total in here, row in gone, total in gone) == (True, True, False, False)
    assert gone == page_of(client.get(f"{QUEUE}?state=closed&part=tip:{uuid.uuid4()}"))
    assert client.get(f"{QUEUE}?part=tip:x").status_code == 404


def test_queue_pages_by_link(client_of: Callable, tell: Callable, safety_coordinator: object) -> None:
    for _ in range(3):
        tell()
    client = client_of(safety_coordinator)
    first = page_of(client.get(f"{QUEUE}?page_size=2"))
    following = re.search(r'href="([^"]*after=[^"]*)"', first)
    assert following
    second = page_of(client.get(following[1].replace("&amp;", "&")))
    rows = re.findall(r'id="live-tip-([^"]+)"', first + second)
    assert (len(rows), len(set(rows))) == (3, 3)


@pytest.mark.parametrize("who", ["coordinator", "police"])
def test_readers_of_an_area_see_no_words(
    client_of: Callable, tell: Callable, request: pytest.FixtureRequest, who: str
) -> None:
    tip = tell(text="Lampan blinkar vid trappan").tip
    client = client_of(request.getfixturevalue(who))
    for path in (f"{QUEUE}?state=all", f"{QUEUE}{tip.pk}/", f"{QUEUE}?part=tip:{tip.pk}"):
        page = page_of(client.get(path))
        assert ("Lampa som inte lyser" in page, "trappan" in page, "/take_up/" in page) == (True, False, False)


def test_who_reads_nothing_gets_no_queue(client_of: Callable, tip: Tip, walker: object, association: object) -> None:
    for user in (walker, association):
        assert client_of(user).get(QUEUE).status_code == 403
        assert client_of(user).get(f"{QUEUE}{tip.pk}/").status_code == 404
    assert client_of().get(QUEUE).status_code == 302


def test_steps_by_form(client_of: Callable, tip: Tip, safety_coordinator: object, landlord: object) -> None:
    client, path = client_of(safety_coordinator), f"{QUEUE}{tip.pk}/"
    for version, (name, more) in enumerate(
        (
            ("take_up", {}),
            ("send_on", {"organisation": str(landlord.pk)}),
            ("close", {"reason": "fixed"}),
            ("reopen", {}),
        ),
        start=1,
    ):
        assert client.post(f"{path}{name}/", {"version": version} | more).status_code == 302
    assert Tip.objects.get().state == "taken_up"
    assert "Öppnades igen" in page_of(client.get(path))


def test_stale_step_shows_how_it_is_now(
    client_of: Callable, tip: Tip, viewer_of: Callable, safety_coordinator: object
) -> None:
    triage.take_up(viewer=viewer_of(safety_coordinator), tip_id=tip.pk, version=1, now=NOW)
    response = client_of(safety_coordinator).post(f"{QUEUE}{tip.pk}/take_up/", {"version": 1})
    assert (response.status_code, "Någon annan hann före" in page_of(response)) == (409, True)
    assert "Skicka vidare" in page_of(response)


@pytest.mark.parametrize("text", ["The lamp is flickering", "Ring Kim, 070-123 45 67"])
def test_what_was_written_in_english_is_marked_as_english(
    client_of: Callable, tell: Callable, safety_coordinator: object, text: str
) -> None:
    tip = tell(text=text, language="en").tip
    page = page_of(client_of(safety_coordinator).get(f"{QUEUE}{tip.pk}/"))
    assert f'<blockquote class="words" lang="en">{text}' in page


def test_unknown_step_is_nothing(client_of: Callable, tip: Tip, safety_coordinator: object) -> None:
    client = client_of(safety_coordinator)
    assert client.post(f"{QUEUE}{tip.pk}/burn/", {"version": 1}).status_code == 404
    assert client.get(f"{QUEUE}{tip.pk}/take_up/").status_code == 405


def test_step_without_what_it_needs_says_so(client_of: Callable, tip: Tip, safety_coordinator: object) -> None:
    client = client_of(safety_coordinator)
    Tip.objects.update(state="taken_up")
    for name in ("send_on", "close"):
        response = client.post(f"{QUEUE}{tip.pk}/{name}/", {"version": 1})
        assert (response.status_code, "Fel:" in page_of(response)) == (400, True)


def test_police_may_not_take_steps(client_of: Callable, tip: Tip, police: object) -> None:
    assert client_of(police).post(f"{QUEUE}{tip.pk}/take_up/", {"version": 1}).status_code == 403


def test_changed_elsewhere_is_told_for_this_one_only(client_of: Callable, tip: Tip, safety_coordinator: object) -> None:
    client, path = client_of(safety_coordinator), f"{QUEUE}{tip.pk}/"
    assert "Någon annan har just gjort något" in page_of(client.get(f"{path}?part=tip:{tip.pk}"))
    assert client.get(f"{path}?part=tip:{uuid.uuid4()}").status_code == 204


def test_queue_costs_the_same_for_one_and_three(
    client_of: Callable, tell: Callable, safety_coordinator: object, django_assert_num_queries: Callable
) -> None:
    tell()
    client = client_of(safety_coordinator)
    client.get(QUEUE)
    for _ in range(2):
        with django_assert_num_queries(10):
            client.get(QUEUE)
        tell(), tell()


def test_which_texts_are_held_is_no_filter_of_others(client_of: Callable, tell: Callable, police: object) -> None:
    held, other = tell(text="Kim 070-123 45 67").tip, tell().tip
    page = page_of(client_of(police).get(f"{QUEUE}?state=texts"))
    assert [str(tip.pk) in page for tip in (held, other)] == [True, True]
