"""Nothing of Botkyrka can be seen or touched from Huddinge, and nobody there learns that it exists."""

from __future__ import annotations

import functools
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from backend.common.viewer import Role
from places.models import District, Municipality
from situation.actions.weeks import ensure_week
from tests import factories
from tests.doors import sign_in
from tests.guards import world
from tests.guards.routes import Route, every_route
from volunteers.models import Membership, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from pytest_django import DjangoDbBlocker

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("db")]

# What each takes, so that nothing but the id is wrong.
NOW = world.FRIDAY_NIGHT.isoformat()
PLAN = {"title": "Ny titel"}
TIMES = {"occurred_at": NOW, "sent_at": NOW}
STEP = {"version": 1}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("api-events:answer", "put"): {"state": "coming"},
    ("api-events:cancel", "post"): {"reason": "weather"},
    ("api-events:check-in", "put"): {"kind": "ok"} | TIMES,
    ("api-events:event", "patch"): PLAN,
    ("api-events:focus-answer", "put"): {"answer": "seen"} | TIMES,
    ("api-events:focus-places", "post"): {"place": "{place}"},
    ("api-events:leader", "put"): {"is_leader": True},
    ("api-events:in-charge", "put"): {"is_leader": True},
    ("api-volunteers:letters", "post"): {"text": "Ring mig när du kan."},
    ("events:activity_charge", "post"): {"user": "{club_member}"},
    ("api-events:teams", "put"): {"groups": []},
    ("api-situation:measure-step", "post"): {"to": "in_progress", "version": 1},
    ("api-tips:receiver", "put"): {
        "category": "litter",
        "organisation": "{organisation}",
        "is_active": False,
        "version": 0,
    },
    ("tips:receiver", "post"): {"is_active": "no", "version": "0"},
    ("api-tips:close", "post"): STEP | {"reason": "fixed"},
    ("api-events:answer-for", "put"): {"state": "coming"},
    ("api-volunteers:join-request", "put"): {"approve": True},
    ("api-volunteers:kept-member", "put"): {"name": "Ruth", "version": 0},
    ("api-volunteers:organisation", "put"): {
        "name": "Nytt",
        "districts": [],
        "ground_owner": "unknown",
        "contact_email": "",
        "version": 0,
    },
    ("api-volunteers:organisation-state", "put"): {"state": "dormant", "version": 0},
    ("api-volunteers:suspend", "post"): {"version": 0},
    ("api-volunteers:reinstate", "post"): {"version": 0},
    ("api-volunteers:contact", "put"): {"is_contact": True, "version": 0},
    ("events:check_in", "post"): {"kind": "ok"},
    ("events:meeting_answer_for", "post"): {"member": "{kept_neighbour}", "answer": "yes"},
    ("events:walk_answer_for", "post"): {"member": "{kept_walker}", "answer": "yes"},
    ("volunteers:membership_change", "post"): {"do": "suspend", "version": 0},
    ("volunteers:organisation_state", "post"): {"state": "dormant", "version": 0},
    ("volunteers:request_answer", "post"): {"answer": "yes"},
    ("events:walk_lead", "post"): {"signup": "{signup}"},
    ("events:focus_answer", "post"): {"answer": "seen"},
    ("situation:measure_step", "post"): {"to": "in_progress", "version": 1},
    **{(f"api-tips:{name}", "post"): STEP for name in ("take-up", "send-on", "reopen", "release-text", "remove-text")},
    ("tips:step", "post"): STEP,
}
# The sender's own id stands in the address: an unknown one is a new observation.
MAKES = {("api-tips:tip", "put")}
# A week and a paper have the same name everywhere; what the neighbour's shows is asked below.
OWN_NAMES = {"key", "slug"}
BOTKYRKAS = ("Fittja", "Alby", "Hallunda", "Yasmin", "Botkyrkabyggen")
# The sign-in framework's: a key is looked for among one's own, an issuer is a setting.
SIGN_INS = {"mfa_remove_webauthn", "openid_connect_callback", "openid_connect_login"}
EVERYTHING = "allt@huddinge.example"
METHODS = ("get", "post", "put", "patch", "delete")
# Answers that tell nothing: a way on that is the same for all, sign in, not yours, not there, not so.
SILENT = {302, 401, 403, 404, 405}


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """The demo, and in Huddinge somebody of each role with all its districts; taken back at the end."""
    with django_db_blocker.unblock(), time_machine.travel(world.FRIDAY_NIGHT, tick=True), transaction.atomic():
        ids = world.build()
        _fill_huddinge()
        session_of.cache_clear()
        yield ids
        transaction.set_rollback(True)


def _fill_huddinge() -> None:
    huddinge = Municipality.objects.get(code="0126")
    districts = tuple(District.objects.filter(municipality=huddinge))
    everything = factories.make_user("Hedvig", email=EVERYTHING)
    for role, kind in world.KINDS.items():
        organisation = factories.make_organisation(huddinge, kind, districts)
        factories.make_member(organisation, role, "Hedda", email=f"{role.value}@huddinge.example")
        Membership.objects.create(organisation=organisation, user=everything, role=role, since=world.FRIDAY_NIGHT)


@functools.cache
def session_of(email: str) -> str:
    """Somebody's session, once for the module."""
    client = Client()
    sign_in(client, User.objects.get(email=email))
    return client.cookies["sessionid"].value


def client_at(host: str, email: str | None) -> Client:
    client = Client(headers={"host": host})
    if email is not None:
        client.cookies["sessionid"] = session_of(email)
    return client


