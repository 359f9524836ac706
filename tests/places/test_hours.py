"""Which number answers when: by the clock on the wall in Sweden, also on the odd nights."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from backend.common.clock import at
from places import hours, hours_text
from places.calls import line_of
from places.models import ContactChannel
from places.states import HolidayRule
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from places.models import Municipality
    from volunteers.models import User

# Weekday nights and all weekend, as a socialjour has them.
JOUR = [
    {"days": [0, 1, 2, 3, 4], "from": "17:00", "to": "08:00"},
    {"days": [5, 6], "from": "08:00", "to": "08:00"},
]
OFFICE = [{"days": [0, 1, 2, 3, 4], "from": "08:00", "to": "16:30"}]


def moment(text: str, *, fold: int = 0) -> dt.datetime:
    day, _, clock = text.partition(" ")
    return at(dt.date.fromisoformat(day), dt.time.fromisoformat(clock), fold=fold)


def stands(raw: list[dict[str, Any]], now: dt.datetime, rule: str = HolidayRule.SUNDAY) -> tuple[bool, str]:
    """(is open, local time of the next change)."""
    found = hours.standing(hours.openings(hours.parsed(raw), rule, now), now)
    return found.is_open, f"{found.until.astimezone(hours.local(now).tzinfo):%m-%d %H:%M}" if found.until else ""


@pytest.mark.parametrize(
    ("raw", "now", "rule", "expected"),
    [
        (JOUR, "2026-11-27 16:59", "sunday", (False, "11-27 17:00")),
        (JOUR, "2026-11-27 17:00", "sunday", (True, "11-30 08:00")),
        (JOUR, "2026-11-28 01:30", "sunday", (True, "11-30 08:00")),  # Saturday night
        (OFFICE, "2026-11-28 01:30", "sunday", (False, "11-30 08:00")),
        (OFFICE, "2026-11-27 16:30", "sunday", (False, "11-30 08:00")),
        # Christmas Eve is a Thursday: as a Sunday, closed, round the clock.
        (JOUR, "2026-12-24 10:00", "sunday", (True, "12-28 08:00")),
        (OFFICE, "2026-12-24 10:00", "sunday", (False, "12-28 08:00")),
        (OFFICE, "2026-12-23 10:00", "sunday", (True, "12-23 16:30")),
        (JOUR, "2026-12-24 07:00", "closed", (False, "12-27 08:00")),
        (JOUR, "2026-12-23 23:00", "closed", (True, "12-24 00:00")),
        (OFFICE, "2026-12-24 22:00", "always", (True, "12-27 00:00")),
        # Midsummer: Friday the eve, Saturday the day.
        (OFFICE, "2026-06-19 10:00", "sunday", (False, "06-22 08:00")),
        (JOUR, "2026-06-19 10:00", "sunday", (True, "06-22 08:00")),
        (OFFICE, "2026-06-18 10:00", "sunday", (True, "06-18 16:30")),
        # No hours: always, but for holidays on which it is closed.
        ([], "2026-11-28 01:30", "sunday", (True, "")),
        ([], "2026-12-24 01:30", "closed", (False, "12-27 00:00")),
    ],
)
def test_by_the_clock(raw: Any, now: str, rule: str, expected: tuple[bool, str]) -> None:
    assert stands(raw, moment(now), rule) == expected


def test_the_night_in_spring_is_an_hour_shorter() -> None:
    nights = [{"days": [5], "from": "22:00", "to": "06:00"}]
    (begins, ends), *_ = hours.openings(hours.parsed(nights), "sunday", moment("2026-03-28 23:00")) or []
    assert ends - begins == dt.timedelta(hours=7)
    assert stands(nights, moment("2026-03-29 05:59")) == (True, "03-29 06:00")
    # An opening in the hour that there is not begins an hour later by the clock.
    assert stands([{"days": [6], "from": "02:30", "to": "05:00"}], moment("2026-03-29 01:59")) == (False, "03-29 03:30")


def test_the_night_in_autumn_is_an_hour_longer() -> None:
    nights = [{"days": [5], "from": "22:00", "to": "06:00"}]
    (begins, ends), *_ = hours.openings(hours.parsed(nights), "sunday", moment("2026-10-24 23:00")) or []
    assert ends - begins == dt.timedelta(hours=9)
    assert stands(nights, moment("2026-10-25 02:30", fold=1))[0]
    # What ends at half past two ends the first time, and does not open again an hour later.
    short = [{"days": [5], "from": "22:00", "to": "02:30"}]
    assert [stands(short, moment("2026-10-25 02:15", fold=n))[0] for n in (0, 1)] == [True, False]


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [{}],
        [{"days": [], "from": "08:00", "to": "09:00"}],
        [{"days": [7], "from": "08:00", "to": "09:00"}],
        [{"days": [True], "from": "08:00", "to": "09:00"}],
        [{"days": [0], "from": "25:00", "to": "09:00"}],
        [{"days": [0], "from": "08:00", "to": "09:00"}] * 22,
    ],
)
def test_what_is_no_hours(raw: Any) -> None:
    with pytest.raises(hours.BadHours):
        hours.parsed(raw)


def test_hours_are_written_as_they_are_read() -> None:
    text = "mån–fre 17.00–08.00\nlör–sön 08.00–08.00"
    assert hours_text.read(text) == JOUR
    assert hours_text.write(JOUR) == text
    always = [{"days": [5, 6], "from": "00:00", "to": "00:00"}]
    assert hours_text.read("lör–sön dygnet runt") == always
    assert hours_text.write(always) == "lör–sön dygnet runt"
    assert hours_text.read("Tis, tors 8:15-24.00") == [{"days": [1, 3], "from": "08:15", "to": "00:00"}]
    assert hours_text.read("fre-mån 22.00–02.00")[0]["days"] == [0, 4, 5, 6]
    for wrong in ("alltid", "mån 8–17", "mån 25.00–26.00", "xyz 08.00–17.00"):
        with pytest.raises(hours.BadHours):
            hours_text.read(wrong)


@pytest.fixture
def jour(botkyrka: Municipality) -> ContactChannel:
    """A socialjour whose fallback nobody has written."""
    title = {"sv": "Socialjouren", "en": "Social services at night"}
    return ContactChannel.objects.create(
        municipality=botkyrka, kind="social", phone="020-70 80 03", title=title, hours=JOUR
    )


def test_a_closed_socialjour_is_112(jour: ContactChannel) -> None:
    day, night = moment("2026-11-27 12:00"), moment("2026-11-28 01:30")
    assert (line_of(jour, day).number, line_of(jour, night).number) == ("112", "020-70 80 03")


def test_a_number_is_unchecked_after_a_year(jour: ContactChannel) -> None:
    today = dt.date(2026, 11, 27)
    assert jour.is_unchecked(today)
    jour.verified_on = dt.date(2025, 11, 27)
    assert not jour.is_unchecked(today)
    assert jour.is_unchecked(today + dt.timedelta(days=1))


@pytest.mark.parametrize(("now", "first"), [("2026-11-27 12:00", "tel:112"), ("2026-11-28 01:30", "tel:020708003")])
def test_pages_and_api_say_what_answers_now(
    now: str, first: str, jour: ContactChannel, client_of: Callable[..., Client], walker: User, walk: Any
) -> None:
    factories.make_signup(walk, walker)
    with time_machine.travel(moment(now), tick=False):
        front = client_of().get("/").content.decode()
        observe = client_of().get("/observera/").content.decode()
        out = client_of(walker).get(f"/vandringar/{walk.pk}/ute/").content.decode()
        api = client_of().get("/api/v1/municipality/").json()["channels"][0]
    for page in (front, out):
        link = page.partition("data-call")[0].rpartition("<a ")[2]
        assert f'href="{first}"' in link
        assert "places/calls.js" in page
    assert "places/calls.js" in observe
    assert api["number"].replace(" ", "").replace("-", "") == first.removeprefix("tel:")
    assert api["is_open"] == (first != "tel:112")
    assert api["hours"] == JOUR


NODE = shutil.which("node")
SCRIPT = Path(__file__).resolve().parents[2] / "places/static/places/calls.js"


@pytest.mark.skipif(NODE is None, reason="no node here; the browser tests run the same file")
def test_the_phone_and_the_server_agree(jour: ContactChannel) -> None:
    """Every half hour of the days round Christmas and of both nights when the clock changes."""
    cases = []
    for start in ("2026-12-22 00:00", "2026-03-28 12:00", "2026-10-24 12:00"):
        kept = line_of(jour, moment(start))
        for half_hours in range(5 * 48):
            now = moment(start) + dt.timedelta(minutes=30 * half_hours)
            cases.append([json.loads(kept.for_phone), int(now.timestamp()), line_of(jour, now).is_open])
    source = SCRIPT.read_text(encoding="utf-8").partition("export function refreshCalls")[0].replace("export ", "")
    program = (
        "globalThis.document = {documentElement: {lang: 'sv'}};"
        f"{source}; const cases = {json.dumps(cases)};"
        "console.log(cases.filter(([times, now, open]) => standing(times, now).isOpen !== open).length, cases.length)"
    )
    done = subprocess.run([str(NODE), "-"], input=program, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", str(len(cases))]
