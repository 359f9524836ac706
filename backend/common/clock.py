"""Local time: one zone, the safety week, weekdays, three-hour bands, and the corrected time of a phone's fact."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

ZONE = ZoneInfo("Europe/Stockholm")
BAND_HOURS = 3
# One boundary for everybody: walks, observations and the police's events of a night are of the same week.
WEEK_BEGINS = dt.time(6)


def now() -> dt.datetime:
    """The wall clock in UTC. Only views, consumers, commands and the worker call it; actions take ``now``."""
    return timezone.now()


def local(moment: dt.datetime) -> dt.datetime:
    """An aware moment on the clock of Sweden."""
    return moment.astimezone(ZONE)


def at(day: dt.date, clock: dt.time, *, fold: int = 0) -> dt.datetime:
    """A local wall-clock time as UTC. A time in the spring gap moves forward one hour (02:30 → 03:30)."""
    wall = dt.datetime.combine(day, clock, tzinfo=ZONE).replace(fold=fold)
    return wall.astimezone(dt.UTC)


def night_ends(starts_at: dt.datetime, ends: dt.time) -> dt.datetime:
    """The first moment at local time ``ends`` after ``starts_at``: a walk 21:00–02:30 ends the next day.

    On the nights when the clock changes, as RFC 5545 §3.3.5 says: in the autumn fold the first 02:30, in the spring gap
    one hour later by the clock (03:30). Both nights are five and a half hours long, like any other.
    """
    day = local(starts_at).date()
    same_day = at(day, ends)
    return same_day if same_day > starts_at else at(day + dt.timedelta(days=1), ends)


def hour_band(moment: dt.datetime) -> int:
    """Three-hour band of the local day: 0 is 00–03, 7 is 21–24."""
    return local(moment).hour // BAND_HOURS


def weekday(moment: dt.datetime) -> int:
    """Local weekday, Monday 0 to Sunday 6."""
    return local(moment).weekday()


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A safety week, named as the ISO week of the Monday on which it begins."""

    monday: dt.date

    @classmethod
    def parse(cls, key: str) -> Week:
        """``2026-W47`` → Week. ValueError for anything else."""
        if len(key) != 8 or key[4:6] != "-W" or not (key[:4] + key[6:]).isascii():
            raise ValueError(key)
        return cls(dt.date.fromisocalendar(int(key[:4]), int(key[6:]), 1))

    @classmethod
    def of(cls, moment: dt.datetime) -> Week:
        """The week a moment belongs to; it begins on Monday at six, so that Sunday's night stays whole."""
        wall = local(moment)
        day = wall.date()
        if wall.weekday() == 0 and wall.time() < WEEK_BEGINS:
            day -= dt.timedelta(days=1)
        return cls(day - dt.timedelta(days=day.weekday()))

    @property
    def key(self) -> str:
        """``2026-W47``."""
        year, number, _ = self.monday.isocalendar()
        return f"{year:04d}-W{number:02d}"

    @property
    def number(self) -> int:
        """ISO week number, as people say it."""
        return self.monday.isocalendar().week

    def bounds(self) -> tuple[dt.datetime, dt.datetime]:
        """First moment of the week and first moment after it, in UTC."""
        return at(self.monday, WEEK_BEGINS), at(self.next().monday, WEEK_BEGINS)

    def day(self, offset: int) -> dt.date:
        """The date ``offset`` days after the Monday."""
        return self.monday + dt.timedelta(days=offset)

    def next(self, weeks: int = 1) -> Week:
        """The week ``weeks`` later; negative for earlier."""
        return Week(self.monday + dt.timedelta(weeks=weeks))

    def __str__(self) -> str:
        return self.key


def corrected(*, occurred_at: dt.datetime, sent_at: dt.datetime, received_at: dt.datetime) -> dt.datetime:
    """When a phone's fact happened by our clock: received − (sent − occurred), never later than received.

    A phone whose clock is wrong is wrong in both of its times, so the difference holds.
    """
    return min(received_at, received_at - (sent_at - occurred_at))
