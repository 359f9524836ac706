"""What the clockwork does for the situation."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.conf import settings

from backend.common import clock
from backend.common.viewer import system
from notifications import due
from places.models import Municipality
from situation.actions import police, weeks
from situation.police.fetch import Limits

if TYPE_CHECKING:
    from notifications.due import DueRow

FETCH_POLICE: Final = "situation.fetch_police"
OPEN_WEEKS: Final = "situation.open_weeks"
EVERY: Final = dt.timedelta(minutes=10)
# The worker waits while we ask, and it has walks to watch over.
IN_WORKER: Final = Limits(silence=5, total=10)


def fetch_police(_row: DueRow, _now: dt.datetime) -> None:
    """Ask the police, where the setting says so. A refusal or a bad answer waits for the next round."""
    if not settings.POLICE_FETCH:
        return
    try:
        police.refresh(clock=clock.now, limits=IN_WORKER)
    except police.TooSoon:
        return


def cut(row: DueRow, now: dt.datetime) -> None:
    """Draft the week's picture at its cut. A picture that the meeting has already fixed stays."""
    if row.municipality_id is None or row.ref is None:
        return
    try:
        weeks.draft_picture(viewer=system(row.municipality_id), week_id=row.ref, now=now)
    except weeks.AlreadyFixed:
        return


def open_weeks(_row: DueRow, now: dt.datetime) -> None:
    """Every municipality has rows for the week that was and the week that is, so that each cut is on the clock."""
    for municipality in Municipality.objects.order_by("id"):
        weeks.open_weeks(municipality_id=municipality.pk, now=now)


def register() -> None:
    """Called from AppConfig.ready()."""
    due.register(FETCH_POLICE, fetch_police, every=EVERY)
    due.register(OPEN_WEEKS, open_weeks, every=dt.timedelta(hours=1))
    due.register(weeks.CUT, cut)
