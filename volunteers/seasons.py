"""The half-years in which the golden rules are read anew: 1 January to 30 June, 1 July to 31 December, local dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

# Whoever reads again this close to the end reads for the season that comes.
EARLY = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Season:
    """First and last day."""

    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, day: dt.date) -> Season:
        """The season of a local date."""
        if day.month <= 6:
            return cls(dt.date(day.year, 1, 1), dt.date(day.year, 6, 30))
        return cls(dt.date(day.year, 7, 1), dt.date(day.year, 12, 31))

    def next(self) -> Season:
        """The one after."""
        return Season.of(self.last + dt.timedelta(days=1))


def reads_until(day: dt.date, known: dt.date | None) -> dt.date:
    """Last day that a reading on ``day`` holds; ``known`` is the last day of an earlier reading of the same rules.

    The end of the season, and of the next one for whoever has read already and reads again in the last thirty days.
    """
    season = Season.of(day)
    if known is not None and known >= season.last and day > season.last - EARLY:
        return season.next().last
    return season.last


def school_year_ends(day: dt.date) -> dt.date:
    """The next 15 June on or after a local date: when a guardian's consent ends by default."""
    end = dt.date(day.year, 6, 15)
    return end if day <= end else end.replace(year=day.year + 1)
