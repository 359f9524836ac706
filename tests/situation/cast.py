"""What the week's tests share."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from backend.common.clock import USUAL_BOUNDARY, hour_band, weekday
from tests.factories import NOW
from tips.models import Tip

if TYPE_CHECKING:
    from places.models import District

# Friday evening's week; its cut is Wednesday 25 November 15:00 local, its meeting Thursday 10:00.
FRIDAY = NOW + dt.timedelta(hours=5)
CUT = dt.datetime(2026, 11, 25, 14, tzinfo=dt.UTC)
THURSDAY = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)


def make_tip(
    district: District, *, at: dt.datetime = FRIDAY, received: dt.datetime | None = None, **values: Any
) -> Tip:
    """An observation of broken lighting, as ingest would have written it."""
    defaults: dict[str, Any] = {
        "id": uuid.uuid4(),
        "category": "lighting_broken",
        "channel": "web",
        "reporter": "resident",
        "urgency": 2,
    }
    return Tip.objects.create(
        municipality=district.municipality,
        district=district,
        occurred_at=at,
        week=USUAL_BOUNDARY.week_of(at).key,
        weekday=weekday(at),
        band=hour_band(at),
        received_at=received or at,
        digest="0" * 64,
        receipt_hash=uuid.uuid4().hex,
        **defaults | values,
    )
