"""The quiet hours of a municipality: when nothing is sent that can wait. Pure functions of local time."""

from __future__ import annotations

import datetime as dt

from backend.common.clock import at, local


def ends(quiet_from: dt.time | None, quiet_until: dt.time | None, now: dt.datetime) -> dt.datetime | None:
    """When the quiet that is now ends; None when it is not quiet. From 22 until 7 goes over midnight."""
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return None
    today = local(now).date()
    for day in (today - dt.timedelta(days=1), today):
        last = day if quiet_until > quiet_from else day + dt.timedelta(days=1)
        begins, until = at(day, quiet_from), at(last, quiet_until)
        if begins <= now < until:
            return until
    return None
