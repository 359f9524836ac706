"""What the clockwork does for people: who joins, and what they are cleared for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notifications import due
from volunteers.actions import accepting, invitations, reminders

if TYPE_CHECKING:
    import datetime as dt

    from notifications.due import DueRow


def clearance_ends(row: DueRow, now: dt.datetime) -> None:
    """Thirty days are left."""
    if row.ref is not None:
        reminders.remind(row_id=row.ref, now=now)


def unused_account(row: DueRow, _now: dt.datetime) -> None:
    """An account that was made for an invitation and never used."""
    if row.ref is not None:
        accepting.drop_unused_account(user_id=row.ref)


def forget_link(row: DueRow, now: dt.datetime) -> None:
    """The link in an invitation's mail."""
    if row.ref is not None and row.municipality_id is not None:
        invitations.forget_link(delivery_id=row.ref, municipality_id=row.municipality_id, now=now)


def register() -> None:
    """Called from VolunteersConfig.ready()."""
    due.register(reminders.ENDS, clearance_ends)
    due.register(accepting.UNUSED_ACCOUNT, unused_account)
    due.register(invitations.FORGET_LINK, forget_link)
