"""What the clockwork does for people: tells them before something they are cleared for runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notifications import due
from volunteers.actions import reminders

if TYPE_CHECKING:
    import datetime as dt

    from notifications.due import DueRow


def clearance_ends(row: DueRow, now: dt.datetime) -> None:
    """Thirty days are left."""
    if row.ref is not None:
        reminders.remind(row_id=row.ref, now=now)


def register() -> None:
    """Called from VolunteersConfig.ready()."""
    due.register(reminders.ENDS, clearance_ends)
