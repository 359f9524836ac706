"""Local time: weeks, bands, the nights when the clock changes, and a phone's wrong clock."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.common import clock
from backend.common.clock import Week, corrected, local, night_ends

UTC = dt.UTC
moments = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2090, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (dt.date(2026, 11, 20), "02:30+0100"),
        (dt.date(2026, 10, 24), "02:30+0200"),
        (dt.date(2026, 3, 28), "03:30+0200"),
    ],
    ids=["plain", "clock-back", "clock-forward"],
)
def test_a_night_from_21_to_0230_is_five_and_a_half_hours(day: dt.date, ends: str) -> None:
    starts_at = clock.at(day, dt.time(21))
    ends_at = night_ends(starts_at, dt.time(2, 30))
    assert (ends_at - starts_at, local(ends_at).strftime("%H:%M%z")) == (dt.timedelta(hours=5.5), ends)


def test_an_evening_that_ends_before_midnight_stays_on_its_day() -> None:
    starts_at = clock.at(dt.date(2026, 11, 20), dt.time(19))
    assert local(night_ends(starts_at, dt.time(22))).date() == dt.date(2026, 11, 20)


def test_sundays_night_belongs_to_sundays_week() -> None:
    assert Week.of(clock.at(dt.date(2026, 11, 23), dt.time(5, 59))).key == "2026-W47"
    assert Week.of(clock.at(dt.date(2026, 11, 23), dt.time(6))).key == "2026-W48"


@given(moments)
def test_every_moment_is_inside_its_week(moment: dt.datetime) -> None:
    first, after = Week.of(moment).bounds()
    assert first <= moment < after


@given(moments)
def test_a_weeks_key_names_it(moment: dt.datetime) -> None:
    assert Week.parse(Week.of(moment).key) == Week.of(moment)


@pytest.mark.parametrize("key", ["", "2026-W54", "2026-W00", "2026W47", "20２6-W47", "2026-W4a", "x026-W47"])
def test_what_is_no_week_is_refused(key: str) -> None:
    with pytest.raises(ValueError):
        Week.parse(key)


@given(
    moments,
    st.timedeltas(dt.timedelta(days=-400), dt.timedelta(days=400)),
    st.timedeltas(dt.timedelta(0), dt.timedelta(hours=40)),
)
def test_a_wrong_phone_clock_does_not_move_what_happened(
    now: dt.datetime, wrong: dt.timedelta, ago: dt.timedelta
) -> None:
    sent = now + wrong
    assert corrected(occurred_at=sent - ago, sent_at=sent, received_at=now) == now - ago


@given(moments, moments, moments)
def test_nothing_happens_in_the_future(occurred: dt.datetime, sent: dt.datetime, received: dt.datetime) -> None:
    assert corrected(occurred_at=occurred, sent_at=sent, received_at=received) <= received


def test_bands_are_of_local_time() -> None:
    assert [clock.hour_band(dt.datetime(2026, 11, 20, h, tzinfo=UTC)) for h in (1, 2, 22, 23)] == [0, 1, 7, 0]
