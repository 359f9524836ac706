"""When a number answers: weekly hours in local time, holidays, and which number to call instead. Pure functions.

Hours are rows of ``{"days": [0, …], "from": "17:00", "to": "08:00"}``, Monday 0; a row that ends at or before its
beginning ends the next day. No row at all: round the clock. Each row becomes moments, so that a night when the clock
changes is as long as it is; an ambiguous local time is the first one (docs/adr/0007-nights-when-the-clock-changes.md).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common.clock import at, local
from backend.common.errors import Invalid
from places.states import HolidayRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Opening = tuple[dt.datetime, dt.datetime]
SUNDAY, DAY, MIDNIGHT = 6, dt.timedelta(days=1), dt.time(0)
MOST_ROWS = 21
# A page kept on a phone is right for this long; no run of holidays is longer.
AHEAD_DAYS = 14
_DAYS = range(7)


class BadHours(Invalid):
    """Not weekly hours."""

    code = "bad_hours"
    message = _("Skriv tiderna som ”mån–fre 17.00–08.00”, en rad för varje.")


@dataclass(frozen=True, slots=True)
class Row:
    """From one clock time to another, beginning on some weekdays."""

    days: frozenset[int]
    begins: dt.time
    ends: dt.time


@dataclass(frozen=True, slots=True)
class Standing:
    """How it is at a moment; ``until`` is the next change, None where there is none in sight."""

    is_open: bool
    until: dt.datetime | None


def parsed(raw: Any) -> tuple[Row, ...]:
    """The rows of what is stored. BadHours for anything else."""
    if not isinstance(raw, list) or len(raw) > MOST_ROWS:
        raise BadHours(field="hours")
    try:
        return tuple(_row(row) for row in raw)
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise BadHours(field="hours") from exc


def _row(row: Any) -> Row:
    days = frozenset(row["days"])
    if not days or any(type(day) is not int or day not in _DAYS for day in days):
        raise ValueError(row)
    return Row(days, _clock(row["from"]), _clock(row["to"]))


def _clock(text: str) -> dt.time:
    return dt.datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 -- a clock time has no zone


def openings(rows: Sequence[Row], rule: str, now: dt.datetime, days: int = AHEAD_DAYS) -> list[Opening] | None:
    """The times that it answers, in order and apart, from the day before until ``days`` ahead. None: always."""
    if not rows and rule != HolidayRule.CLOSED:
        return None
    first = local(now).date() - DAY
    dates = [first + DAY * n for n in range(days + 2)]
    found: list[Opening] = []
    for date in dates:
        found += _of_day(rows, rule, date)
    if rule == HolidayRule.CLOSED:
        for date in dates:
            if is_holiday(date):
                found = list(_without(found, at(date, MIDNIGHT), at(date + DAY, MIDNIGHT)))
    return _joined(found)


def standing(open_at: Sequence[Opening] | None, now: dt.datetime) -> Standing:
    """Whether one of the times is now, and when that changes."""
    if open_at is None:
        return Standing(True, None)
    for begins, ends in open_at:
        if now < begins:
            return Standing(False, begins)
        if now < ends:
            return Standing(True, ends)
    return Standing(False, None)


def is_holiday(date: dt.date) -> bool:
    """A red day in Sweden, or an eve that everybody is off: midsummer's, Christmas's, New Year's."""
    return date in _holidays(date.year)


@lru_cache(maxsize=8)
def _holidays(year: int) -> frozenset[dt.date]:
    from holidays.countries.sweden import Sweden  # noqa: PLC0415 -- half a second that most commands do not need

    return frozenset(Sweden(years=year, include_sundays=False, categories=("public", "de_facto")))


def _of_day(rows: Sequence[Row], rule: str, date: dt.date) -> Iterable[Opening]:
    """What begins on a date."""
    holiday = is_holiday(date)
    if holiday and rule == HolidayRule.CLOSED:
        return
    if not rows or (holiday and rule == HolidayRule.ALWAYS):
        yield at(date, MIDNIGHT), at(date + DAY, MIDNIGHT)
        return
    weekday = SUNDAY if holiday else date.weekday()
    for row in rows:
        if weekday in row.days:
            last = date if row.ends > row.begins else date + DAY
            yield at(date, row.begins), at(last, row.ends)


def _without(times: Iterable[Opening], since: dt.datetime, until: dt.datetime) -> Iterable[Opening]:
    for begins, ends in times:
        if begins < since:
            yield begins, min(ends, since)
        if ends > until:
            yield max(begins, until), ends


def _joined(times: Iterable[Opening]) -> list[Opening]:
    joined: list[Opening] = []
    for begins, ends in sorted(times):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        elif begins < ends:
            joined.append((begins, ends))
    return joined
