"""What the tests of observations share: a report, and the doors."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories import NOW
from tips.actions.ingest import Receipt, ingest
from tips.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.common.viewer import Viewer
    from places.models import Place
    from tips.models import Tip


@pytest.fixture
def report(station: Place) -> Callable[..., Report]:
    """``report(text="…")``: a broken lamp by Fittja tunnelbanestation, half an hour ago."""

    def make(**values: Any) -> Report:
        said = {
            "id": uuid.uuid4(),
            "category": "lighting_broken",
            "occurred_at": NOW - dt.timedelta(minutes=30),
            "place_id": station.pk,
            "key": "c0ffee" + "0" * 26,
        }
        return Report(**said | values)

    return make


@pytest.fixture
def tell(viewer_of: Callable[..., Viewer], report: Callable[..., Report]) -> Callable[..., Receipt]:
    """``tell(user, text="…")``: the report taken in."""

    def make(user: Any = None, *, now: dt.datetime = NOW, **values: Any) -> Receipt:
        return ingest(viewer=viewer_of(user), report=report(**values), now=now)

    return make


@pytest.fixture
def tip(tell: Callable[..., Receipt]) -> Tip:
    """A broken lamp, told by a resident."""
    return tell().tip
