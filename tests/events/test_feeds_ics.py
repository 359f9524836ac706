"""One event's bytes: what RFC 5545 and six calendar programs ask of them."""

from __future__ import annotations

import dataclasses
import datetime as dt

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.common.clock import at, night_ends
from events.calendars import ics

WALK = ics.Entry(
    uid="walk-1@lykta.example",
    starts_at=dt.datetime(2026, 11, 20, 20, tzinfo=dt.UTC),
    ends_at=dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC),
    changed_at=dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC),
    sequence=2,
    summary="Nattvandring Fittja",
    busy=True,
    location="Fittja tunnelbanestation",
    description="Rad ett\nRad två",
    url="https://botkyrka.example/vandringar/1/?a=b,c;d",
    category="Nattvandring",
    point=(59.2475, 17.860833),
)
HEAD = ics.Head("Mina kvällar", "Det du kommer till")


def parsed(entry: ics.Entry) -> icalendar.Event:
    """The event as somebody else's parser reads it."""
    calendar = icalendar.Calendar.from_ical(ics.calendar(HEAD, [ics.vevent(entry)]))
    return calendar.walk("VEVENT")[0]


def test_vevent_is_these_bytes() -> None:
    assert ics.vevent(WALK).decode().split("\r\n") == [
        "BEGIN:VEVENT",
        "SUMMARY:Nattvandring Fittja",
        "DTSTART:20261120T200000Z",
        "DTEND:20261120T233000Z",
        "DTSTAMP:20261101T120000Z",
        "UID:walk-1@lykta.example",
        "SEQUENCE:2",
        "CATEGORIES:Nattvandring",
        "DESCRIPTION:Rad ett\\nRad två",
        "GEO:59.2475;17.860833",
        "LAST-MODIFIED:20261101T120000Z",
        "LOCATION:Fittja tunnelbanestation",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "URL:https://botkyrka.example/vandringar/1/?a=b,c;d",
        'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=70;X-TITLE="Fittja tun',
        ' nelbanestation":geo:59.2475,17.860833',
        "END:VEVENT",
        "",
    ]


def test_header_is_these_lines_and_names_no_method() -> None:
    assert ics.header(HEAD).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Lykta//Kalender 1//SV",
        "CALSCALE:GREGORIAN",
        "DESCRIPTION:Det du kommer till",
        "X-WR-CALDESC:Det du kommer till",
        "NAME:Mina kvällar",
        "X-WR-CALNAME:Mina kvällar",
        "COLOR:goldenrod",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-APPLE-CALENDAR-COLOR:#DAA520",
        "X-PUBLISHED-TTL:PT1H",
        "X-WR-TIMEZONE:Europe/Stockholm",
        "",
    ]


@pytest.mark.parametrize(
    ("day", "hours"),
    [(dt.date(2026, 3, 28), 5.5), (dt.date(2026, 10, 24), 5.5), (dt.date(2026, 6, 6), 5.5)],
    ids=["clock-forward", "clock-back", "plain-night"],
)
def test_a_night_from_21_to_0230_has_its_true_length(day: dt.date, hours: float) -> None:
    starts_at = at(day, dt.time(21))
    read = parsed(dataclasses.replace(WALK, starts_at=starts_at, ends_at=night_ends(starts_at, dt.time(2, 30))))
    assert (read.end - read.start).total_seconds() == hours * 3600
    assert read.end.utcoffset() == dt.timedelta(0)


def test_times_of_any_zone_go_out_in_utc() -> None:
    local = dataclasses.replace(WALK, starts_at=WALK.starts_at.astimezone(dt.timezone(dt.timedelta(hours=5))))
    assert (ics.vevent(local), local.digest) == (ics.vevent(WALK), WALK.digest)


def test_floating_time_is_refused() -> None:
    with pytest.raises(ValueError, match="floating"):
        ics.vevent(dataclasses.replace(WALK, starts_at=dt.datetime(2026, 11, 20, 20)))


words = st.text(st.characters(codec="utf-8"), max_size=400)


@given(summary=words, location=words, description=words)
def test_whatever_people_write_is_folded_and_read_back(summary: str, location: str, description: str) -> None:
    entry = dataclasses.replace(WALK, summary=summary, location=location, description=description)
    body = ics.vevent(entry)
    for octets in body.split(b"\r\n"):
        assert len(octets) <= 75
        assert b"\r" not in octets
        assert b"\n" not in octets
        octets.decode()  # a cut inside a character would raise
        assert (len(octets) - len(octets.rstrip(b"\\"))) % 2 == 0  # nor inside an escaped pair
    read = parsed(entry)
    assert read.get("SUMMARY", "") == ics.line(summary)
    assert read.get("LOCATION", "") == ics.line(location)
    assert read.get("DESCRIPTION", "") == ics.text(description)
    assert read.errors == []


# icalendar reads a backslash or a % in a parameter as an escape, which RFC 6868 does not.
titles = st.text(st.characters(codec="utf-8", exclude_characters="\\%"), max_size=100)


@given(location=titles)
def test_apples_title_equals_the_location(location: str) -> None:
    read = parsed(dataclasses.replace(WALK, location=location))
    if ics.line(location):
        assert read["X-APPLE-STRUCTURED-LOCATION"].params["X-TITLE"] == ics.line(location)
    else:
        assert "X-APPLE-STRUCTURED-LOCATION" not in read


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(ics.Entry)])
def test_every_field_is_in_the_digest_and_in_the_bytes(field: str) -> None:
    other = {
        "uid": "walk-2@lykta.example",
        "starts_at": WALK.starts_at + dt.timedelta(hours=1),
        "sequence": 3,
        "ends_at": WALK.ends_at + dt.timedelta(hours=1),
        "changed_at": WALK.changed_at + dt.timedelta(hours=1),
        "summary": "Annat",
        "status": ics.CANCELLED,
        "busy": False,
        "location": "Alby",
        "description": "Ny",
        "url": "https://x.example/",
        "category": "Aktivitet",
        "point": None,
    }
    changed = dataclasses.replace(WALK, **{field: other[field]})
    assert changed.digest != WALK.digest
    assert ics.vevent(changed) != ics.vevent(WALK)
