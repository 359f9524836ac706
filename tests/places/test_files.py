"""The files that ship with the project, and what a broken one is told."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from places.files import BadPlacesFile, NoSuchPlacesFile, find, parse, read

if TYPE_CHECKING:
    from pathlib import Path


def small(**values: Any) -> dict[str, Any]:
    return {
        "code": "0127",
        "name": "Botkyrka",
        "districts": [{"name": "Fittja"}],
        "places": [{"name": "Fittja centrum", "kind": "centre", "district": "Fittja", "source": "test"}],
    } | values


def place(**values: Any) -> list[dict[str, Any]]:
    return [small()["places"][0] | values]


def test_botkyrka_is_whole() -> None:
    file = read(find("botkyrka"))
    exact = [place for place in file.places if place.latitude is not None]
    assert (file.code, file.population, len(file.districts), len(file.places), len(exact)) == (
        "0127",
        95592,
        6,
        77,
        13,
    )
    assert sum(district.population for district in file.districts) == file.population
    assert all(district.polygon and district.approximate for district in file.districts)


def test_every_district_has_places() -> None:
    counted = Counter(place.district for place in read(find("botkyrka")).places)
    assert counted == {
        "Alby": 12,
        "Fittja": 12,
        "Hallunda-Norsborg": 16,
        "Tullinge": 10,
        "Tumba": 20,
        "Vårsta-Grödinge": 7,
    }


def test_ground_owner_follows_the_kind_unless_the_row_says_otherwise() -> None:
    owners = {place.name: place.ground_owner for place in read(find("botkyrka")).places}
    assert owners["Fittja tunnelbanestation"] == "transit"
    assert owners["Fittja bibliotek"] == "municipality"
    assert owners["Fittja centrum"] == "unknown"
    assert owners["Botkyrkabyggens lokal Värdshusvägen"] == "housing"


def test_huddinge_has_names_and_no_points() -> None:
    file = read(find("huddinge"))
    assert (file.code, len(file.districts), len(file.places)) == ("0126", 7, 12)
    assert not any(place.latitude for place in file.places)


@pytest.mark.parametrize("name", ["botkyrka", "huddinge"])
def test_no_number_claims_to_be_verified(name: str) -> None:
    assert {channel.verified_on for channel in read(find(name)).channels} == {None}


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ({"code": 127}, "127 är inte en text"),
        ({"districts": []}, "inga kommundelar"),
        ({"districts": [{"name": "Fittja"}, {"name": "Fittja"}]}, "Fittja står två gånger"),
        ({"places": place(district="Alby")}, "okänd kommundel Alby"),
        ({"places": place(kind="castle")}, "castle"),
        ({"places": place(latitude=59.2)}, "en punkt är latitude, longitude och uncertainty_m"),
        ({"places": place(latitude=99, longitude=17, uncertainty_m=5)}, "inte på jorden"),
        ({"boundary": [[[17, 59], [18, 59], [18, 60]]]}, "sluten ring"),
        ({"channels": [{"kind": "police", "phone": "114 14", "title": {}}]}, "svenskt namn saknas"),
        ({"places": [{"name": "X"}]}, "'kind' saknas"),
    ],
)
def test_a_broken_file_says_what_is_wrong(broken: dict[str, Any], fault: str) -> None:
    with pytest.raises(BadPlacesFile) as refused:
        parse(small(**broken))
    assert fault in refused.value.detail


def test_a_file_that_is_not_json_says_so(tmp_path: Path) -> None:
    path = tmp_path / "kommun.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(BadPlacesFile):
        read(find(str(path)))


def test_an_unknown_name_says_so() -> None:
    with pytest.raises(NoSuchPlacesFile):
        find("atlantis")
