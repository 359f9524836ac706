"""The demo that is started in the middle of a Friday night."""

from __future__ import annotations

import datetime as dt

import pytest

from backend.common.clock import at
from backend.demo.load import load
from events.models import Event
from tips.models import Tip

pytestmark = pytest.mark.once


@pytest.mark.django_db
def test_a_start_on_friday_night_has_a_walk_that_has_begun() -> None:
    now = at(dt.date(2026, 11, 20), dt.time(23))
    assert load(now) == []
    tonight = Event.objects.get(title="Nattvandring i Fittja", week="2026-W47")
    assert (tonight.state, tonight.starts_at < now < tonight.ends_at) == ("open", True)
    assert not Tip.objects.filter(received_at__gt=now).exists()
