"""Local time: one zone, the safety week and its boundary, weekdays, three-hour bands, a phone's corrected time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

ZONE = ZoneInfo("Europe/Stockholm")
BAND_HOURS = 3
DAYS = 7
# A week is named after the ISO week of its fourth day, so that it bears the name that most of its days have.
NAMED_BY = dt.timedelta(days=3)


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
    """A safety week by its name, that of an ISO week. When it begins and ends is its municipality's (``Boundary``)."""

    monday: dt.date

    @classmethod
    def parse(cls, key: str) -> Week:
        """``2026-W47`` → Week. ValueError for anything else."""
        if len(key) != 8 or key[4:6] != "-W" or not (key[:4] + key[6:]).isascii():
            raise ValueError(key)
        return cls(dt.date.fromisocalendar(int(key[:4]), int(key[6:]), 1))

    @property
    def key(self) -> str:
        """``2026-W47``."""
        year, number, _ = self.monday.isocalendar()
        return f"{year:04d}-W{number:02d}"

    @property
    def number(self) -> int:
        """ISO week number, as people say it."""
        return self.monday.isocalendar().week

    def day(self, offset: int) -> dt.date:
        """The date ``offset`` days after the Monday."""
        return self.monday + dt.timedelta(days=offset)

    def next(self, weeks: int = 1) -> Week:
        """The week ``weeks`` later; negative for earlier."""
        return Week(self.monday + dt.timedelta(weeks=weeks))

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where one safety week ends and the next begins: a local time on a weekday, Monday 0 to Sunday 6.

    Monday at six unless a municipality says otherwise (``places.weeks.boundary_of``): Sunday's night stays whole.
    """

    weekday: int = 0
    time: dt.time = dt.time(6)

    def week_of(self, moment: dt.datetime) -> Week:
        """The week that an aware moment belongs to; every moment belongs to one."""
        day = local(moment).date()
        begins = day - dt.timedelta(days=(day.weekday() - self.weekday) % DAYS)
        if moment < at(begins, self.time):
            begins -= dt.timedelta(days=DAYS)
        named_by = begins + NAMED_BY
        return Week(named_by - dt.timedelta(days=named_by.weekday()))

    def bounds(self, week: Week) -> tuple[dt.datetime, dt.datetime]:
        """First moment of the week and first moment after it, in UTC."""
        return self._begins(week), self._begins(week.next())

    def _begins(self, week: Week) -> dt.datetime:
        before = self.weekday if self.weekday <= NAMED_BY.days else self.weekday - DAYS
        return at(week.day(before), self.time)


USUAL_BOUNDARY = Boundary()


def following(moment: dt.datetime, weekday: int, time: dt.time) -> dt.datetime:
    """The first time, from ``moment`` on, that it is this local time on this weekday; in UTC."""
    day = local(moment).date()
    first = day + dt.timedelta(days=(weekday - day.weekday()) % DAYS)
    found = at(first, time)
    return found if found >= moment else at(first + dt.timedelta(days=DAYS), time)


def corrected(*, occurred_at: dt.datetime, sent_at: dt.datetime, received_at: dt.datetime) -> dt.datetime:
    """When a phone's fact happened by our clock: received − (sent − occurred), never later than received.

    A phone whose clock is wrong is wrong in both of its times, so the difference holds.
    """
    return min(received_at, received_at - (sent_at - occurred_at))
