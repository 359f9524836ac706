"""What the floors above do when somebody loses what they were cleared for, or a role: filled in AppConfig.ready()."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from uuid import UUID

    # (user, municipality, what was lost, now), called in the transaction of the action that took it away.
    Handler = Callable[[UUID, UUID, str, dt.datetime], None]

ROLE = "role"
_handlers: dict[str, Handler] = {}


def register(name: str, handler: Handler) -> None:
    """Called from AppConfig.ready(). ValueError when the name is taken."""
    if _handlers.setdefault(name, handler) is not handler:
        raise ValueError(f"{name} is registered twice")


def names() -> list[str]:
    """Who listens, for the guard."""
    return sorted(_handlers)


def lost(user_id: UUID, municipality_id: UUID, what: str, now: dt.datetime) -> None:
    """Tell everybody who listens, in the order of their names. ``what``: a ClearanceKind, "consent" or ROLE."""
    for name in names():
        _handlers[name](user_id, municipality_id, what, now)
