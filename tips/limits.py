"""How often one address, or one person, may knock at the open doors: counted in the cache, under a keyed hash.

A training room of thirty sits behind one address: the limits are for machines, and a receipt's 60 bits need none.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache

if TYPE_CHECKING:
    from django.http import HttpRequest

HOUR = 3600
REPORT, FOLLOW = "report", "follow"
FOLLOW_PER_HOUR = 600
_SECONDS = {"s": 1, "m": 60, "h": HOUR, "d": 86400}


def allows(request: HttpRequest, door: str) -> bool:
    """Count one knock at the door; False when there were too many: from this person, or nameless from this address."""
    most, seconds = _rate(door)
    who = request.viewer.user_id or request.META.get("REMOTE_ADDR", "")  # type: ignore[attr-defined]
    key = f"tips:{door}:{_mark(str(who))}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ran out between the two lines
        return True


def _rate(door: str) -> tuple[int, int]:
    """(knocks, seconds), from LYKTA_REPORT_RATE for reports."""
    if door == FOLLOW:
        return FOLLOW_PER_HOUR, HOUR
    rates: dict[str, str] = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]  # type: ignore[assignment]
    number, _, period = rates[REPORT].partition("/")
    return int(number), _SECONDS[period[:1]]


def _mark(address: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()[:32]
