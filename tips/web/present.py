"""What the pages show, put together: pictograms by group, places by district, whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from events.models import Event, FocusPlace
from places.calls import Line, lines
from places.models import District, Place
from places.states import ChannelKind, PlaceKind
from tips.actions.ingest import is_on_walk
from tips.categories import BEHAVIOURS, CALL_INSTEAD, grouped

if TYPE_CHECKING:
    import datetime as dt

    from backend.common.viewer import Viewer
    from tips.states import Category

# Where most people meet: one tap on the first screen of places.
WELL_KNOWN = (PlaceKind.METRO, PlaceKind.RAIL, PlaceKind.CENTRE)
QUICK = 12
# Without a number of its own a kind is answered by 112: it is never busy and never closed.
FALLBACK = ChannelKind.EMERGENCY


@dataclass(frozen=True, slots=True)
class Shown:
    """A category with its numbers."""

    category: Category
    calls: list[Line]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as a choice of the form."""

    value: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Area:
    """A district as a choice of its own, with its places; open where the choice already lies."""

    value: str
    name: str
    spots: list[Spot]
    is_open: bool


def for_kinds(numbers: list[Line], kinds: tuple[str, ...]) -> list[Line]:
    """The numbers of some kinds, in that order; 112 where the municipality has named none."""
    found = [call for kind in kinds for call in numbers if call.kind == kind]
    return found or [call for call in numbers if call.kind == FALLBACK]


def observe(viewer: Viewer, walk: Event | None, chosen: str, now: dt.datetime) -> dict[str, Any]:
    """Everything the form needs: categories by group, numbers, places. Five queries, seven from a walk."""
    numbers = lines(viewer, now)
    quick, areas = _places(viewer, walk, chosen)
    return {
        "groups": [
            (group, [Shown(c, for_kinds(numbers, c.divert) if c.divert else []) for c in categories])
            for group, categories in grouped()
        ],
        "urgent": [Shown(c, for_kinds(numbers, c.divert)) for c in CALL_INSTEAD],
        "first_calls": [c for c in numbers if c.kind in {ChannelKind.EMERGENCY, ChannelKind.POLICE}],
        "behaviours": list(BEHAVIOURS.items()),
        "quick": quick,
        "areas": areas,
        "chosen": chosen,
    }


def walk_of(viewer: Viewer, raw: str) -> Event | None:
    """The walk of ``?walk=<uuid>``, for somebody who is on it; None for anybody else, whatever was asked."""
    try:
        walk_id = UUID(raw)
    except ValueError:
        return None
    if not is_on_walk(viewer, walk_id):
        return None
    found: Event | None = Event.objects.filter(pk=walk_id, municipality_id=viewer.municipality_id).first()
    return found


def _places(viewer: Viewer, walk: Event | None, chosen: str) -> tuple[list[Spot], list[Area]]:
    """(one-tap places, the others by district). From a walk: its focus places and its own district come first."""
    places = list(Place.objects.visible_to(viewer).select_related("district"))
    quick = _quick(places, walk)
    in_quick = {place.pk for place in quick}
    areas = []
    for district in District.objects.visible_to(viewer):
        rest = [p for p in places if p.district_id == district.pk and p.pk not in in_quick]
        spots = [Spot(f"p:{p.pk}", p.name, p.address) for p in rest]
        value = f"d:{district.pk}"
        areas.append(Area(value, district.name, spots, chosen in {value, *(spot.value for spot in spots)}))
    return [Spot(f"p:{p.pk}", p.name, p.district.name) for p in quick], areas


def _quick(places: list[Place], walk: Event | None) -> list[Place]:
    known = [place for place in places if place.kind in WELL_KNOWN]
    if walk is None:
        return sorted(known, key=lambda p: (p.district.name_sort, WELL_KNOWN.index(PlaceKind(p.kind))))
    asked = {walk.place_id, *FocusPlace.objects.filter(event_id=walk.pk).standing().values_list("place_id", flat=True)}
    first = [place for place in places if place.pk in asked]
    near = [p for p in known if p.district_id == walk.district_id and p.pk not in asked]
    return (first + near)[:QUICK]
