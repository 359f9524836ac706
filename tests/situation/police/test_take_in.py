"""What an answer does to the stored events: adds, corrects, moves; never deletes for silence, never half."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from backend.common.clock import Week
from backend.common.db import is_postgresql
from places.models import PlacesRules
from situation.actions.police import take_in
from situation.models import PoliceEvent, PoliceFetch
from situation.police.parse import parse
from situation.states import FetchOutcome
from tests.factories import make_municipality
from tests.situation.police.answers import answer, as_answer, oracle, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.common.viewer import Viewer
    from places.models import Municipality

NOW = dt.datetime(2026, 8, 22, 8, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


def stored() -> list[dict[str, Any]]:
    return list(PoliceEvent.objects.order_by("id").values())


def counts(fetch: PoliceFetch) -> tuple[str, int, int, int, int, int]:
    return (fetch.outcome, fetch.items, fetch.created, fetch.changed, fetch.removed, fetch.unreadable)


def test_the_oracles_rows_of_botkyrka_are_stored_and_nothing_else(botkyrka: Municipality) -> None:
    fetch = take_in(as_answer(*oracle()), NOW)
    mine = {expected["id"] for expected in oracle() if expected["_municipality_from_name"] == "Botkyrka"}
    doubtful = {expected["id"] for expected in oracle() if expected["_doubtful"]}
    taken = set(PoliceEvent.objects.values_list("source_id", flat=True))
    assert counts(fetch) == ("ok", 377, 334, 0, 0, 0)
    assert (taken, taken & doubtful) == (mine, set())


def test_one_answer_serves_every_municipality(botkyrka: Municipality, huddinge: Municipality) -> None:
    fetch = take_in(answer("municipality_colon_2023-06-15"), NOW)
    assert counts(fetch) == ("ok", 500, 5, 0, 0, 0)
    assert PoliceEvent.objects.filter(municipality=botkyrka).count() == 2
    assert PoliceEvent.objects.filter(municipality=huddinge).count() == 3


def test_an_event_is_stored_as_the_police_told_it(botkyrka: Municipality) -> None:
    take_in(as_answer(row()), NOW)
    event = PoliceEvent.objects.get()
    assert (event.source_id, event.kind, event.place_text) == (680001, "Stöld/inbrott", "Botkyrka")
    assert event.url == "https://polisen.se" + row()["url"]
    assert event.occurred_at == dt.datetime(2026, 8, 22, 6, 15, tzinfo=dt.UTC)
    assert event.published_at == dt.datetime(2026, 8, 22, 7, 13, 4, tzinfo=dt.UTC)
    assert (event.first_seen_at, event.changed_at) == (NOW, NOW)


def test_the_same_answer_twice_changes_nothing(botkyrka: Municipality, huddinge: Municipality) -> None:
    take_in(answer("municipality_colon_2023-06-15"), NOW)
    before = stored()
    assert counts(take_in(answer("municipality_colon_2023-06-15"), LATER)) == ("ok", 500, 0, 0, 0, 0)
    assert stored() == before


def test_a_real_pair_adds_24_edits_1_and_keeps_the_24_that_fell_off(db: None) -> None:
    """Whoever is named in the pair, counties too, joins as a tenant, so that every change shows. A second edit in it
    is of the police's sentence, which is not kept."""
    pair = [answer(f"pair_{number}_2026-06-08") for number in (1, 2)]
    for number, name in enumerate({item.place for told in pair for item in parse(told).items}):
        make_municipality(name, code=f"{number:04}")
    assert counts(take_in(pair[0], NOW)) == ("ok", 500, 500, 0, 0, 0)
    assert counts(take_in(pair[1], LATER)) == ("ok", 500, 24, 1, 0, 0)
    edited = PoliceEvent.objects.filter(changed_at=LATER, first_seen_at=NOW).order_by("source_id")
    assert list(edited.values_list("source_id", flat=True)) == [640888]
    assert PoliceEvent.objects.count() == 524


def test_an_edit_without_a_new_time_is_taken_over(botkyrka: Municipality) -> None:
    take_in(as_answer(row()), NOW)
    fetch = take_in(as_answer(row(type="Stöld")), LATER)
    event = PoliceEvent.objects.get()
    assert counts(fetch) == ("ok", 1, 0, 1, 0, 0)
    assert event.kind == "Stöld"
    assert (event.first_seen_at, event.changed_at) == (NOW, LATER)


def test_an_event_that_the_police_move_follows_them(botkyrka: Municipality, huddinge: Municipality) -> None:
    take_in(as_answer(row()), NOW)
    fetch = take_in(as_answer(row(name="22 augusti 08.15, Stöld/inbrott, Huddinge")), LATER)
    assert counts(fetch) == ("ok", 1, 0, 1, 0, 0)
    assert [event.municipality_id for event in PoliceEvent.objects.all()] == [huddinge.pk]


