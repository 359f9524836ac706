"""The operator's pages of events: of the visited municipality alone."""

from __future__ import annotations

import pytest

from events.models import DecidedFocus
from tests import factories
from tests.factories import NOW
from volunteers.models import User


@pytest.mark.parametrize("model", ["event", "decidedfocus"])
def test_the_neighbours_rows_are_not_there(client_of, walk, square, huddinge, model):
    district = factories.make_district(huddinge, "Segeltorp")
    theirs = factories.make_event(factories.make_organisation(huddinge, districts=(district,)), district)
    decided = [
        DecidedFocus.objects.create(
            municipality=place.district.municipality, week="2026-W47", place=place, why="Mörkt", decided_at=NOW
        )
        for place in (square, factories.make_place(district))
    ]
    mine, foreign = {"event": (walk, theirs), "decidedfocus": decided}[model]
    client = client_of(User.objects.create_superuser("drift@example.org", name="Drift"))
    page = client.get(f"/drift/events/{model}/").content.decode()
    assert (str(mine.pk) in page, str(foreign.pk) in page) == (True, False)
    answers = [client.get(f"/drift/events/{model}/{row.pk}/change/").status_code for row in (mine, foreign)]
    assert answers == [200, 302]
