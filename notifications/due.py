"""The registry of due kinds: what happens when a row's time has come."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from notifications.states import LEASE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection
    from uuid import UUID

    Handler = Callable[["DueRow", dt.datetime], None]
    Revived = Callable[[Collection[UUID]], None]

# Set after the commit of a row that is due at once: the embedded worker wakes without waiting for its next look.
nudge = threading.Event()


@dataclass(frozen=True, slots=True)
class DueRow:
    """What a handler gets to know. ``lease`` is the worker's token; ``attempts`` counts this one."""

    id: int
    kind: str
    key: str
    due_at: dt.datetime
    municipality_id: UUID | None
    ref: UUID | None
    attempts: int
    lease: UUID


@dataclass(frozen=True, slots=True)
class DueKind:
    """A registered kind; ``every`` makes it a clockwork of its own, with one row for ever.

    What a row was about has a state of its own: ``gave_up`` closes it with the row, ``revived`` opens it again.
    """

    code: str
    handler: Handler
    every: dt.timedelta | None
    lease: dt.timedelta
    gave_up: Handler | None = None
    revived: Revived | None = None


_kinds: dict[str, DueKind] = {}


def register(
    kind: str,
    handler: Handler,
    *,
    every: dt.timedelta | None = None,
    lease: dt.timedelta = LEASE,
    gave_up: Handler | None = None,
    revived: Revived | None = None,
) -> None:
    """Called from AppConfig.ready(). ``handler(row, now)`` is run outside any transaction and may come twice.

    It comes twice only when a worker dies between the handler's end and the record of it, so a handler asks first
    whether its step is already taken. An exception means: again later. ``lease`` is how long another worker waits
    before it takes the row for abandoned. ``gave_up(row, now)`` runs in the transaction that gives a row up, and
    ``revived(refs)`` in the one in which a person sets such rows going again. ValueError when the kind is taken.
    """
    known = _kinds.setdefault(kind, DueKind(kind, handler, every, lease, gave_up, revived))
    if known.handler is not handler:
        raise ValueError(f"due kind {kind} is registered twice")


def get(kind: str) -> DueKind:
    """The kind of a code. ValueError when nobody registered it."""
    try:
        return _kinds[kind]
    except KeyError:
        raise ValueError(f"due kind {kind} is not registered") from None


def kinds() -> list[DueKind]:
    """Every kind, by code."""
    return [_kinds[code] for code in sorted(_kinds)]