@pytest.mark.parametrize("elsewhere", ["Salem", "Stockholms län"])
def test_an_event_that_was_never_here_leaves_the_list(botkyrka: Municipality, elsewhere: str) -> None:
    take_in(as_answer(row(), row(id=680002)), NOW)
    fetch = take_in(as_answer(row(name=f"22 augusti 08.15, Stöld/inbrott, {elsewhere}")), LATER)
    assert counts(fetch) == ("ok", 1, 0, 0, 1, 0)
    assert list(PoliceEvent.objects.values_list("source_id", flat=True)) == [680002]


def test_two_events_may_share_an_address(botkyrka: Municipality) -> None:
    take_in(as_answer(row(), row(id=680002)), NOW)
    assert PoliceEvent.objects.values("url").distinct().count() == 1
    assert PoliceEvent.objects.count() == 2


@pytest.mark.parametrize(
    ("told", "outcome", "detail"),
    [
        (b"", FetchOutcome.EMPTY, "no_bytes"),
        (b"[]", FetchOutcome.EMPTY, "no_events"),
        (answer("municipality_colon_2023-06-15")[:-9], FetchOutcome.BROKEN, "not_json"),
        (b"<html>", FetchOutcome.BROKEN, "not_json"),
        (b'{"items": []}', FetchOutcome.BROKEN, "not_a_list"),
        (b'[{"id": 680001}]', FetchOutcome.BROKEN, "nothing_readable"),
    ],
)
def test_an_empty_or_broken_answer_changes_nothing_and_says_so(
    botkyrka: Municipality, told: bytes, outcome: str, detail: str
) -> None:
    take_in(as_answer(row()), NOW)
    before = stored()
    fetch = take_in(told, LATER)
    fetch.refresh_from_db()
    assert (fetch.outcome, fetch.detail, fetch.items, fetch.finished_at) == (outcome, detail, 0, LATER)
    assert stored() == before


def test_a_short_answer_adds_what_it_has_and_removes_nothing(botkyrka: Municipality) -> None:
    take_in(as_answer(row()), NOW)
    assert counts(take_in(answer("short_2025-07-18"), LATER)) == ("ok", 57, 0, 0, 0, 0)
    assert PoliceEvent.objects.count() == 1


def test_the_week_begins_at_six_for_everybody(botkyrka: Municipality, huddinge: Municipality) -> None:
    monday = {"datetime": "2026-08-24 7:00:00 +02:00"}
    here = row(name="24 augusti 05.30, Brand, Botkyrka", **monday)
    there = row(id=680002, name="24 augusti 05.30, Brand, Huddinge", **monday)
    take_in(as_answer(here, there), NOW)
    weeks = dict(PoliceEvent.objects.values_list("municipality__name", "week"))
    assert weeks == {"Botkyrka": "2026-W34", "Huddinge": "2026-W34"}


def test_new_years_eve_lands_in_its_own_year(botkyrka: Municipality) -> None:
    told = row(datetime="2026-01-01 0:12:00 +01:00", name="31 december 23.48, Brand, Botkyrka", place="Botkyrka")
    take_in(as_answer(told), NOW)
    event = PoliceEvent.objects.get()
    assert (event.occurred_at.year, event.week) == (2025, "2026-W01")


def test_a_notice_that_is_changed_stays_in_the_week_it_was_counted_in(botkyrka: Municipality) -> None:
    told = {"datetime": "2026-11-22 20:00:00 +01:00", "name": "22 november 18.00, Brand, Botkyrka"}
    take_in(as_answer(row(**told, place="Botkyrka")), NOW)
    PlacesRules.objects.create(municipality=botkyrka, week_weekday=6, week_time=dt.time(12))
    take_in(as_answer(row(**told, place="Botkyrka", type="Rån")), LATER)
    assert PoliceEvent.objects.get().week == "2026-W47"


def test_a_viewer_reads_the_own_municipalitys_events_newest_first(
    botkyrka: Municipality, huddinge: Municipality, viewer_of: Callable[..., Viewer], police: object
) -> None:
    take_in(answer("municipality_colon_2023-06-15"), NOW)
    week = Week.parse("2023-W24")
    seen = PoliceEvent.objects.visible_to(viewer_of(police)).in_week(week)
    assert not PoliceEvent.objects.visible_to(viewer_of()).exists()
    mine = PoliceEvent.objects.filter(municipality=botkyrka, week=week.key)
    assert list(seen) == sorted(mine, key=lambda event: (event.occurred_at, event.pk), reverse=True)
    assert len(seen) > 0


@pytest.mark.parametrize("events", [1, 3])
def test_unchanged_events_cost_no_query_of_their_own(
    botkyrka: Municipality, events: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    told = as_answer(*[row(id=680001 + number) for number in range(events)])
    take_in(told, NOW)
    # The block (2), municipalities, rules, events, the fetch; PostgreSQL also asks for its lock.
    with django_assert_num_queries(6 + is_postgresql()):
        take_in(told, LATER)
