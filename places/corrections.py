"""Who hears that what people read of a place or a district is another now: filled by the apps above (ready())."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from places.models import District, Place

    Hearer = Callable[["Place | District", dt.datetime], None]

_hearers: dict[str, Hearer] = {}


def register(code: str, hear: Hearer) -> None:
    """``hear`` is called in the transaction of each correction. Called from an app's ready()."""
    _hearers[code] = hear


def hearers() -> tuple[str, ...]:
    """The codes of those who hear, for the guard that lists them."""
    return tuple(_hearers)


def tell(corrected: Place | District, now: dt.datetime) -> None:
    """Tell everybody who shows it."""
    for hear in _hearers.values():
        hear(corrected, now)
