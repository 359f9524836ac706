"""Every page and every read of the API asks the database as often for three rows as for one, whoever reads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from backend.common.viewer import Role
from tests.doors import sign_in
from tests.factories import NOW
from tests.guards.pages import NO_PAGE
from tests.guards.routes import Route, every_route
from tests.guards.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from places.models import District, Municipality, Place
    from volunteers.models import Organisation

pytestmark = pytest.mark.once

# What each of these shows becomes more with ``Rows.add``: the guard's own proof that it looks at lists that grow.
LISTS = {
    "api-events:briefing", "api-events:calendar-feeds", "api-events:check-ins", "api-events:events",
    "api-events:focus-places", "api-events:open-dates", "api-events:roster", "api-events:suggestion",
    "api-events:teams", "api-places:districts", "api-places:municipality", "api-places:places",
    "api-situation:measures", "api-situation:police-events", "api-situation:weeks", "api-tips:history",
    "api-tips:tips", "api-volunteers:insured-names", "api-volunteers:me", "api-volunteers:memberships",
    "api-volunteers:organisations", "desk:board",
    "desk:home", "desk:my_data", "events:activities", "events:activity", "events:activity_edit",
    "events:activity_new", "events:area", "events:feeds", "events:groups", "events:meeting_edit",
    "events:meeting_new", "events:mine", "events:walk", "events:walk_edit", "events:walk_new", "events:walk_out",
    "events:walks", "situation:measure", "situation:week_of", "tips:call", "tips:detail", "tips:observe",
    "tips:queue", "volunteers:access_log", "volunteers:organisation", "volunteers:organisations",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, the queries behind it, and its length."""

    status: int
    asked: list[str]
    size: int

    def beyond(self, other: Answer) -> list[str]:
        """The queries that are asked more often here."""
        return sorted((Counter(self.asked) - Counter(other.asked)).elements())


Reading = dict[tuple[str, str], Answer]


@pytest.fixture
def rows(
    botkyrka: Municipality,
    fittja: District,
    station: Place,
    walkers: Organisation,
    club: Organisation,
    watch_area: Organisation,
    safety_unit: Organisation,
    police_station: Organisation,
    landlord: Organisation,
) -> Iterator[Rows]:
    named = {
        "walkers": walkers, "club": club, "watch_area": watch_area, "safety_unit": safety_unit,
        "police_station": police_station, "landlord": landlord,
    }  # fmt: skip
    with time_machine.travel(NOW, tick=True):
        yield Rows(botkyrka, fittja, station, named)


def readable(rows: Rows) -> list[tuple[Route, str]]:
    """Every route that shows something, with its address."""
    found = []
    for route in every_route():
        ids = rows.ids_for(route.name)
        reads = hasattr(getattr(route.callback, "cls", None) or route.callback, "get") or not route.path.startswith(
            "/api/"
        )
        if reads and route.name not in NO_PAGE and set(route.parameters) <= set(ids):
            found.append((route, route.address(ids)))
    return found


def read(rows: Rows, people: tuple[Role | None, ...] = (None, *Role), names: str = "") -> Reading:
    """What every address answered, asked and weighed, for a resident and for each role; ``names``: those alone that
    begin so."""
    found: Reading = {}
    for who in people:
        client = Client(headers={"host": "botkyrka.localhost"})
        if who is not None:
            sign_in(client, rows.people[who])
        for route, address in readable(rows):
            if not route.name.startswith(names):
                continue
            asked: list[str] = []

            def note(execute: Any, sql: str, *rest: Any, asked: list[str] = asked) -> Any:
                asked.append(sql)
                return execute(sql, *rest)

            with connection.execute_wrapper(note):
                answer = client.get(address)
            found[route.name, str(who)] = Answer(answer.status_code, asked, len(answer.content))
    return found


def asked_more(one: Reading, three: Reading) -> dict[tuple[str, str], list[str]]:
    """What was asked more often, or other than before, by address and reader."""
    return {key: three[key].beyond(one[key]) for key in one if len(three[key].asked) != len(one[key].asked)}


def grown(one: Reading, three: Reading) -> set[str]:
    """The addresses that showed more to somebody."""
    return {key[0] for key in one if one[key].status == 200 and three[key].size > one[key].size}


def test_three_rows_are_asked_for_as_often_as_one(rows: Rows) -> None:
    read(rows, (None, Role.SAFETY_COORDINATOR))  # fills what is kept per process
    one = read(rows)
    for _ in range(2):
        rows.add()
    three = read(rows)
    assert asked_more(one, three) == {}
    assert {key: three[key].status for key in one if three[key].status != one[key].status} == {}
    assert LISTS - grown(one, three) == set()


@pytest.mark.urls("tests.guards.planted_urls")
def test_a_query_for_each_row_and_a_list_that_does_not_grow_are_seen(rows: Rows) -> None:
    read(rows, (Role.VOLUNTEER,), "planted-")
    one = read(rows, (Role.VOLUNTEER,), "planted-")
    rows.add()
    two = read(rows, (Role.VOLUNTEER,), "planted-")
    ((where, queries),) = asked_more(one, two).items()
    assert where == ("planted-asking", Role.VOLUNTEER)
    assert len(queries) > 1
    assert all('FROM "places_municipality"' in sql for sql in queries)
    shown = {"planted-asking", "planted-leaking", "planted-leaking-list", "planted-still"}
    assert shown & grown(one, two) == {"planted-asking", "planted-leaking-list"}
