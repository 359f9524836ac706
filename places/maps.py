"""The districts as an inline map: what templates/places/map.html draws, with a text for whoever does not see it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from places.geometry import Projection, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from django.utils.functional import _StrPromise

    from places.models import District

TOP_LEVEL = 4


@dataclass(frozen=True, slots=True)
class Area:
    """One district on the map. ``level`` 0–4 picks the fill, ``text`` says the same in words."""

    id: UUID
    name: str
    shape: Shape
    level: int
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class DistrictMap:
    """Everything the partial needs; ``is_approximate`` makes it say so."""

    title: str | _StrPromise
    view_box: str
    areas: tuple[Area, ...]
    is_approximate: bool


def district_map(
    districts: Iterable[District],
    *,
    title: str | _StrPromise,
    levels: Mapping[UUID, int] | None = None,
    texts: Mapping[UUID, str] | None = None,
    urls: Mapping[UUID, str] | None = None,
) -> DistrictMap | None:
    """The map of those districts that have a polygon, or None when none has. ``levels`` are 0–4, default 0."""
    drawn = [district for district in districts if district.polygon]
    projection = Projection.around(district.polygon for district in drawn)
    if projection is None:
        return None
    areas = tuple(
        Area(
            id=district.pk,
            name=district.name,
            shape=projection.shape(district.polygon),
            level=max(0, min(TOP_LEVEL, (levels or {}).get(district.pk, 0))),
            text=(texts or {}).get(district.pk, ""),
            url=(urls or {}).get(district.pk, ""),
        )
        for district in drawn
    )
    return DistrictMap(title, projection.view_box, areas, any(district.is_approximate for district in drawn))


def level(value: float, highest: float) -> int:
    """0 for nothing, then 1–4 by quarters of the highest value."""
    if value <= 0 or highest <= 0:
        return 0
    return min(TOP_LEVEL, math.ceil(TOP_LEVEL * value / highest))
