"""Keyset pages: whoever follows ``next`` meets every row once, whatever ties and whatever arrives meanwhile."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from events.models import Event
from tests import factories
from tests.situation.cast import make_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from places.models import District
    from tips.models import Tip
    from volunteers.models import Organisation, User

API = "/api/v1"
# Three moments, so that most rows tie; ids decide, and they are drawn too.
MOMENTS = [factories.NOW + dt.timedelta(hours=hours) for hours in range(3)]
rows = st.tuples(st.sampled_from(MOMENTS), st.uuids(version=4))
lists = st.lists(rows, max_size=12, unique_by=lambda row: row[1])
turns = st.lists(st.lists(rows, max_size=2), max_size=6)


def keyset_test(examples: int) -> Any:
    """Bounded, on the database of the fixture; new examples in a soak (tests/soak.py)."""
    return settings(
        max_examples=examples,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def pages(client: Client, path: str, size: int, between: Iterator[Callable[[], None]]) -> list[str]:
    """Ids in the order in which a reader meets them; something arrives between two pages."""
    met: list[str] = []
    following: str | None = f"{API}/{path}?page_size={size}"
    while following:
        body = client.get(following).json()
        met += [row["id"] for row in body["results"]]
        following = body["next"] and body["next"].removeprefix("http://botkyrka.localhost")
        next(between, lambda: None)()
    return met


def read_in_pages(
    make: Callable[[dt.datetime, uuid.UUID], Any],
    client: Client,
    path: str,
    first: list[tuple[dt.datetime, uuid.UUID]],
    later: list[list[tuple[dt.datetime, uuid.UUID]]],
    size: int,
) -> tuple[list[str], set[str]]:
    """(ids as met, ids that stood there from the beginning); nothing of it stays."""
    known = {key for _moment, key in first}

    def arrive(batch: list[tuple[dt.datetime, uuid.UUID]]) -> Callable[[], None]:
        def now() -> None:
            for moment, key in batch:
                if key not in known:
                    known.add(key)
                    make(moment, key)

        return now

    with transaction.atomic():
        for moment, key in first:
            make(moment, key)
        met = pages(client, path, size, iter([arrive(batch) for batch in later]))
        transaction.set_rollback(True)
    return met, {str(key) for _moment, key in first}


@pytest.fixture
def events_client(client_of: Callable[..., Client], walker: User) -> Client:
    return client_of(walker)


@pytest.fixture
def queue_client(client_of: Callable[..., Client], safety_coordinator: User) -> Client:
    return client_of(safety_coordinator)


def test_events_are_met_once(
    events_client: Client, walkers: Organisation, fittja: District, times: Callable[[int, int], int]
) -> None:
    def make(moment: dt.datetime, key: uuid.UUID) -> Event:
        return factories.make_event(walkers, fittja, pk=key, starts_at=moment)

    @keyset_test(times(25, 600))
    @given(lists, turns, st.integers(1, 5))
    def run(first: Any, later: Any, size: int) -> None:
        met, stood = read_in_pages(make, events_client, "events/", first, later, size)
        assert (len(met), stood - set(met)) == (len(set(met)), set())

    run()


def test_the_queue_is_met_once(queue_client: Client, fittja: District, times: Callable[[int, int], int]) -> None:
    def make(moment: dt.datetime, key: uuid.UUID) -> Tip:
        return make_tip(fittja, at=moment, id=key)

    @keyset_test(times(25, 600))
    @given(lists, turns, st.integers(1, 5))
    def run(first: Any, later: Any, size: int) -> None:
        met, stood = read_in_pages(make, queue_client, "tips/", first, later, size)
        assert (len(met), stood - set(met)) == (len(set(met)), set())

    run()


def test_pages_go_in_the_order_of_the_list(events_client: Client, walkers: Organisation, fittja: District) -> None:
    for number in range(9):
        factories.make_event(walkers, fittja, starts_at=MOMENTS[number % 3])
    whole = [row["id"] for row in events_client.get(f"{API}/events/").json()["results"]]
    assert [pages(events_client, "events/", size, iter([])) for size in (1, 2, 4, 9)] == [whole] * 4


def test_the_last_page_says_that_it_is(events_client: Client, walkers: Organisation, fittja: District) -> None:
    for _ in range(2):
        factories.make_event(walkers, fittja)
    nexts = [events_client.get(f"{API}/events/?page_size={size}").json()["next"] for size in (1, 2, 3)]
    assert [bool(following) for following in nexts] == [True, False, False]
