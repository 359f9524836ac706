"""What no honest client sends: each is refused with a problem document, and none is our fault (5xx)."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import translation
from rest_framework import serializers

from backend.common.api import MAX_BODY, PROBLEM
from backend.common.words import WORDS
from tests import factories
from tips.models import Tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.models import Event
    from places.models import Municipality, Place
    from volunteers.models import Organisation, User

API = "/api/v1"
JSON = "application/json"


def is_problem(answer: Any, status: int, code: str | None = None) -> bool:
    """Whether an answer is the problem document with this status (and code), whole in all its members."""
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM), answer.content
    body = answer.json()
    assert set(body) - {"errors"} == {"type", "title", "status", "code", "detail"}
    assert (body["status"], body["type"], code or body["code"]) == (status, f"/problems/{body['code']}", body["code"])
    return bool(body["title"] and body["detail"])


@pytest.fixture
def walker_client(client_of: Callable[..., Client], walker: User) -> Client:
    return client_of(walker)


@pytest.fixture
def coordinator_client(client_of: Callable[..., Client], coordinator: User) -> Client:
    return client_of(coordinator)


@pytest.fixture
def report(station: Place) -> dict[str, Any]:
    """A broken lamp, as the form sends it."""
    return {
        "id": str(uuid.uuid4()),
        "category": "lighting_broken",
        "place": str(station.pk),
        "occurred_at": dt.datetime.now(dt.UTC).isoformat(),
    }


@pytest.fixture
def plan(walkers: Organisation, fittja: Any) -> dict[str, Any]:
    """A walk in three days."""
    starts_at = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(days=3)
    return {
        "kind": "night_walk", "organisation": str(walkers.pk), "title": "Nattvandring", "district": str(fittja.pk),
        "starts_at": starts_at.isoformat(), "ends_at": (starts_at + dt.timedelta(hours=3)).isoformat(),
    }  # fmt: skip


# --- the envelope ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_a_method_that_is_not_there(walker_client: Client, method: str) -> None:
    answer = getattr(walker_client, method)(f"{API}/events/")
    assert is_problem(answer, 405, "method_not_allowed")
    assert {"GET", "POST"} <= set(answer["Allow"].split(", "))


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/xml",
        "",
        "json",
    ],
)
def test_a_body_that_is_not_json(client_of: Callable[..., Client], report: dict[str, Any], kind: str) -> None:
    answer = client_of().generic("POST", f"{API}/tips/", json.dumps(report), content_type=kind)
    assert is_problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"nul", b"\xff\xfe", '{"id": "å"}'.encode("utf-16"),
        b'{"id": NaN}', b'{"id": Infinity}', b'{"id": 1e999}',
        b'{"id": "a", "id": "b"}', b'{"place": {"a": 1, "a": 2}}', b'{"text": "\\ud800"}', b'{"\\udfff": 1}',
        b"[" * 5_000, b'{"a":' * 50_000, b"[" * 100_000 + b"]" * 100_000, b"9" * 10_000, b"\x00",
        b'{"id": 1} {"id": 2}',
    ],
    ids=lambda body: body[:24].decode("latin-1"),
)  # fmt: skip
def test_json_that_is_none(client_of: Callable[..., Client], botkyrka: Municipality, body: bytes) -> None:
    assert is_problem(client_of().generic("POST", f"{API}/tips/", body, content_type=JSON), 400, "malformed")


@pytest.mark.parametrize("body", ["[]", "null", '"text"', "7", "true", "[{}]"])
def test_json_that_is_no_object(client_of: Callable[..., Client], botkyrka: Municipality, body: str) -> None:
    assert is_problem(client_of().generic("POST", f"{API}/tips/", body, content_type=JSON), 400, "invalid")


@pytest.mark.parametrize("charset", ["utf-16", "zlib", "rot13", "base64", "latin-1", "finns-inte"])
def test_a_charset_changes_nothing(client_of: Callable[..., Client], report: dict[str, Any], charset: str) -> None:
    kind = f"{JSON}; charset={charset}"
    assert client_of().generic("POST", f"{API}/tips/", json.dumps(report), content_type=kind).status_code == 201


def test_a_body_without_end(client_of: Callable[..., Client], report: dict[str, Any]) -> None:
    body = json.dumps(report | {"text": "x" * MAX_BODY})
    assert is_problem(client_of().generic("POST", f"{API}/tips/", body, content_type=JSON), 413, "too_large")


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*;q=0", "skräp", ""])
def test_what_is_asked_for_changes_nothing(
    client_of: Callable[..., Client], botkyrka: Municipality, accept: str
) -> None:
    answer = client_of().get(f"{API}/districts/", headers={"accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (200, JSON)


# --- where it comes from ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"x-csrftoken": "a" * 64}])
def test_a_foreign_page(botkyrka: Municipality, report: dict[str, Any], headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "botkyrka.localhost", **headers})
    assert is_problem(client.post(f"{API}/tips/", report, content_type=JSON), 403, "csrf")
    assert Tip.objects.count() == 0


@pytest.mark.parametrize("host", ["elsewhere.example", "x" * 300, "bot_kyrka.localhost"])
def test_a_host_that_is_not_ours(botkyrka: Municipality, host: str) -> None:
    assert is_problem(Client(headers={"host": host}).get(f"{API}/districts/"), 404, "unknown_host")


@pytest.mark.parametrize(
    "path",
    ["", "finns-inte/", "events/7/", "events/%00/", "weeks/2026-47/", "weeks/%00/", "weeks/2026-W99/", "tips/../"],
)
def test_an_address_that_is_none(client_of: Callable[..., Client], safety_coordinator: User, path: str) -> None:
    assert is_problem(client_of(safety_coordinator).get(f"{API}/{path}"), 404, "not_found")


@pytest.mark.parametrize("cookie", ["x", "\x00", "ö" * 9, "a" * 5000])
def test_a_session_that_is_none(client_of: Callable[..., Client], botkyrka: Municipality, cookie: str) -> None:
    client = client_of()
    client.cookies["sessionid"] = cookie
    assert is_problem(client.get(f"{API}/me/"), 401, "not_authenticated")


# --- what is asked ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["districts/", "events/", "tips/", "tips/count/", "me/", "weeks/", "calendar-feeds/"])
def test_a_misspelt_question(client_of: Callable[..., Client], safety_coordinator: User, path: str) -> None:
    answer = client_of(safety_coordinator).get(f"{API}/{path}?distrikt=Fittja")
    assert is_problem(answer, 400, "unknown_parameter")
    assert answer.json()["errors"][0]["field"] == "distrikt"


def test_a_question_asked_twice(walker_client: Client) -> None:
    assert is_problem(walker_client.get(f"{API}/events/?kind=activity&kind=night_walk"), 400, "repeated_parameter")


@pytest.mark.parametrize(
    "query",
    [
        "q=%00", "q=" + "x" * 101, "near=91,0", "near=1e3,2", "near=,", "district=1", "district=%00",
        "page_size=0", "page_size=201", "page_size=-1", "page_size=1e2", "page_size=%D9%A3", "page_size=" + "9" * 5000,
        "after=", "after=x", "after=%00", "after=%FF%FE", "after=WzFd", "after=" + "x" * 2000,
    ],
    ids=lambda query: query[:24],
)  # fmt: skip
def test_a_question_without_sense(client_of: Callable[..., Client], botkyrka: Municipality, query: str) -> None:
    assert is_problem(client_of().get(f"{API}/places/?{query}"), 400)


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-13-01", "x\x00", ""]
)
@pytest.mark.parametrize("side", ["from", "to"])
def test_a_moment_outside_the_calendar(walker_client: Client, side: str, moment: str) -> None:
    assert is_problem(walker_client.get(f"{API}/events/", {side: moment}), 400)


def test_a_cursor_of_another_list(client_of: Callable[..., Client], walker: User, walk: Event, walkers: Any) -> None:
    factories.make_event(walkers, walk.district)
    cursor = (
        client_of(walker).get(f"{API}/events/?page_size=1").json()["next"].rpartition("after=")[2].partition("&")[0]
    )
    assert is_problem(client_of(walker).get(f"{API}/districts/?after={cursor}"), 400, "invalid_page")
    assert is_problem(client_of(walker).get(f"{API}/events/?after={cursor[:-1]}"), 400, "invalid_page")


# --- what is sent ----------------------------------------------------------------------------------------------------

EXTREMES = ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"]


@pytest.mark.parametrize("moment", [*EXTREMES, "2026-02-30T00:00:00Z", "i går", "", 7, None, True, [], {}])
def test_a_report_at_no_time(client_of: Callable[..., Client], report: dict[str, Any], moment: Any) -> None:
    answer = client_of().post(f"{API}/tips/", report | {"occurred_at": moment}, content_type=JSON)
    assert is_problem(answer, 400)
    assert answer.json()["errors"][0]["field"] == "occurred_at"


@pytest.mark.parametrize("moment", [*EXTREMES, "1969-12-31T23:59:59Z", "9998-12-31T00:00:00Z", "i går", 7])
def test_a_report_sent_at_no_time(client_of: Callable[..., Client], report: dict[str, Any], moment: Any) -> None:
    answer = client_of().post(f"{API}/tips/", report | {"sent_at": moment}, content_type=JSON)
    assert is_problem(answer, 400)
    assert answer.json()["errors"][0]["field"] == "sent_at"


@pytest.mark.parametrize("field", ["starts_at", "ends_at"])
@pytest.mark.parametrize("moment", EXTREMES)
def test_a_walk_outside_the_calendar(coordinator_client: Client, plan: dict[str, Any], field: str, moment: str) -> None:
    assert is_problem(coordinator_client.post(f"{API}/events/", plan | {field: moment}, content_type=JSON), 400)


@pytest.mark.parametrize("field", ["min_people", "max_people", "age_from", "age_to"])
@pytest.mark.parametrize("number", [-1, 501, 2**31, 2**63, -(2**63), 10**400, 1.5, "2", True, []])
def test_a_number_without_sense(coordinator_client: Client, plan: dict[str, Any], field: str, number: Any) -> None:
    answer = coordinator_client.post(f"{API}/events/", plan | {field: number}, content_type=JSON)
    assert is_problem(answer, 400)
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("field", ["title", "description", "meeting_point", "cost", "accessibility", "contact"])
@pytest.mark.parametrize("text", ["\x00", "a\x00b", "x" * 2001, 7, False, ["x"], {"sv": "x"}])
def test_a_text_that_is_none(coordinator_client: Client, plan: dict[str, Any], field: str, text: Any) -> None:
    answer = coordinator_client.post(f"{API}/events/", plan | {field: text}, content_type=JSON)
    assert is_problem(answer, 400)
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("field", ["organisation", "district", "place", "kind"])
@pytest.mark.parametrize("value", ["\x00", "x", 7, 2**200, -1, True, [], {}, "0" * 5000])
def test_an_id_that_is_none(coordinator_client: Client, plan: dict[str, Any], field: str, value: Any) -> None:
    answer = coordinator_client.post(f"{API}/events/", plan | {field: value}, content_type=JSON)
    assert is_problem(answer, 400)
    assert answer.json()["errors"][0]["field"] == field


def test_a_member_that_nobody_knows(coordinator_client: Client, plan: dict[str, Any]) -> None:
    answer = coordinator_client.post(f"{API}/events/", plan | {"tittel": "x"}, content_type=JSON)
    assert is_problem(answer, 400)
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("tittel", "unknown_field")]


@pytest.mark.parametrize(
    ("groups", "field"),
    [
        ([7], "groups.0"), ([{"signups": "x"}], "groups.0.signups"), ([{"signups": [7]}], "groups.0.signups.0"),
        ([{"signups": []}], "groups.0.signups"), ([{"signups": ["x"]}], "groups.0.signups.0"),
        ([{"signups": [{}]}], "groups.0.signups.0"),
        ([{"signups": [str(uuid.UUID(int=n)) for n in range(51)]}], "groups.0.signups"), ([{}] * 51, "groups"),
    ],
)  # fmt: skip
def test_groups_that_are_none(coordinator_client: Client, walk: Event, groups: Any, field: str) -> None:
    answer = coordinator_client.put(f"{API}/events/{walk.pk}/teams/", {"groups": groups}, content_type=JSON)
    assert is_problem(answer, 400)
    assert answer.json()["errors"][0]["field"].startswith(field)


# --- in whose language -----------------------------------------------------------------------------------------------


def test_refusals_speak_the_readers_language(client_of: Callable[..., Client], plan: Any, coordinator: User) -> None:
    def told(language: str, cookie: str = "") -> list[str]:
        client = client_of(coordinator)
        client.cookies["django_language"] = cookie
        body = plan | {"min_people": 501, "max_people": 501}
        answer = client.post(f"{API}/events/", body, content_type=JSON, headers={"accept-language": language})
        return [error["message"] for error in answer.json()["errors"]]

    swedish = ["Se till att detta värde är mindre än eller lika med 500."] * 2
    english = ["Ensure this value is less than or equal to 500."] * 2
    assert (told("sv"), told("en"), told("sv", cookie="en")) == (swedish, english, english)


FIELDS = [
    serializers.BooleanField, serializers.CharField, serializers.DateField,
    serializers.DateTimeField, serializers.EmailField, serializers.FloatField, serializers.IntegerField,
    serializers.ListField, serializers.Serializer, serializers.UUIDField, partial(serializers.RegexField, "x"),
    partial(serializers.ChoiceField, []),
]  # fmt: skip


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: getattr(field, "func", field).__name__)
def test_no_field_speaks_english_to_swedes(field: Any) -> None:
    """The framework's catalogue has Swedish for a sentence, or we have one of our own."""
    ours = [sentence for words in WORDS.values() for sentence in words.values()]
    for code, sentence in field().error_messages.items():
        with translation.override("sv"):
            swedish = str(sentence)
        with translation.override("en"):
            assert sentence in ours or swedish != str(sentence), code
