"""Writes of the police's events: one fetcher for all municipalities, and a list that only adds and corrects."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common import db
from backend.common.clock import USUAL_BOUNDARY, Boundary
from backend.common.errors import Conflict
from places import weeks
from places.models import Municipality
from situation.models import PoliceEvent, PoliceFetch
from situation.police.fetch import Limits, Unreachable, download
from situation.police.parse import EmptyAnswer, Item, UnreadableAnswer, municipality_of, parse
from situation.states import FetchOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

# The police's rules for their open data: at least 10 s between calls, at most 60 an hour (and so 1,440 a day).
MIN_GAP: Final = dt.timedelta(seconds=10)
HOUR: Final = dt.timedelta(hours=1)
MAX_PER_HOUR: Final = 60
# A call is over within Limits.total; one that has not ended by then died with its process.
ABANDONED: Final = dt.timedelta(minutes=2)
KEEP_FETCHES: Final = dt.timedelta(days=90)
_ALONE: Final = "situation.police"


class TooSoon(Conflict):
    """The police's limits forbid a call now."""

    code = "too_soon"
    message = _("Polisens villkor tillåter nästa hämtning om %(seconds)d sekunder.")


def refresh(*, clock: Callable[[], dt.datetime], limits: Limits | None = None) -> PoliceFetch:
    """Ask the police once, for all municipalities, and take in what they say; the row tells how it went.

    Raises TooSoon when the limits forbid a call. The call itself is made outside any transaction.
    """
    fetch = begin(now=clock())
    try:
        came = download(
            settings.POLICE_EVENTS_URL,
            user_agent=f"Lykta/{settings.VERSION} (+{settings.PUBLIC_URL})",
            etag=fetch.etag,
            last_modified=fetch.last_modified,
            limits=limits,
        )
    except Unreachable as error:
        return _end(fetch, FetchOutcome.UNREACHABLE, now=clock(), detail=error.reason)
    if came.body is None:
        return _end(fetch, FetchOutcome.UNCHANGED, now=clock())
    fetch.etag, fetch.last_modified = came.etag, came.last_modified
    return take_in(came.body, clock(), fetch=fetch)


@transaction.atomic
def begin(*, now: dt.datetime) -> PoliceFetch:
    """Claim the right to one call, over all processes. Raises TooSoon. The row carries the validators to send."""
    db.alone(_ALONE)
    calls = PoliceFetch.objects.calls()
    _refuse_too_soon(list(calls.around(now, HOUR).values_list("started_at", "finished_at")), now)
    calls.filter(started_at__lt=now - KEEP_FETCHES).delete()
    latest = PoliceFetch.objects.with_content().first()
    return PoliceFetch.objects.create(
        started_at=now,
        etag=latest.etag if latest else "",
        last_modified=latest.last_modified if latest else "",
    )


@transaction.atomic
def take_in(answer: bytes, now: dt.datetime, *, fetch: PoliceFetch | None = None) -> PoliceFetch:
    """Add and correct events from one answer of the police, for every municipality; the row tells how it went.

    ``fetch`` is the call that brought it; without one it came from a file. An empty or unreadable answer changes
    nothing. An event that is missing from the answer stays: the list holds only the latest 500.
    """
    db.alone(_ALONE)
    fetch = fetch or PoliceFetch(started_at=now, from_file=True)
    try:
        told = parse(answer)
    except UnreadableAnswer as error:
        outcome = FetchOutcome.EMPTY if isinstance(error, EmptyAnswer) else FetchOutcome.BROKEN
        return _end(fetch, outcome, now=now, detail=error.reason)
    fetch.items, fetch.unreadable = len(told.items), told.unreadable
    _write(told.items, fetch, now)
    return _end(fetch, FetchOutcome.OK, now=now)


def _refuse_too_soon(calls: Sequence[tuple[dt.datetime, dt.datetime | None]], now: dt.datetime) -> None:
    """``calls`` are started and finished, latest first, of the last hour."""
    free_at = [started + MIN_GAP for started, _finished in calls[:1]]
    free_at += [started + ABANDONED for started, finished in calls if finished is None]
    free_at += [started + HOUR for started, _finished in calls[MAX_PER_HOUR - 1 : MAX_PER_HOUR]]
    wait = max(free_at, default=now) - now
    if wait > dt.timedelta():
        raise TooSoon(seconds=math.ceil(wait.total_seconds()))


def _end(fetch: PoliceFetch, outcome: FetchOutcome, *, now: dt.datetime, detail: str = "") -> PoliceFetch:
    fetch.outcome, fetch.finished_at, fetch.detail = outcome, now, detail
    fetch.save()
    return fetch


def _write(items: Sequence[Item], fetch: PoliceFetch, now: dt.datetime) -> None:
    """The police's list wins over what we have: an event that they file elsewhere after all leaves our list."""
    homes = {home.name: home for home in Municipality.objects.order_by("id")}
    boundaries = weeks.chosen()
    known = {row.source_id: row for row in PoliceEvent.objects.filter(source_id__in=[i.source_id for i in items])}
    for item in items:
        row = known.get(item.source_id)
        if row is not None and row.raw_digest == item.digest:
            continue
        name = municipality_of(item, homes)
        if name is not None:
            fetch.created += row is None
            fetch.changed += row is not None
            home = homes[name].pk
            _fill(row or PoliceEvent(first_seen_at=now), item, home, boundaries.get(home, USUAL_BOUNDARY), now).save()
        elif row is not None:
            fetch.removed += 1
            row.delete()


def _fill(row: PoliceEvent, item: Item, municipality_id: UUID, boundary: Boundary, now: dt.datetime) -> PoliceEvent:
    if (row.municipality_id, row.occurred_at) != (municipality_id, item.occurred_at):  # else counted where it was
        row.week = boundary.week_of(item.occurred_at).key
    row.municipality_id = municipality_id
    row.source_id = item.source_id
    row.kind = item.kind
    row.url, row.place_text = item.url, item.place
    row.published_at, row.occurred_at = item.published_at, item.occurred_at
    row.raw_digest, row.changed_at = item.digest, now
    return row
