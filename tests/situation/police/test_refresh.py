"""The whole fetch: limits kept over all processes, the wire, the command's sentence and the clockwork."""

from __future__ import annotations

import datetime as dt
import threading
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from notifications import due
from situation.actions import police
from situation.due import EVERY, FETCH_POLICE
from situation.models import PoliceEvent, PoliceFetch
from situation.police.fetch import Limits
from situation.states import FetchOutcome
from tests.situation.police.answers import answer, as_answer, row
from tests.situation.police.stand_in import ETAG, LAST_MODIFIED, StandIn, stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from places.models import Municipality

NOW = dt.datetime(2026, 6, 8, 10, 0, tzinfo=dt.UTC)
QUICK = Limits(silence=0.3, total=1, size=1_000_000)

pytestmark = pytest.mark.django_db


def at(**since: float) -> Callable[[], dt.datetime]:
    moment = NOW + dt.timedelta(**since)
    return lambda: moment


def ended(started_at: dt.datetime) -> PoliceFetch:
    return PoliceFetch.objects.create(
        started_at=started_at, finished_at=started_at + dt.timedelta(seconds=1), outcome=FetchOutcome.EMPTY
    )


@pytest.fixture
def server(settings: SettingsWrapper) -> Iterator[StandIn]:
    with stand_in() as running:
        settings.POLICE_EVENTS_URL = running.url("/good")
        yield running


# --- the limits -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "wait"), [(0, 10), (3.5, 7), (9.9, 1), (-0.2, 11)])
def test_calls_are_at_least_ten_seconds_apart(seconds: float, wait: int) -> None:
    ended(NOW)
    with pytest.raises(police.TooSoon) as refused:
        police.begin(now=at(seconds=seconds)())
    assert refused.value.params == {"seconds": wait}
    assert police.begin(now=at(seconds=10)()).outcome == ""


def test_an_hour_holds_sixty_calls() -> None:
    for number in range(60):
        ended(NOW + dt.timedelta(minutes=number))
    with pytest.raises(police.TooSoon) as refused:
        police.begin(now=at(minutes=59, seconds=30)())
    assert refused.value.params == {"seconds": 30}
    assert police.begin(now=at(minutes=60)()).pk


def test_one_call_at_a_time_but_a_dead_process_blocks_nobody() -> None:
    police.begin(now=NOW)
    with pytest.raises(police.TooSoon):
        police.begin(now=at(seconds=60)())
    assert police.begin(now=at(seconds=120)()).pk


def test_a_file_is_no_call_and_old_calls_are_forgotten(botkyrka: Municipality) -> None:
    ended(NOW - dt.timedelta(days=91))
    police.take_in(as_answer(row()), NOW)
    police.begin(now=NOW)
    assert list(PoliceFetch.objects.order_by("id").values_list("from_file", flat=True)) == [True, False]


@pytest.mark.django_db(transaction=True)
def test_of_eight_askers_at_once_one_may_call() -> None:
    """Threads with a connection each, on the real database; on PostgreSQL the empty table gives no row to lock."""
    ready, refused = threading.Barrier(8), []

    def ask(number: int) -> None:
        connection.ensure_connection()
        ready.wait()
        try:
            police.begin(now=at(milliseconds=number)())
        except police.TooSoon:
            refused.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[number]) for number in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (PoliceFetch.objects.count(), len(refused)) == (1, 7)


# --- the wire -------------------------------------------------------------------------------------------------


def test_a_fetch_brings_events_and_says_who_asks(
    botkyrka: Municipality, server: StandIn, settings: SettingsWrapper
) -> None:
    settings.PUBLIC_URL, settings.VERSION = "https://lykta.botkyrka.example", "0.1.0"
    fetch = police.refresh(clock=at(), limits=QUICK)
    ((path, headers),) = server.seen
    assert (path, headers["User-Agent"]) == ("/good", "Lykta/0.1.0 (+https://lykta.botkyrka.example)")
    assert "If-None-Match" not in headers
    assert (fetch.outcome, fetch.items, fetch.etag, fetch.last_modified) == ("ok", 500, ETAG, LAST_MODIFIED)


