"""The inline map: what is drawn, what is said, and that nothing in it needs style or script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.template.loader import render_to_string

from places import actions
from places.files import find, read
from places.maps import district_map, level

if TYPE_CHECKING:
    from places.models import District, Municipality


@pytest.fixture
def districts(db: None) -> list[District]:
    municipality: Municipality = actions.load_municipality(file=read(find("botkyrka")), hostname="b.example")
    return list(municipality.districts.all())


def test_a_district_has_its_level_its_words_and_its_link(districts: list[District]) -> None:
    fittja = next(district for district in districts if district.name == "Fittja")
    made = district_map(
        districts,
        title="Observationer",
        levels={fittja.pk: 9},
        texts={fittja.pk: "12 observationer"},
        urls={fittja.pk: "/fittja/"},
    )
    html = render_to_string("places/map.html", {"map": made})
    assert 'aria-label="Fittja: 12 observationer"' in html
    assert (html.count("map__area--4"), html.count("map__area--0"), html.count("<a ")) == (1, 5, 1)


def test_the_map_says_that_its_borders_are_approximate(districts: list[District]) -> None:
    assert "Ungefärliga gränser" in render_to_string("places/map.html", {"map": district_map(districts, title="T")})
    for district in districts:
        district.is_approximate = False
    official = render_to_string("places/map.html", {"map": district_map(districts, title="T")})
    assert "Ungefärliga" not in official


def test_coordinates_have_points_whatever_the_language(districts: list[District]) -> None:
    html = render_to_string("places/map.html", {"map": district_map(districts, title="T")})
    labels = [part.split('"', 1)[0] for part in html.split(' x="')[1:]]
    assert len(labels) == 6
    assert all(float(label) > 0 for label in labels)


def test_the_map_needs_neither_style_nor_script(districts: list[District]) -> None:
    html = render_to_string("places/map.html", {"map": district_map(districts, title="T")})
    assert "style=" not in html
    assert "<script" not in html


def test_no_polygons_no_map() -> None:
    assert district_map([], title="T") is None
    assert render_to_string("places/map.html", {"map": None}).strip() == ""


def test_levels_are_quarters_of_the_highest() -> None:
    assert [level(value, 8) for value in (0, 1, 2, 3, 5, 8)] == [0, 1, 1, 2, 3, 4]
    assert level(3, 0) == 0
