"""Whatever names a thing, in an address, a query or a body: another's thing is an unknown thing.

tests/guards/test_other_tenant.py stands outside and asks for everything at once. Here somebody asks who may at home,
and one id of a request that goes well is exchanged at a time. What there is to exchange, tests/guards/
test_foreign_listed.py reads off the API's description and the pages' source: a new parameter fails until it is tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.api.test_openapi import operations
from tests.guards import asked
from tests.guards.foreign import (
    ALONE,
    EVERY,
    NAMES,
    TRIED,
    WENT,
    Place,
    ask,
    foreign_in,
    leaks,
    other_counts,
    places,
    session_of,
    stage,
)  # fmt: skip
from tests.guards.foreign_calls import CALLS, MADE, NESTED, VOL, Call
from tests.guards.test_other_tenant import doors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

    from backend.common.viewer import Role
    from tests.guards.foreign_world import Things

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("db")]


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Things]:
    """The three corners, once for the module."""
    with django_db_blocker.unblock(), stage() as things:
        yield things


@pytest.mark.parametrize("place", TRIED, ids=str)
def test_a_foreign_thing_is_an_unknown_thing(db: Things, place: Place) -> None:
    """And one's own goes well, and is not an unknown one: otherwise this would knock at walls."""
    own, nobody = ask(db, place, "own"), ask(db, place, "nobody")
    assert own.status in WENT, own
    assert own.told != nobody.told
    assert leaks(db, place, "foreign", nobody) == []
    if other_counts(db, place):
        assert leaks(db, place, "other", nobody) == []


@pytest.mark.parametrize("key", MADE, ids=str)
def test_a_new_things_id_is_not_somebody_elses(db: Things, key: tuple[str, str]) -> None:
    route, name = key
    sent = [one for one in (*CALLS, *NESTED) if one.route == route and name in {*(one.body or {}), *one.ids}]
    assert sent
    for call in sent:
        place = Place(call, "path" if name in call.ids else "body", (name,), "{new}")
        assert ask(db, place, "own").status in WENT
        for relation in ("foreign", "other"):
            answer = ask(db, place, relation, MADE[key])
            # An INSERT of an id that there is fails, and is undone: what matters is that nothing of theirs is changed.
            changed = [one for one in answer.touched if not one.startswith("INSERT")]
            assert (answer.status in {400, 404, 409}, changed) == (True, []), (relation, answer)
            assert foreign_in(db, place, relation, answer) == []


@pytest.mark.parametrize("place", ALONE, ids=str)
def test_of_several_ids_in_an_address_none_may_be_foreign(db: Things, place: Place) -> None:
    own, nobody = ask(db, place, "own"), ask(db, place, "nobody")
    assert own.status in WENT, own
    assert own.told != nobody.told
    assert leaks(db, place, "foreign", nobody) == []
    if other_counts(db, place):
        assert leaks(db, place, "other", nobody) == []


def lists() -> list[str]:
    """Addresses of lists in pages."""
    return [
        path
        for path, method, operation in (case.values for case in operations())
        if method == "get" and "after" in {one["name"] for one in operation.get("parameters", [])}
    ]


def answers_of(things: Things, corner: str, role: Role | None, path: str, query: dict[str, str]) -> Any:
    """As somebody of that corner, at home."""
    more = getattr(things, corner)
    client = Client(headers={"host": more.corner.municipality.hostname})
    if role is not None:
        client.cookies["sessionid"] = session_of(more.corner.people[role].pk)
    return client.get(path, query)


def cursors(things: Things, path: str) -> Iterator[tuple[Role | None, str]]:
    """Who gets a second page of a list in the foreign municipality, and by which cursor."""
    for role in (None, *things.foreign.corner.people):
        answer = answers_of(things, "foreign", role, path, {"page_size": "1"})
        if answer.status_code == 200 and answer.json()["next"]:
            yield role, parse_qs(urlsplit(answer.json()["next"]).query)["after"][0]


@pytest.mark.parametrize("path", lists())
def test_a_foreign_cursor_shows_nothing_foreign(db: Things, path: str) -> None:
    for role, cursor in cursors(db, path):
        answer = answers_of(db, "own", role, path, {"after": cursor})
        assert answer.status_code == 200
        assert [word for word in db.words_of_foreign if word in answer.content.decode()] == []


def test_most_lists_have_a_second_page(db: Things) -> None:
    """Otherwise the test above would ask for nothing."""
    assert len([path for path in lists() if list(cursors(db, path))]) >= 8


def test_the_numbers_are_told(db: Things, capsys: pytest.CaptureFixture[str]) -> None:
    exchanged = [*TRIED, *ALONE]
    others = [place for place in exchanged if other_counts(db, place)]
    routes = {route.name for route, _method in doors()}
    in_paths = {(route.name, name) for route, _method in doors() for name in set(route.parameters) - NAMES}
    query = {(one.call.route, one.name) for one in EVERY if one.part == "query"} | {(path, "after") for path in lists()}
    body = {(one.call.route, one.call.method, one.way) for one in EVERY if one.part == "body"}
    with capsys.disabled():
        print(
            f"\nforeign ids: {len(exchanged)} exchanged for another municipality's, {len(others)} for another "
            f"organisation's, in {len(CALLS) + len(NESTED)} calls; {len(routes)} routes with {len(in_paths)} ids in "
            f"their addresses, {len(ALONE)} of them exchanged alone; {len(query)} query parameters; {len(body)} ids in "
            f"bodies; {len(asked.spots())} reads and {len(asked.form_classes())} forms of pages looked through"
        )
    assert (len(in_paths) > 100, len(query) > 30, len(body) > 60) == (True, True, True)


@pytest.mark.urls("tests.guards.planted_urls")
def test_planted_leaks_are_seen(db: Things) -> None:
    """A page that looks its query's id up without asking whose it is, and one that says whether it is there."""
    for route, said in (("planted-query", "shows Flemingsberg"), ("planted-told", " instead of ")):
        (place,) = places(Call(route, "get", VOL, {"place": "{place}"}))
        assert ask(db, place, "own").status == 200
        found = leaks(db, place, "foreign", ask(db, place, "nobody"))
        assert any(said in one for one in found), (route, found)
    (place,) = places(Call("planted-write", "post", VOL, body={"place": "{place}"}))
    assert any("writes" in one for one in leaks(db, place, "foreign", ask(db, place, "nobody")))
