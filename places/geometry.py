"""Plane and sphere geometry for a municipality: distances, which district a point lies in, shapes for an inline map."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

EARTH_RADIUS_M = 6_371_008.8  # mean radius (IUGG)

# WGS 84, [longitude, latitude] as in GeoJSON (RFC 7946 §3.1.1); a polygon is its outer ring and then its holes.
Ring = list[list[float]]
Polygon = list[Ring]


class Placed(Protocol):
    """Something with a point, or with None for both coordinates."""

    latitude: float | None
    longitude: float | None


P = TypeVar("P", bound=Placed)
K = TypeVar("K")


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in metres between two (latitude, longitude) in degrees, by the haversine formula."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, h)))


def nearest(places: Iterable[P], here: tuple[float, float], limit: int) -> list[tuple[float, P]]:
    """The ``limit`` places closest to (latitude, longitude) with their distance in metres, nearest first.

    Places without a point are left out: a name is not a position. Ties keep the order they came in.
    """
    measured = [
        (distance_m(here, (place.latitude, place.longitude)), place)
        for place in places
        if place.latitude is not None and place.longitude is not None
    ]
    return sorted(measured, key=lambda pair: pair[0])[:limit]


def contains(polygon: Polygon, latitude: float, longitude: float) -> bool:
    """Even-odd rule over all rings, so that holes are outside. Half-open: a point on an edge that two neighbours
    share belongs to exactly one of them."""
    inside = False
    for ring in polygon:
        for (x1, y1), (x2, y2) in itertools.pairwise(ring):
            if (y1 > latitude) != (y2 > latitude):
                crossing = x1 + (latitude - y1) * (x2 - x1) / (y2 - y1)
                if longitude < crossing:
                    inside = not inside
    return inside


def area_of(areas: Mapping[K, Polygon], latitude: float, longitude: float) -> K | None:
    """The key of the first area that holds the point, or None."""
    return next((key for key, polygon in areas.items() if contains(polygon, latitude, longitude)), None)


@dataclass(frozen=True, slots=True)
class Shape:
    """An area as SVG: path data, and where its label stands."""

    d: str
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Projection:
    """Equirectangular at one latitude, north up, scaled to ``width`` units with a margin: right for a municipality."""

    west: float
    north: float
    squeeze: float
    scale: float
    margin: float
    width: float
    height: float

    @classmethod
    def around(cls, polygons: Iterable[Polygon], width: float = 640, margin: float = 8) -> Projection | None:
        """The projection that fits all polygons; None when they hold no area."""
        points = [point for polygon in polygons for ring in polygon for point in ring]
        if not points:
            return None
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        if west == east or south == north:
            return None
        squeeze = math.cos(math.radians((south + north) / 2))
        scale = (width - 2 * margin) / ((east - west) * squeeze)
        height = (north - south) * scale + 2 * margin
        return cls(west, north, squeeze, scale, margin, width, round(height, 1))

    @property
    def view_box(self) -> str:
        """For the svg element."""
        return f"0 0 {self.width:g} {self.height:g}"

    def xy(self, latitude: float, longitude: float) -> tuple[float, float]:
        """A point in view-box units, to a tenth."""
        x = (longitude - self.west) * self.squeeze * self.scale + self.margin
        y = (self.north - latitude) * self.scale + self.margin
        return round(x, 1), round(y, 1)

    def shape(self, polygon: Polygon) -> Shape:
        """Path data of a polygon with at least one ring, holes included (fill-rule evenodd)."""
        rings = [[self.xy(lat, lon) for lon, lat in ring] for ring in polygon]
        d = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring[:-1]) + "Z" for ring in rings)
        x, y = centroid(rings[0])
        return Shape(d, round(x, 1), round(y, 1))


def centroid(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Centre of gravity of a closed ring; the mean of its points when it has no area."""
    twice_area = sum_x = sum_y = 0.0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        cross = x1 * y2 - x2 * y1
        twice_area += cross
        sum_x += (x1 + x2) * cross
        sum_y += (y1 + y2) * cross
    if math.isclose(twice_area, 0, abs_tol=1e-9):
        return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
    return sum_x / (3 * twice_area), sum_y / (3 * twice_area)
