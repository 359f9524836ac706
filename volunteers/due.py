"""What the clockwork does for people who join."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from notifications import due
from volunteers.actions import accepting, imports, invitations

if TYPE_CHECKING:
    from notifications.due import DueRow

# Ten thousand mails are written in a minute or so.
LONG = dt.timedelta(minutes=10)


def unused_account(row: DueRow, _now: dt.datetime) -> None:
    """An account that was made for an invitation and never used."""
    if row.ref is not None:
        accepting.drop_unused_account(user_id=row.ref)


def forget_link(row: DueRow, now: dt.datetime) -> None:
    """The link in an invitation's mail."""
    if row.ref is not None and row.municipality_id is not None:
        invitations.forget_link(delivery_id=row.ref, municipality_id=row.municipality_id, now=now)


def forget_list(row: DueRow, now: dt.datetime) -> None:
    """A member list that nobody decided about."""
    if row.ref is not None:
        imports.forget_list(import_id=row.ref, now=now)


def welcome_list(row: DueRow, _now: dt.datetime) -> None:
    """The mails to everybody whom a list brought."""
    if row.ref is not None:
        imports.welcome_list(import_id=row.ref)


def register() -> None:
    """Called from AppConfig.ready()."""
    due.register(accepting.UNUSED_ACCOUNT, unused_account)
    due.register(invitations.FORGET_LINK, forget_link)
    due.register(imports.FORGET_LIST, forget_list)
    due.register(imports.WELCOME_LIST, welcome_list, lease=LONG)
