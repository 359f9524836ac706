"""The registry hook of links that open one evening without signing in: the app above says what a link opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from typing import Any
    from uuid import UUID

    from volunteers.models import User

    Resolve = Callable[[str, UUID, dt.datetime], "Opened | None"]

# Where a session that began with a link keeps what the link said.
SESSION_KEY = "evening"


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose link it is, and the one event that it opens."""

    user: User
    event_id: UUID


_hooks: dict[str, Resolve] = {}


def register(resolve: Resolve) -> None:
    """Called once from AppConfig.ready(). ``resolve(said, municipality_id, now)`` gives what a session's link opens
    at this moment in this municipality, or None when it opens nothing (any more)."""
    _hooks["evening"] = resolve


def opened(session: Mapping[str, Any] | None, municipality_id: UUID, now: dt.datetime) -> Opened | None:
    """What the session's link opens now; None, without a query, for a session that has none."""
    said = session.get(SESSION_KEY) if session is not None else None
    resolve = _hooks.get("evening")
    return resolve(str(said), municipality_id, now) if said and resolve else None
