"""What the clockwork does for people: who joins, what they are cleared for, and what has had its time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.core.management import call_command

from notifications import due
from places.models import Municipality
from volunteers.actions import accepting, erasing, imports, invitations, reminders, retention

if TYPE_CHECKING:
    from notifications.due import DueRow

RETENTION: Final = "volunteers.retention"
RECEIPTS: Final = "volunteers.erasure_receipts"
# Ten thousand mails are written in a minute or so.
LONG = dt.timedelta(minutes=10)


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


def dispose(_row: DueRow, now: dt.datetime) -> None:
    """Once a day, each municipality by its own times; then what stayed of those who were erased, and old sessions."""
    for municipality in Municipality.objects.order_by("id"):
        retention.dispose(municipality_id=municipality.pk, now=now)
    erasing.finish_erasures(now=now)
    call_command("clearsessions")


def forget_receipts(_row: DueRow, now: dt.datetime) -> None:
    """The address on a receipt goes when the receipt has gone."""
    erasing.forget_receipts(now=now)


def forget_list(row: DueRow, now: dt.datetime) -> None:
    """A member list that nobody decided about."""
    if row.ref is not None:
        imports.forget_list(import_id=row.ref, now=now)


def welcome_list(row: DueRow, _now: dt.datetime) -> None:
    """The mails to everybody whom a list brought."""
    if row.ref is not None:
        imports.welcome_list(import_id=row.ref)


def register() -> None:
    """Called from VolunteersConfig.ready()."""
    due.register(reminders.ENDS, clearance_ends)
    due.register(accepting.UNUSED_ACCOUNT, unused_account)
    due.register(invitations.FORGET_LINK, forget_link)
    due.register(RETENTION, dispose, every=dt.timedelta(days=1), lease=dt.timedelta(minutes=30))
    due.register(RECEIPTS, forget_receipts, every=dt.timedelta(minutes=10))
    due.register(imports.FORGET_LIST, forget_list)
    due.register(imports.WELCOME_LIST, welcome_list, lease=LONG)