def test_the_next_fetch_asks_only_for_changes(botkyrka: Municipality, server: StandIn) -> None:
    police.refresh(clock=at(), limits=QUICK)
    second = police.refresh(clock=at(minutes=10), limits=QUICK)
    third = police.refresh(clock=at(minutes=20), limits=QUICK)
    assert [second.outcome, third.outcome] == ["unchanged", "unchanged"]
    assert PoliceFetch.objects.answered().first() == third
    assert [headers.get("If-None-Match") for _path, headers in server.seen] == [None, ETAG, ETAG]


@pytest.mark.parametrize(
    ("path", "outcome", "detail"),
    [
        ("/empty", FetchOutcome.EMPTY, "no_bytes"),
        ("/broken", FetchOutcome.BROKEN, "not_json"),
        ("/html", FetchOutcome.BROKEN, "not_json"),
        ("/error", FetchOutcome.UNREACHABLE, "status_500"),
        ("/silence", FetchOutcome.UNREACHABLE, "timeout"),
        ("/endless", FetchOutcome.UNREACHABLE, "too_large"),
    ],
)
def test_a_bad_call_changes_nothing_and_the_next_good_one_takes_all(
    botkyrka: Municipality, server: StandIn, settings: SettingsWrapper, path: str, outcome: str, detail: str
) -> None:
    police.take_in(as_answer(row()), NOW)
    settings.POLICE_EVENTS_URL = server.url(path)
    bad = police.refresh(clock=at(minutes=1), limits=QUICK)
    assert (bad.outcome, bad.detail, bad.finished_at) == (outcome, detail, at(minutes=1)())
    assert PoliceEvent.objects.count() == 1
    settings.POLICE_EVENTS_URL = server.url("/good")
    assert police.refresh(clock=at(minutes=2), limits=QUICK).outcome == FetchOutcome.OK


# --- the command and the clockwork ----------------------------------------------------------------------------


def test_the_command_takes_a_file_and_says_what_came(botkyrka: Municipality, tmp_path: Path) -> None:
    saved, said = tmp_path / "svar.json", StringIO()
    saved.write_bytes(answer("municipality_colon_2023-06-15"))
    call_command("fetch_police_events", file=saved, stdout=said)
    assert said.getvalue() == (
        "500 händelser lästa: 2 nya, 0 ändrade, 0 flyttade till en annan kommun. 0 poster gick inte att läsa.\n"
    )


def test_the_command_asks_the_police(botkyrka: Municipality, server: StandIn) -> None:
    said = StringIO()
    call_command("fetch_police_events", stdout=said)
    assert said.getvalue().startswith("500 händelser lästa: ")
    with pytest.raises(CommandError, match=r"^Polisens villkor tillåter nästa hämtning om \d+ sekunder\.$"):
        call_command("fetch_police_events")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/empty", "Polisens svar var tomt (no_bytes). Inget har ändrats."),
        ("/html", "Polisens svar gick inte att läsa (not_json). Inget har ändrats."),
        ("/error", "Polisens lista gick inte att hämta (status_500). Inget har ändrats."),
    ],
)
def test_the_command_fails_with_a_sentence(server: StandIn, settings: SettingsWrapper, path: str, said: str) -> None:
    settings.POLICE_EVENTS_URL = server.url(path)
    with pytest.raises(CommandError) as failed:
        call_command("fetch_police_events")
    assert str(failed.value) == said


def test_the_command_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"saknas\.json: No such file"):
        call_command("fetch_police_events", file=tmp_path / "saknas.json")


@pytest.mark.parametrize(("allowed", "calls"), [(False, 0), (True, 1)])
def test_the_clockwork_asks_every_ten_minutes_only_where_it_is_told_to(
    server: StandIn, settings: SettingsWrapper, allowed: bool, calls: int
) -> None:
    settings.POLICE_FETCH = allowed
    kind = due.get(FETCH_POLICE)
    kind.handler(None, NOW)
    kind.handler(None, NOW)  # a repeat within ten seconds is refused by the limits and does not raise
    assert (kind.every, len(server.seen)) == (EVERY, calls)
