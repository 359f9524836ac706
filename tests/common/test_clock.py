"""Local time: weeks, bands, the nights when the clock changes, and a phone's wrong clock."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.common import clock
from backend.common.clock import USUAL_BOUNDARY, Boundary, Week, corrected, following, local, night_ends

UTC = dt.UTC
moments = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2090, 1, 1), timezones=st.just(UTC))
boundaries = st.builds(Boundary, st.integers(0, 6), st.times())


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
    assert USUAL_BOUNDARY.week_of(clock.at(dt.date(2026, 11, 23), dt.time(5, 59))).key == "2026-W47"
    assert USUAL_BOUNDARY.week_of(clock.at(dt.date(2026, 11, 23), dt.time(6))).key == "2026-W48"


@pytest.mark.parametrize(
    ("weekday", "day"),
    [(0, 16), (1, 17), (2, 18), (3, 19), (4, 13), (5, 14), (6, 15)],
)
def test_a_week_bears_the_name_that_most_of_its_days_have(weekday: int, day: int) -> None:
    first, after = Boundary(weekday, dt.time(12)).bounds(Week.parse("2026-W47"))
    assert local(first).day == day
    assert (clock.weekday(first), clock.weekday(after)) == (weekday, weekday)


@given(boundaries, moments)
def test_every_moment_is_inside_its_week(boundary: Boundary, moment: dt.datetime) -> None:
    first, after = boundary.bounds(boundary.week_of(moment))
    assert first <= moment < after


@given(boundaries, moments)
def test_weeks_follow_one_another_without_a_gap(boundary: Boundary, moment: dt.datetime) -> None:
    week = boundary.week_of(moment)
    _, after = boundary.bounds(week)
    assert boundary.week_of(after) == week.next()
    assert boundary.bounds(week.next())[0] == after


@given(boundaries, moments)
def test_a_weeks_key_names_it(boundary: Boundary, moment: dt.datetime) -> None:
    week = boundary.week_of(moment)
    assert Week.parse(week.key) == week


@given(moments, st.integers(0, 6), st.times())
def test_what_follows_is_within_a_week_at_that_time(moment: dt.datetime, weekday: int, time: dt.time) -> None:
    found = following(moment, weekday, time)
    # An hour over, for the week in which the clock goes back.
    assert moment <= found <= moment + dt.timedelta(days=7, hours=1)
    # In the spring gap the time does not exist, and is one hour later.
    assert clock.weekday(found) == weekday
    assert local(found).time() == time or local(found).hour == time.hour + 1


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
