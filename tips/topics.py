"""Which live topics hear of an observation, and who may listen to the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notifications import topics
from notifications.actions import Change, tell
from tips import policies

if TYPE_CHECKING:
    import datetime as dt

    from backend.common.viewer import Viewer
    from tips.models import Tip

QUEUE, BOARD = "queue", "board"


def may_read_queue(viewer: Viewer, ref: str) -> bool:
    """The first assessment of one's own municipality."""
    return str(viewer.municipality_id) == ref and policies.can_assess(viewer)


def tell_of(tip: Tip, code: str, *, now: dt.datetime, to: tuple[str, ...] = (QUEUE, BOARD)) -> None:
    """Tell the municipality's queue and board which observation, and what became of it. An action's last statement."""
    change = Change("tip", tip.pk, code)
    tell([(topics.key(kind, tip.municipality_id), change) for kind in to], now=now)
