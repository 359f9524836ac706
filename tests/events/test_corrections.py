"""A place or a district that gets another name: the calendars that show it follow."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest

from events.actions import calendars
from events.calendars.shelves import Shelf, Variant
from events.models import Event
from places import actions
from tests.factories import NOW, make_event, make_signup

LATER = NOW + dt.timedelta(hours=1)


@pytest.mark.parametrize("what", ["station", "fittja"])
def test_a_new_name_stands_in_the_calendar_with_a_higher_sequence(request, walk, walkers, walker, alby, what):
    make_signup(walk, walker)
    elsewhere, over = make_event(walkers, alby), make_event(walkers, walk.district, place=walk.place, state="closed")
    shelf = Shelf(Variant.OWN, "sv", walk.municipality_id, walker.pk, None)
    before = gzip.decompress(calendars.rebuild(shelf, now=NOW).packed).decode()
    row, save = request.getfixturevalue(what), {"station": actions.correct_place, "fittja": actions.correct_district}
    row.name = "Nygatan"
    save[what](**{"station": {"place": row}, "fittja": {"district": row}}[what], now=LATER)
    after = gzip.decompress(calendars.rebuild(shelf, now=LATER).packed).decode()
    assert ("Nygatan" in before, "Nygatan" in after) == (False, True)
    counted = [Event.objects.get(pk=event.pk).sequence for event in (walk, elsewhere, over)]
    assert counted == [walk.sequence + 1, 0, 0]


def test_what_no_calendar_shows_changes_none(walk, station):
    station.ground_owner = "private"
    actions.correct_place(place=station, now=LATER)
    assert Event.objects.get(pk=walk.pk).sequence == walk.sequence
