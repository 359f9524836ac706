"""Writes of the clockwork: claim a due row with a lease, extend it, finish it, give it back, give it up."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from backend.common import db
from notifications import due
from notifications.due import DueRow
from notifications.models import Due
from notifications.states import LEASE, MAX_ATTEMPTS, retry_after

if TYPE_CHECKING:
    import datetime as dt

    from notifications.querysets import DueQuerySet


class LeaseLost(Exception):
    """Another worker has taken the row for abandoned, or the row was moved or withdrawn meanwhile."""


def claim(now: dt.datetime) -> DueRow | None:
    """The next due row that nobody holds, leased to the caller; None when there is none.

    The attempt is counted when it begins, so a row that kills its worker each time is given up in the end too.
    """
    open_rows = Due.objects.claimable(now, [kind.code for kind in due.kinds()])
    if not open_rows.exists():  # an idle worker takes no write lock
        return None
    with transaction.atomic():
        rows = db.claim(open_rows, 1)
        if not rows:
            return None
        row, lease = rows[0], uuid.uuid4()
        until = now + due.get(row.kind).lease
        Due.objects.filter(pk=row.pk).update(lease=lease, lease_until=until, attempts=F("attempts") + 1)
    return DueRow(
        id=row.pk,
        kind=row.kind,
        key=row.key,
        due_at=row.due_at,
        municipality_id=row.municipality_id,
        ref=row.ref,
        attempts=row.attempts + 1,
        lease=lease,
    )


def extend(row: DueRow, *, now: dt.datetime, by: dt.timedelta = LEASE) -> None:
    """For a long handler between two of its steps: keep the row. LeaseLost when it is no longer the caller's."""
    if not _held(row).update(lease_until=now + by):
        raise LeaseLost(row.key)


def finish(row: DueRow, *, now: dt.datetime) -> bool:
    """Record that the step is taken; a periodic row moves to its next time instead. False when the lease was lost."""
    every = due.get(row.kind).every
    if every is None:
        return bool(_held(row).update(done_at=now, lease=None, lease_until=None, last_error=""))
    return _move_on(row, every, now, "")


def fail(row: DueRow, *, now: dt.datetime, error: str) -> bool:
    """Put the row back with a pause, or give it up after the last attempt (a periodic one waits for its next time).

    ``error`` is a class name, never a message: messages quote addresses. True when the row was given up.
    """
    kind = due.get(row.kind)
    if row.attempts < MAX_ATTEMPTS:
        _held(row).update(lease=None, lease_until=now + retry_after(row.attempts), last_error=error)
        return False
    if kind.every is not None:
        return _move_on(row, kind.every, now, error)
    with transaction.atomic():
        is_dead = bool(_held(row).update(lease=None, lease_until=None, last_error=error, dead_at=now))
        if is_dead and kind.gave_up is not None:
            kind.gave_up(row, now)
    return is_dead


def revive(row_ids: list[int], *, now: dt.datetime) -> int:
    """A person has mended what was wrong: given-up rows are due again. Returns how many."""
    with transaction.atomic():
        dead = Due.objects.dead().filter(pk__in=row_ids)
        for kind in due.kinds():
            if kind.revived is not None:
                kind.revived(list(dead.filter(kind=kind.code, ref__isnull=False).values_list("ref", flat=True)))
        return dead.update(dead_at=None, attempts=0, lease_until=now)


def seed(now: dt.datetime) -> None:
    """Make sure that every periodic kind has its row; the first time is now."""
    known = set(Due.objects.filter(key__in=[_key(k.code) for k in due.kinds()]).values_list("key", flat=True))
    missing = [k for k in due.kinds() if k.every is not None and _key(k.code) not in known]
    Due.objects.bulk_create(
        [Due(kind=kind.code, key=_key(kind.code), due_at=now) for kind in missing], ignore_conflicts=True
    )


def _key(code: str) -> str:
    return f"every:{code}"


def _move_on(row: DueRow, every: dt.timedelta, now: dt.datetime, error: str) -> bool:
    """To the first time after now on the row's own grid: hours without a worker give one run, not one for each."""
    missed = max(0, (now - row.due_at) // every)
    return bool(
        _held(row).update(
            due_at=row.due_at + every * (missed + 1), lease=None, lease_until=None, attempts=0, last_error=error
        )
    )


def _held(row: DueRow) -> DueQuerySet:
    """The row, as long as this lease is the one that counts."""
    held: DueQuerySet = Due.objects.filter(pk=row.id, lease=row.lease, done_at__isnull=True)
    return held
