"""Keys for other systems: what each opens, and that nothing else of it opens anything."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from rest_framework.views import APIView

from backend.common import rights
from backend.common.clock import at
from backend.common.rights import Verb
from tests.doors import sign_in
from tests.guards.routes import every_route
from tests.guards.test_doors import open_operations
from volunteers.actions import tokens
from volunteers.keys import PREFIX, new_key
from volunteers.models import AccessToken, Membership
from volunteers.scopes import SCOPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from events.models import Event
    from places.models import Municipality
    from volunteers.models import Organisation, User

NOW = at(dt.date(2026, 11, 18), dt.time(12))
# What each scope opens, by hand; besides, what anybody may read.
OPENS = {
    "walks:read": {"GET api-events:events", "GET api-events:event"},
    "activities:read": {"GET api-events:events", "GET api-events:event"},
    "activities:write": {
        "GET api-events:events",
        "POST api-events:events",
        "GET api-events:event",
        "PATCH api-events:event",
        "POST api-events:publish",
        "POST api-events:cancel",
    },
    "measures:read": {"GET api-situation:measures", "GET api-situation:measure"},
    "numbers:read": {"GET api-situation:weeks", "GET api-situation:week"},
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OPERATIONS = [
    (route, method)
    for route in every_route()
    if (view := getattr(route.callback, "cls", None)) is not None and issubclass(view, APIView)
    for method in METHODS
    if hasattr(view, method.lower()) and route.name != "api-schema"
]


@pytest.fixture(autouse=True)
def moment() -> Iterator[None]:
    """Wednesday noon, with nobody counted."""
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def key_of(viewer_of: Callable[..., Any]) -> Callable[..., str]:
    """``key_of(user, "walks:read")``: a key as its owner made it."""

    def make(user: User, *scopes: str, **values: Any) -> str:
        key = new_key()
        said: dict[str, Any] = {
            "viewer": viewer_of(user),
            "token_id": uuid.uuid4(),
            "key": key,
            "purpose": "Webbplatsen",
            "scopes": scopes,
            "expires_at": NOW + dt.timedelta(days=30),
            "second_factor_given": True,
            "now": NOW,
        }
        tokens.create_token(**said | values)
        return key

    return make


def with_key(key: str, host: str = "botkyrka.localhost") -> Client:
    """Another system, which has no cookies and no CSRF token."""
    return Client(enforce_csrf_checks=True, headers={"host": host, "authorization": f"Bearer {key}"})


def test_every_scope_names_declared_rights() -> None:
    declared = rights.artefacts()
    for scope in SCOPES.values():
        for artefact, letters in scope.allows.items():
            verbs = {verb for given in declared[artefact].values() for right in given for verb in right.verbs}
            assert {Verb(letter) for letter in letters} <= verbs


@pytest.mark.parametrize("scope", sorted(OPENS))
def test_a_key_opens_what_its_scope_says_and_nothing_else(
    scope: str, safety_coordinator: User, key_of: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    client = with_key(key_of(safety_coordinator, scope))
    opened = set()
    for route, method in OPERATIONS:
        answer = client.generic(method, route.path, "{}", content_type="application/json")
        name = f"{method} {route.name}"
        refused = answer.status_code == 403 and answer.json()["code"] == "out_of_scope"
        assert answer.status_code != 401, name
        if not refused:
            opened.add(name)
        cache.clear()
    public = {op for route, _ in OPERATIONS for op in open_operations(route) if op.startswith("GET")}
    assert opened == OPENS[scope] | public
    with capsys.disabled():
        print(f"\n{scope}: {len(OPERATIONS)} operations asked, {len(opened)} answered")


def test_a_key_of_one_scope_does_not_read_through_another(
    coordinator: User, walk: Event, key_of: Callable[..., str]
) -> None:
    reads = with_key(key_of(coordinator, "walks:read"))
    other = with_key(key_of(coordinator, "measures:read"))
    assert [row["id"] for row in reads.get("/api/v1/events/").json()["results"]] == [str(walk.pk)]
    assert other.get("/api/v1/events/").json()["results"] == []
    assert other.get(f"/api/v1/events/{walk.pk}/").status_code == 404


def test_activities_are_written_by_their_key_and_walks_are_not(
    association: User, club: Organisation, fittja: Any, key_of: Callable[..., str]
) -> None:
    client = with_key(key_of(association, "activities:write"))
    plan = {
        "organisation": str(club.pk),
        "district": str(fittja.pk),
        "title": "Öppen hall",
        "starts_at": (NOW + dt.timedelta(days=3)).isoformat(),
        "ends_at": (NOW + dt.timedelta(days=3, hours=3)).isoformat(),
    }
    made = client.post("/api/v1/events/", plan | {"kind": "activity"}, content_type="application/json")
    assert made.status_code == 201, made.content
    address = f"/api/v1/events/{made.json()['id']}/"
    assert client.post(f"{address}publish/").status_code == 200
    assert client.patch(address, {"title": "Hallen"}, content_type="application/json").json()["title"] == "Hallen"
    walk = client.post("/api/v1/events/", plan | {"kind": "night_walk"}, content_type="application/json")
    assert walk.status_code == 403
    reader = with_key(key_of(association, "activities:read"))
    assert reader.patch(address, {"title": "X"}, content_type="application/json").status_code == 403


def test_a_key_can_no_more_than_its_owner_can_today(association: User, key_of: Callable[..., str]) -> None:
    client = with_key(key_of(association, "measures:read", "numbers:read"))
    assert client.get("/api/v1/weeks/").json()["results"] == []
    assert client.get("/api/v1/measures/").status_code == 200
    Membership.objects.filter(user=association).update(state="ended", ended_at=NOW)
    assert client.get("/api/v1/measures/").json()["results"] == []


@pytest.mark.django_db
def test_whatever_is_wrong_with_a_key_the_answer_and_the_work_are_the_same(
    coordinator: User,
    second_walker: User,
    huddinge: Municipality,
    key_of: Callable[..., str],
    django_assert_num_queries: Callable[..., Any],
) -> None:
    revoked, expired, closed, good = (key_of(coordinator, "walks:read") for _ in range(4))
    rows = {row.token_hash: row for row in AccessToken.objects.all()}
    from volunteers.keys import key_hash

    AccessToken.objects.filter(pk=rows[key_hash(revoked)].pk).update(revoked_at=NOW)
    AccessToken.objects.filter(pk=rows[key_hash(expired)].pk).update(expires_at=NOW)
    second_walker.is_active = False
    second_walker.save()
    AccessToken.objects.filter(pk=rows[key_hash(closed)].pk).update(user=second_walker)
    wrong = [
        with_key(revoked),
        with_key(expired),
        with_key(closed),
        with_key(good, host="huddinge.localhost"),
        with_key(new_key()),
        with_key(good[:-1]),
        with_key(""),
        with_key("å" * 5000),
        with_key(f"{good} {good}"),
    ]
    assert with_key(good).get("/api/v1/events/").status_code == 200
    answers = []
    for client in wrong:
        with django_assert_num_queries(2):  # the municipality, the key
            answers.append(client.get("/api/v1/events/"))
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert {answer["WWW-Authenticate"] for answer in answers} == {'Bearer realm="lykta"'}


def test_pages_do_not_know_keys(coordinator: User, walk: Event, key_of: Callable[..., str]) -> None:
    client = with_key(key_of(coordinator, "walks:read"))
    for path in ("/vandringar/", f"/vandringar/{walk.pk}/", "/mina-uppgifter/", "/nycklar/", "/drift/"):
        answer = client.get(path)
        assert answer.status_code == 302, path
        assert "login" in answer["Location"]


def test_the_key_counts_where_a_session_came_along_too(
    coordinator: User, walk: Event, key_of: Callable[..., str]
) -> None:
    client = with_key(key_of(coordinator, "measures:read"))
    sign_in(client, coordinator)
    assert client.get("/api/v1/events/").json()["results"] == []
    assert client.get("/api/v1/memberships/").json()["code"] == "out_of_scope"


def test_last_used_is_written_once_an_hour(coordinator: User, key_of: Callable[..., str]) -> None:
    client = with_key(key_of(coordinator, "walks:read"))
    used = []
    for minutes in (0, 59, 61):
        with time_machine.travel(NOW + dt.timedelta(minutes=minutes), tick=False):
            client.get("/api/v1/events/")
        used.append(AccessToken.objects.get().last_used_at)
    assert used == [NOW, NOW, NOW + dt.timedelta(minutes=61)]


def test_too_many_calls_wait(coordinator: User, key_of: Callable[..., str], settings: Any) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"key": "2/minute"}}
    client, other = (with_key(key_of(coordinator, "walks:read")) for _ in range(2))
    assert [client.get("/api/v1/events/").status_code for _ in range(3)] == [200, 200, 429]
    assert other.get("/api/v1/events/").status_code == 200


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"second_factor_given": False}, tokens.SecondFactorFirst),
        ({"scopes": []}, tokens.UnknownScope),
        ({"scopes": ["everything"]}, tokens.UnknownScope),
        ({"purpose": "  "}, tokens.PurposeMissing),
        ({"expires_at": NOW}, tokens.BadExpiry),
        ({"expires_at": NOW + dt.timedelta(days=367)}, tokens.BadExpiry),
    ],
)
def test_refusals(change: dict[str, Any], refusal: type[Exception], coordinator: User, key_of: Any) -> None:
    with pytest.raises(refusal):
        key_of(coordinator, "walks:read", **change)
    assert not AccessToken.objects.exists()


def test_who_may_have_none(walker: User, key_of: Callable[..., str]) -> None:
    with pytest.raises(tokens.NotAllowed):
        key_of(walker, "walks:read")


def test_the_api_makes_shows_and_revokes_ones_own(
    coordinator: User, association: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(coordinator)
    body = {"purpose": "Kalender", "scopes": ["walks:read"], "expires_on": "2027-05-01"}
    made = client.post("/api/v1/access-tokens/", body, content_type="application/json")
    assert made.status_code == 201, made.content
    key = made.json()["key"]
    assert key.startswith(PREFIX)
    assert with_key(key).get("/api/v1/events/").status_code == 200
    listed = client.get("/api/v1/access-tokens/")
    assert key not in listed.content.decode()
    assert [row["hint"] for row in listed.json()["results"]] == [key[:12]]
    assert not AccessToken.objects.filter(token_hash__contains=key).exists()
    address = f"/api/v1/access-tokens/{made.json()['id']}/"
    assert client_of(association).delete(address).status_code == 404
    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == 409
    assert with_key(key).get("/api/v1/events/").status_code == 401


def test_the_page_shows_a_key_once(coordinator: User, walker: User, client_of: Callable[..., Client]) -> None:
    client = client_of(coordinator)
    body = {"purpose": "Webbplatsen", "scopes": ["walks:read"], "expires_on": "2027-02-01"}
    page = client.post("/nycklar/", body).content.decode()
    key = page.partition('id="new-key"')[2].partition(">")[2].partition("<")[0]
    assert with_key(key).get("/api/v1/events/").status_code == 200
    again = client.get("/nycklar/").content.decode()
    assert key not in again
    assert "Webbplatsen" in again
    client.post(f"/nycklar/{AccessToken.objects.get().pk}/aterkalla/")
    assert with_key(key).get("/api/v1/events/").status_code == 401
    assert client.post("/nycklar/", body | {"scopes": []}).status_code == 400
    assert client_of(walker).get("/nycklar/").status_code == 403


def test_without_a_second_factor_the_page_says_so(coordinator: User) -> None:
    client = Client(headers={"host": "botkyrka.localhost"})
    sign_in(client, coordinator, second_factor=False)
    assert "Tvåstegsinloggning behövs" in client.get("/nycklar/").content.decode()
    body = {"purpose": "X", "scopes": ["walks:read"], "expires_on": "2027-02-01"}
    answer = client.post("/api/v1/access-tokens/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_first")
