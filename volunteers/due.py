"""What the clockwork does for personal data: what has had its time goes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.core.management import call_command

from notifications import due
from places.models import Municipality
from volunteers.actions import erasing, retention

if TYPE_CHECKING:
    from notifications.due import DueRow

RETENTION: Final = "volunteers.retention"
RECEIPTS: Final = "volunteers.erasure_receipts"


def dispose(_row: DueRow, now: dt.datetime) -> None:
    """Once a day, each municipality by its own times; then what stayed of those who were erased, and old sessions."""
    for municipality in Municipality.objects.order_by("id"):
        retention.dispose(municipality_id=municipality.pk, now=now)
    erasing.finish_erasures(now=now)
    call_command("clearsessions")


def forget_receipts(_row: DueRow, now: dt.datetime) -> None:
    """The address on a receipt goes when the receipt has gone."""
    erasing.forget_receipts(now=now)


def register() -> None:
    """Called from VolunteersConfig.ready()."""
    due.register(RETENTION, dispose, every=dt.timedelta(days=1), lease=dt.timedelta(minutes=30))
    due.register(RECEIPTS, forget_receipts, every=dt.timedelta(minutes=10))
