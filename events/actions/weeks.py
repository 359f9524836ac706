"""What is planned follows the municipality's week when its boundary moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from backend.common.db import alone, lock
from events.actions import focus
from events.actions.common import require, tell_events
from events.models import Event
from events.states import PLANNED
from places.policies import can_set_rules
from places.weeks import boundary_of

if TYPE_CHECKING:
    import datetime as dt

    from backend.common.viewer import Viewer


@transaction.atomic
def follow_boundary(*, viewer: Viewer, now: dt.datetime) -> int:
    """Put what has not begun in its week by the boundary as it stands now, with that week's decided focus places.

    What has begun or is over keeps the week it was counted in. Returns how many moved. Raises NotAllowed.
    """
    alone(focus.DECISIONS % viewer.municipality_id)
    require(can_set_rules(viewer))
    boundary = boundary_of(viewer.municipality_id)
    ahead = Event.objects.of_municipality(viewer.municipality_id).filter(starts_at__gt=now, state__in=PLANNED)
    moved = []
    for event in lock(ahead.select_related("municipality").order_by("starts_at", "id")):
        week = boundary.week_of(event.starts_at).key
        if event.week != week:
            event.week = week
            moved.append(event)
    Event.objects.bulk_update(moved, ["week"], batch_size=500)
    tell_events([(event, change) for event in moved for change in focus.inherit(event, now=now)], now=now)
    return len(moved)
