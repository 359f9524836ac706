"""Distances, which district a point lies in, and the shapes of the map."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.files import find, read
from places.geometry import Projection, area_of, centroid, contains, distance_m, nearest

FITTJA = (59.2475, 17.860833)
ALBY = (59.239444, 17.845556)
SQUARE = [[[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]]]
HOLE = [[0.5, 0.5], [1.5, 0.5], [1.5, 1.5], [0.5, 1.5], [0.5, 0.5]]

degrees = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@dataclass
class Spot:
    name: str
    latitude: float | None
    longitude: float | None


def test_one_degree_of_latitude_is_sixty_nautical_miles() -> None:
    assert distance_m((59, 18), (60, 18)) == pytest.approx(111_195, abs=1)


def test_fittja_to_alby_station() -> None:
    assert distance_m(FITTJA, ALBY) == pytest.approx(1248, abs=5)


@given(degrees, degrees)
def test_distance_is_symmetric_and_at_most_half_round(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert distance_m(a, b) == pytest.approx(distance_m(b, a))
    assert 0 <= distance_m(a, b) <= 20_015_200


def test_nearest_leaves_out_names_without_a_point() -> None:
    spots = [Spot("torg", None, None), Spot("alby", *ALBY), Spot("fittja", *FITTJA)]
    assert [(round(m), spot.name) for m, spot in nearest(spots, FITTJA, 5)] == [(0, "fittja"), (1248, "alby")]


def test_contains_has_holes() -> None:
    with_hole = [*SQUARE, HOLE]
    assert [contains(with_hole, 0.2, 0.2), contains(with_hole, 1, 1), contains(with_hole, 3, 1)] == [
        True,
        False,
        False,
    ]


@given(st.floats(0, 2))
def test_a_shared_edge_belongs_to_one_neighbour(latitude: float) -> None:
    right = [[[x + 2.0, y] for x, y in SQUARE[0]]]
    both = {"left": SQUARE, "right": right}
    inside = [key for key in both if contains(both[key], latitude, 2.0)]
    assert inside == ([] if latitude == 2 else ["right"])


@pytest.mark.parametrize("name", ["Fittja tunnelbanestation", "Tumba (ort)", "Vårsta (ort)", "Botkyrka kyrka"])
def test_a_place_with_a_point_lies_in_its_own_district(name: str) -> None:
    file = read(find("botkyrka"))
    areas = {district.name: district.polygon for district in file.districts}
    place = next(place for place in file.places if place.name == name)
    assert place.latitude is not None
    assert place.longitude is not None
    assert area_of(areas, place.latitude, place.longitude) == place.district


def test_stockholm_lies_in_no_district() -> None:
    areas = {district.name: district.polygon for district in read(find("botkyrka")).districts}
    assert area_of(areas, 59.33, 18.06) is None


def test_projection_keeps_proportions_and_north_up() -> None:
    projection = Projection.around([[[[17.0, 59.0], [18.0, 59.0], [18.0, 60.0], [17.0, 60.0], [17.0, 59.0]]]])
    assert projection is not None
    (west, south), (east, north) = projection.xy(59, 17), projection.xy(60, 18)
    assert (west, east) == (8, 632)
    assert north < south
    assert (south - north) / (east - west) == pytest.approx(1 / math.cos(math.radians(59.5)), rel=1e-3)


def test_every_district_is_drawn_inside_the_view_box() -> None:
    polygons = [district.polygon for district in read(find("botkyrka")).districts]
    projection = Projection.around(polygons)
    assert projection is not None
    corners = [projection.xy(lat, lon) for polygon in polygons for ring in polygon for lon, lat in ring]
    assert all(0 <= x <= projection.width and 0 <= y <= projection.height for x, y in corners)


def test_shape_closes_every_ring_and_labels_the_middle() -> None:
    projection = Projection.around(SQUARE and [SQUARE], width=216)
    assert projection is not None
    shape = projection.shape([*SQUARE, HOLE])
    assert (shape.d.count("M"), shape.d.count("Z")) == (2, 2)
    assert (shape.label_x, shape.label_y) == pytest.approx((108, projection.height / 2), abs=0.1)


def test_no_area_gives_no_projection() -> None:
    assert Projection.around([]) is None
    assert Projection.around([[[[17.0, 59.0], [17.0, 59.0], [17.0, 59.0], [17.0, 59.0]]]]) is None


def test_centroid_of_a_line_is_its_middle() -> None:
    assert centroid([(0, 0), (2, 2), (0, 0)]) == pytest.approx((2 / 3, 2 / 3))
