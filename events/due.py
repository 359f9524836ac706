"""What the clockwork does for events: closes what has ended, and asks for a group that is not back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.errors import NotFound
from backend.common.viewer import system
from events.actions import charge, close, evening
from notifications import due

if TYPE_CHECKING:
    import datetime as dt

    from notifications.due import DueRow


def end(row: DueRow, now: dt.datetime) -> None:
    """The event's time is over."""
    if row.municipality_id is None or row.ref is None:
        return
    try:
        close.close_ended(viewer=system(row.municipality_id), event_id=row.ref, now=now)
    except NotFound:
        return


def evening_link(row: DueRow, now: dt.datetime) -> None:
    """Two hours before a walk: its leaders get the link to their evening."""
    if row.municipality_id is None or row.ref is None:
        return
    try:
        evening.send_links(viewer=system(row.municipality_id), event_id=row.ref, now=now)
    except NotFound:
        return


def overdue_back(row: DueRow, now: dt.datetime) -> None:
    """A group should have been back."""
    if row.municipality_id is None or row.ref is None:
        return
    try:
        close.flag_overdue(viewer=system(row.municipality_id), team_id=row.ref, now=now)
    except NotFound:
        return


def leader_unchecked(row: DueRow, now: dt.datetime) -> None:
    """The day before: are its leaders cleared?"""
    if row.municipality_id is None or row.ref is None:
        return
    try:
        charge.warn_unchecked(viewer=system(row.municipality_id), event_id=row.ref, now=now)
    except NotFound:
        return


def register() -> None:
    """Called from EventsConfig.ready()."""
    due.register(close.END, end)
    due.register(evening.EVENING, evening_link)
    due.register(close.OVERDUE, overdue_back)
    due.register(charge.UNCHECKED, leader_unchecked)
