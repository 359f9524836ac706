"""What tips does by the clock: hand-offs follow their e-mails."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from notifications import due
from tips.actions import handoffs

if TYPE_CHECKING:
    from notifications.due import DueRow

EVERY = dt.timedelta(minutes=1)


def register() -> None:
    """Called from TipsConfig.ready()."""
    due.register("tips.handoffs", settle_handoffs, every=EVERY)


def settle_handoffs(_row: DueRow, now: dt.datetime) -> None:
    """One look at the pending hand-offs; safe to repeat."""
    handoffs.settle(now=now)
