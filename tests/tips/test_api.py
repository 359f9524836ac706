"""Observations over the API: the open door, the queue, the steps, the code."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.test import Client

from backend.common.clock import now
from tests.factories import make_signup
from tips.models import Tip

if TYPE_CHECKING:
    from collections.abc import Callable

TIPS = "/api/v1/tips/"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def said(station: object) -> dict[str, Any]:
    """What a phone sends."""
    return {
        "id": str(uuid.uuid4()),
        "category": "lighting_broken",
        "place": str(station.pk),
        "occurred_at": (now() - dt.timedelta(minutes=5)).isoformat(),
        "text": "Lampan blinkar",
        "key": "c0ffee" + "0" * 26,
    }


def post(client: Client, path: str, body: dict) -> Any:
    return client.post(path, body, content_type="application/json")


def test_resident_tells_and_follows(client_of: Callable, said: dict) -> None:
    client = client_of()
    answer = post(client, TIPS, said)
    assert (answer.status_code, answer.json()["id"], answer.json()["state"]) == (201, said["id"], "received")
    followed = post(client, f"{TIPS}follow/", {"code": answer.json()["code"].lower()})
    assert (followed.status_code, followed.json()["state"]) == (200, "received")
    assert followed.json()["place_name"] == "Fittja tunnelbanestation, Fittja"


def test_nothing_of_the_request_is_kept(client_of: Callable, said: dict, walker: object) -> None:
    from django.contrib.sessions.models import Session

    client = client_of()
    post(client, TIPS, said)
    assert (Session.objects.count(), client.cookies) == (0, {})


def test_resend_is_the_same_answer_with_200(client_of: Callable, said: dict) -> None:
    first, again = post(client_of(), TIPS, said), post(client_of(), TIPS, said)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_outbox_puts_under_its_own_id(client_of: Callable, said: dict) -> None:
    path, body = f"{TIPS}{said.pop('id')}/", said | {"sent_at": now().isoformat()}
    answers = [client_of().put(path, body, content_type="application/json") for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 200]
    assert [(a.json()["id"], "received_at" in a.json()) for a in answers] == [(path.split("/")[-2], True)] * 2


def test_form_and_outbox_are_one_door(client_of: Callable, said: dict) -> None:
    first = post(client_of(), TIPS, said)
    told = {name: value for name, value in said.items() if name != "id"}
    again = client_of().put(f"{TIPS}{said['id']}/", told, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (200, first.json()["code"])


def test_reused_id_is_a_conflict(client_of: Callable, said: dict) -> None:
    post(client_of(), TIPS, said)
    answer = post(client_of(), TIPS, said | {"text": "annat"})
    assert (answer.status_code, answer.json()["code"]) == (409, "id_reused")


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"category": "ufo"}, "category", "invalid_choice"),
        ({"category": "person_tip"}, "category", "call_instead"),
        ({"category": "gathering_unsettling"}, "behaviour", "behaviour_missing"),
        ({"text": "x" * 301}, "text", "max_length"),
        ({"occurred_at": "2099-01-01T00:00:00Z"}, "occurred_at", "in_the_future"),
        ({"occurred_at": "2199-01-01T00:00:00Z"}, "occurred_at", "far"),
        ({"occurred_at": "1999-01-01T00:00:00Z"}, "occurred_at", "too_long_ago"),
        ({"occurred_at": "i går"}, "occurred_at", "invalid"),
        ({"place": "stationen"}, "place", "invalid"),
        ({"place": None}, "place", "place_missing"),
        ({"id": 7}, "id", "wrong_type"),
        ({"key": "short"}, "key", "invalid"),
    ],
)
def test_bad_input_names_its_field(client_of: Callable, said: dict, change: dict, field: str, code: str) -> None:
    answer = post(client_of(), TIPS, said | change)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]
    assert not Tip.objects.exists()


def test_unknown_place_and_walk_are_404(client_of: Callable, said: dict, walker: object) -> None:
    client = client_of(walker)
    for change in ({"place": str(uuid.uuid4())}, {"walk": str(uuid.uuid4())}):
        assert post(client, TIPS, said | change).status_code == 404


def test_report_from_a_walk_waits_for_its_person_to_sign_in(client_of: Callable, said: dict, walk: object) -> None:
    assert post(client_of(), TIPS, said | {"walk": str(walk.pk)}).status_code == 401


def test_report_needs_our_own_page(botkyrka: object, said: dict) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "botkyrka.localhost"})
    assert post(client, TIPS, said).status_code == 403


@pytest.mark.parametrize("who", ["police", "coordinator"])
def test_a_reader_who_sends_the_row_back_gets_one_no_however_right(
    client_of: Callable, said: dict, request: pytest.FixtureRequest, who: str
) -> None:
    post(client_of(), TIPS, said)
    reader = client_of(request.getfixturevalue(who))
    row = reader.get(f"{TIPS}{said['id']}/").json()
    facts = {name: row[name] for name in ("id", "category", "place", "occurred_at")}
    answers = [post(reader, TIPS, facts | {"text": text}) for text in ("", "fel", said["text"])]
    assert {(a.status_code, a.json()["code"]) for a in answers} == {(409, "id_reused")}


def test_reports_are_limited_by_address_and_for_the_signed_in_by_person(
    client_of: Callable, said: dict, monkeypatch: pytest.MonkeyPatch, safety_coordinator: object, police: object
) -> None:
    monkeypatch.setattr("tips.limits._rate", lambda _door: (2, 3600))
    codes = [post(client_of(), TIPS, said).status_code for _ in range(3)]
    assert codes == [201, 200, 429]
    signed_in = [client_of(user) for user in (safety_coordinator, police)]
    assert [post(c, TIPS, said).status_code for c in signed_in for _ in range(3)] == [200, 200, 429] * 2


def test_unknown_code_is_one_answer(client_of: Callable, tip: Tip) -> None:
    answers = [post(client_of(), f"{TIPS}follow/", {"code": code}) for code in ("0000-0000-0000", "åäö", "?")]
    assert {(a.status_code, a.json()["code"], a.json()["detail"]) for a in answers} == {
        (404, "unknown_code", "Vi hittar ingen observation med den koden. Kontrollera tecknen och försök igen.")
    }


def test_training_room_of_thirty_can_follow(client_of: Callable, tell: Callable) -> None:
    code = tell().code
    answers = {post(client_of(), f"{TIPS}follow/", {"code": code}).status_code for _ in range(120)}
    assert answers == {200}


def test_safety_coordinator_reads_the_words(client_of: Callable, tell: Callable, safety_coordinator: object) -> None:
    tip = tell(text="Lampan blinkar").tip
    row = client_of(safety_coordinator).get(TIPS).json()["results"][0]
    assert (row["id"], row["text"], row["text_state"], row["version"]) == (str(tip.pk), "Lampan blinkar", "clear", 1)


@pytest.mark.parametrize("who", ["police", "coordinator"])
def test_others_get_place_category_and_hour(
    client_of: Callable, tell: Callable, request: pytest.FixtureRequest, who: str
) -> None:
    tip = tell(text="Lampan blinkar").tip
    client = client_of(request.getfixturevalue(who))
    for row in (client.get(TIPS).json()["results"][0], client.get(f"{TIPS}{tip.pk}/").json()):
        assert (row["id"], row["place_name"], row["week"]) == (
            str(tip.pk), "Fittja tunnelbanestation", "2026-W47",
        )  # fmt: skip
        assert not {"text", "text_state", "reporter", "channel", "walk", "version"} & row.keys()


@pytest.mark.parametrize("who", ["walker", "association"])
def test_who_reads_no_area_has_no_queue(
    client_of: Callable, request: pytest.FixtureRequest, who: str, tip: Tip
) -> None:
    client = client_of(request.getfixturevalue(who))
    assert [client.get(path).status_code for path in (TIPS, f"{TIPS}count/", f"{TIPS}{tip.pk}/")] == [403, 403, 404]


def test_strangers_and_foreigners(client_of: Callable, tip: Tip, foreigner: object) -> None:
    assert client_of().get(TIPS).status_code == 401
    assert client_of(foreigner, "huddinge.localhost").get(f"{TIPS}{tip.pk}/").status_code == 404


def test_queue_pages_lose_nothing_on_ties(client_of: Callable, tell: Callable, safety_coordinator: object) -> None:
    made = {str(tell().tip.pk) for _ in range(5)}
    client, url, seen = client_of(safety_coordinator), f"{TIPS}?page_size=2", []
    while url:
        page = client.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert (len(seen), set(seen)) == (5, made)


def test_queue_filters_and_refuses_unknown_values(client_of: Callable, tip: Tip, safety_coordinator: object) -> None:
    client = client_of(safety_coordinator)
    assert client.get(f"{TIPS}count/?category=litter").json() == {"count": 0, "more": False}
    assert client.get(f"{TIPS}count/?district={tip.district_id}&urgency=2&state=received").json()["count"] == 1
    assert client.get(f"{TIPS}?state=lost").status_code == 400


@pytest.mark.parametrize("who", ["police", "coordinator"])
def test_which_texts_are_held_is_for_the_first_assessment(
    client_of: Callable, tip: Tip, request: pytest.FixtureRequest, who: str, safety_coordinator: object
) -> None:
    paths = [f"{TIPS}?text_state=held", f"{TIPS}count/?text_state=none"]
    client = client_of(request.getfixturevalue(who))
    assert [client.get(path).status_code for path in paths] == [403, 403]
    assert client_of(safety_coordinator).get(paths[1]).json()["count"] == 1


def test_put_in_charge_reads_what_was_told_on_the_walk(
    client_of: Callable, tell: Callable, walk: object, walker: object, second_walker: object
) -> None:
    make_signup(walk, walker, is_leader=True)
    make_signup(walk, second_walker)
    tell()
    told = tell(second_walker, walk_id=walk.pk).tip
    assert [row["id"] for row in client_of(walker).get(TIPS).json()["results"]] == [str(told.pk)]
    assert client_of(second_walker).get(TIPS).status_code == 403


def test_queue_costs_the_same_for_one_and_three(
    client_of: Callable, tell: Callable, safety_coordinator: object, django_assert_num_queries: Callable
) -> None:
    tell()
    client = client_of(safety_coordinator)
    client.get(TIPS)
    for _ in range(2):
        with django_assert_num_queries(5):
            client.get(TIPS)
        tell(), tell()


def test_steps_by_api(client_of: Callable, tip: Tip, safety_coordinator: object, landlord: object) -> None:
    client, path = client_of(safety_coordinator), f"{TIPS}{tip.pk}/"
    assert post(client, f"{path}take-up/", {"version": 1}).json()["state"] == "taken_up"
    assert post(client, f"{path}take-up/", {"version": 1}).json()["code"] == "stale"
    assert post(client, f"{path}take-up/", {"version": 2}).json()["code"] == "wrong_step"
    sent = post(client, f"{path}send-on/", {"version": 2, "organisation": str(landlord.pk)})
    assert (sent.json()["state"], sent.json()["version"]) == ("forwarded", 3)
    assert post(client, f"{path}close/", {"version": 3, "reason": "fixed"}).json()["close_reason"] == "fixed"
    history = client.get(f"{path}history/").json()
    assert [s["name"] for s in history["steps"]] == ["receive", "take_up", "send_on", "close"]
    assert [(h["organisation_name"], h["state"]) for h in history["handoffs"]] == [("Botkyrkabyggen", "pending")]


def test_steps_are_not_for_the_police(client_of: Callable, tip: Tip, police: object) -> None:
    client, path = client_of(police), f"{TIPS}{tip.pk}/"
    assert post(client, f"{path}take-up/", {"version": 1}).status_code == 403
    assert client.get(f"{path}history/").status_code == 403


def test_thirty_categories(client_of: Callable) -> None:
    rows = client_of().get("/api/v1/categories/").json()["results"]
    assert (len(rows), [r["code"] for r in rows if r["urgency"] == 0]) == (
        30, ["crime_now_or_just", "person_tip", "child_or_home_violence"],
    )  # fmt: skip
