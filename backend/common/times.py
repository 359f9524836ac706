"""Times as people say them, in the active language and on the clock of Sweden. Display only: no rule reads them."""

from __future__ import annotations

import datetime as dt

from django.utils import formats
from django.utils.translation import get_language

from backend.common.clock import local


def clock(moment: dt.datetime | dt.time | None) -> str:
    """21.00 in Swedish, 21:00 in English."""
    if moment is None:
        return ""
    wall = local(moment).time() if isinstance(moment, dt.datetime) else moment
    return wall.strftime("%H.%M" if is_swedish() else "%H:%M")


def span(start: dt.datetime, end: dt.datetime | None = None) -> str:
    """21.00–00.30, or the start alone."""
    return clock(start) if end is None else f"{clock(start)}–{clock(end)}"


def day(moment: dt.datetime | dt.date | None) -> str:
    """fre 20 november, Fri 20 November; the year is added when it is not this year's."""
    if moment is None:
        return ""
    date = local_date(moment)
    return _written(date, "D j F" if _near(date) else "D j F Y")


def long_day(moment: dt.datetime | dt.date) -> str:
    """fredag 20 november, Friday 20 November."""
    return _written(local_date(moment), "l j F")


def weekday(moment: dt.datetime | dt.date) -> str:
    """fre, Fri."""
    return _written(local_date(moment), "D")


def month(moment: dt.datetime | dt.date) -> str:
    """november, November."""
    return _written(local_date(moment), "F")


def short_month(moment: dt.datetime | dt.date) -> str:
    """nov, Nov."""
    return _written(local_date(moment), "M")


def local_date(moment: dt.datetime | dt.date) -> dt.date:
    """The date of a moment on the clock of Sweden; a date is its own."""
    return local(moment).date() if isinstance(moment, dt.datetime) else moment


def is_swedish() -> bool:
    """Whether the active language is Swedish, which writes days in small letters and clocks with a full stop."""
    return (get_language() or "sv").startswith("sv")


def _written(date: dt.date, pattern: str) -> str:
    text = formats.date_format(date, pattern)
    return text.lower() if is_swedish() else text


def _near(date: dt.date) -> bool:
    """Within half a year of today nobody needs the year."""
    return abs((date - dt.date.today()).days) < 180  # noqa: DTZ011
