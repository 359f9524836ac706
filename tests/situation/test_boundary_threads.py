"""The boundary is moved while the meeting decides a focus place: neither waits for the other in a circle."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from events.models import FocusPlace
from places.weeks import boundary_of
from situation import policies
from situation.actions import weeks
from situation.actions.focus import decide_focus
from situation.actions.rules import set_boundary
from tests import factories
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.common.viewer import Viewer
    from places.models import Place
    from volunteers.models import Organisation, User

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_are_done(
    safety_coordinator: User, viewer_of: Callable[..., Viewer], walkers: Organisation, station: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    viewer = viewer_of(safety_coordinator)
    week = weeks.ensure_week(municipality_id=viewer.municipality_id, key="2026-W47", now=NOW)
    monday = factories.make_event(walkers, station.district, starts_at=NOW + dt.timedelta(days=3))
    has_week, allowed = threading.Event(), policies.can_decide_measure

    def lingering(viewer: Viewer) -> bool:
        """The meeting has its week and takes its time, so that the other one is in the middle too."""
        has_week.set()
        threading.Event().wait(0.5)
        return allowed(viewer)

    monkeypatch.setattr(policies, "can_decide_measure", lingering)

    def decide() -> None:
        decide_focus(viewer=viewer, week_id=week.pk, place_id=station.pk, why="Mörkt", now=NOW)
        connection.close()

    def move() -> None:
        has_week.wait(10)
        there = {"week_weekday": 3, "week_time": dt.time(12)}
        set_boundary(viewer=viewer, values=there, version=0, now=NOW)
        connection.close()

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(decide), pool.submit(move)]:
            done.result(30)
    # Decided for W48, where Monday's walk was, and is no more.
    assert boundary_of(viewer.municipality_id).weekday == 3
    assert not FocusPlace.objects.filter(event=monday).standing().exists()
