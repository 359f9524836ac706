"""Observations of one's own area as numbers: no row, no place, no hour, and few are told as few."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from backend.common.clock import now
from tests.situation.cast import make_tip
from tips.models import Tip

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE, API = "/observationer/omradet/", "/api/v1/tips/numbers/"


@pytest.fixture
def told(fittja: Any, station: Any, alby: Any) -> None:
    """Five broken lamps and one heap of litter in the own district, one lamp elsewhere, one too long ago."""
    for district, category, times in ((fittja, "lighting_broken", 6), (fittja, "litter", 1), (alby, "litter", 5)):
        for _ in range(times):
            make_tip(district, category=category, place=station if district == fittja else None)
    old = Tip.objects.filter(category="lighting_broken").first()
    Tip.objects.exclude(pk=old.pk).update(received_at=now() - dt.timedelta(days=2))
    Tip.objects.filter(pk=old.pk).update(received_at=now() - dt.timedelta(days=40))


@pytest.mark.usefixtures("told")
def test_a_contact_person_reads_numbers_of_the_own_area(client_of: Callable, contact_person: object) -> None:
    rows = client_of(contact_person).get(API).json()["results"]
    assert rows == [
        {"district": "Fittja", "category": "lighting_broken", "count": 5, "is_few": False},
        {"district": "Fittja", "category": "litter", "count": None, "is_few": True},
    ]


@pytest.mark.usefixtures("told")
def test_the_page_says_the_same_and_shows_no_place(client_of: Callable, contact_person: object) -> None:
    page = client_of(contact_person).get(PAGE).content.decode()
    assert ("Lampa som inte lyser" in page, "färre än 5" in page, "tunnelbanestation" in page) == (True, True, False)


@pytest.mark.parametrize("who", ["walker", "association", "police", "housing"])
def test_others_are_refused(client_of: Callable, request: pytest.FixtureRequest, who: str) -> None:
    client = client_of(request.getfixturevalue(who))
    assert [client.get(path).status_code for path in (PAGE, API)] == [403, 403]


@pytest.mark.usefixtures("told")
def test_a_contact_person_opens_no_queue_and_no_row(client_of: Callable, contact_person: object) -> None:
    client, tip = client_of(contact_person), Tip.objects.first()
    paths = ("/observationer/", f"/observationer/{tip.pk}/", "/api/v1/tips/", f"/api/v1/tips/{tip.pk}/")
    assert [client.get(path).status_code for path in paths] == [403, 404, 403, 404]