def ask(client: Client, route: Route, method: str, ids: dict[str, Any], here: dict[str, Any]) -> HttpResponse:
    """One request, with names from ``here`` in its body; what it changes is taken back."""
    body = {
        name: said.format_map(here) if isinstance(said, str) else said
        for name, said in BODIES.get((route.name, method), {}).items()
    }
    sent = {} if method == "get" else {"data": body}
    if route.path.startswith("/api/") and sent:
        sent["content_type"] = "application/json"
    with transaction.atomic():
        answer: Any = getattr(client, method)(route.address(ids), **sent)
        transaction.set_rollback(True)
    return answer


def told(answer: HttpResponse, ids: dict[str, Any]) -> tuple[int, str, str]:
    """An answer without what differs in every one: the ids that were asked for, and the form's token."""
    said = [answer.content.decode(), answer.get("Location", "")]
    for value in sorted({str(value) for value in ids.values()}, key=len, reverse=True):
        said = [text.replace(value, "…") for text in said]
    return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", said[0]), said[1]


def doors() -> list[tuple[Route, str]]:
    """Every route with somebody's id in it, by every method that it may have."""
    named = [route for route in every_route() if set(route.parameters) - OWN_NAMES - {"name"}]
    held = [route for route in named if route.name not in SIGN_INS]
    found = []
    for route in held:
        view = getattr(route.callback, "cls", None)
        methods = METHODS if view is None else [method for method in METHODS if hasattr(view, method)]
        found += [(route, m) for m in methods if (view or m in {"get", "post"}) and (route.name, m) not in MAKES]
    return found


def told_to_huddinge(db: dict[str, Any], route: Route, method: str) -> dict[str | None, str]:
    """Address → what that person of Huddinge learns of Botkyrka's thing behind that door: nothing for nobody.

    A visitor, and somebody with every role there is: rights are those of all one's roles together, so that what is
    shut for her is shut for each.
    """
    theirs = world.parameters(db, route.name)
    unknown = theirs | {name: uuid.uuid4() for name, value in theirs.items() if isinstance(value, uuid.UUID)}
    unknown |= {"token": "0" * len(db["token"]), "scope": uuid.uuid4()}
    found: dict[str | None, str] = {}
    for email in (None, EVERYTHING):
        client = client_at(world.HUDDINGE_HOST, email)
        foreign, nothing = (
            told(ask(client, route, method, ids, db | {"place": db["huddinge_place"]}), ids)
            for ids in (theirs, unknown)
        )
        if foreign != nothing:
            found[email] = f"that it is there: {foreign} instead of {nothing}"
        elif foreign[0] not in SILENT:
            found[email] = f"an answer of {foreign[0]}"
    return found


def words_of_botkyrka(db: dict[str, Any], role: Role | None) -> dict[str, list[str]]:
    """Pages of Huddinge without ids → what of Botkyrka they show to somebody of that role."""
    client = client_at(world.HUDDINGE_HOST, role and f"{role}@huddinge.example")
    found = {}
    for route in (one for one in every_route() if set(one.parameters) <= OWN_NAMES):
        answer: Any = client.get(route.address({"key": db["week"], "slug": "incident"}))
        shown = (answer.getvalue() if answer.streaming else answer.content).decode("utf-8", "replace")
        found[route.name] = [word for word in BOTKYRKAS if word in shown]
    return {name: words for name, words in found.items() if words}


@pytest.mark.parametrize(("route", "method"), doors(), ids=lambda one: getattr(one, "name", one))
def test_a_foreign_thing_is_an_unknown_thing(db: dict[str, Any], route: Route, method: str) -> None:
    assert told_to_huddinge(db, route, method) == {}


@pytest.mark.parametrize(("route", "method"), doors(), ids=lambda one: getattr(one, "name", one))
def test_it_opens_for_somebody_at_home(db: dict[str, Any], route: Route, method: str) -> None:
    """Otherwise the test above would knock at walls. A page that shows its form again has found what it is about."""
    theirs = world.parameters(db, route.name)
    shut = {401, 403, 404} | ({400} if route.path.startswith("/api/") else set())
    assert any(
        ask(client_at(world.BOTKYRKA_HOST, world.user(who).email), route, method, theirs, db).status_code not in shut
        for who in world.EVERYBODY[1:]
    )


@pytest.mark.parametrize("role", [None, *world.KINDS])
def test_no_page_of_huddinge_shows_botkyrka(db: dict[str, Any], role: Role | None) -> None:
    """Also weeks, which have the same names everywhere."""
    ensure_week(municipality_id=Municipality.objects.get(code="0126").pk, key=db["week"], now=world.FRIDAY_NIGHT)
    assert words_of_botkyrka(db, role) == {}


@pytest.mark.urls("tests.guards.planted_urls")
def test_planted_leaks_are_seen(db: dict[str, Any]) -> None:
    (route,) = (one for one in every_route() if one.name == "planted-leaking")
    learnt = told_to_huddinge(db, route, "get")
    assert set(learnt) == {EVERYTHING}
    assert words_of_botkyrka(db, Role.VOLUNTEER) == {"planted-leaking-list": ["Fittja", "Alby", "Hallunda"]}


def test_an_observation_with_a_foreign_id_shows_nothing_of_it(db: dict[str, Any]) -> None:
    client = client_at(world.HUDDINGE_HOST, None)
    body = {"category": "litter", "place": str(db["huddinge_place"]), "occurred_at": NOW}
    answer = client.put(f"/api/v1/tips/{db['tip']}/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
