"""Loading a municipality: once, again, and over what the municipality has changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from places import actions
from places.files import MunicipalityFile, find, read
from places.models import ContactChannel, District, Municipality, Place
from tests.factories import NOW


@pytest.fixture
def file() -> MunicipalityFile:
    return read(find("botkyrka"))


@pytest.fixture
def loaded(db: None, file: MunicipalityFile) -> Municipality:
    return actions.load_municipality(file=file, hostname="Botkyrka.example", is_default=True)


def test_load_gives_77_places_of_which_13_have_a_point(loaded: Municipality) -> None:
    assert (loaded.places.count(), loaded.places.exact().count(), loaded.districts.count()) == (77, 13, 6)
    assert (loaded.hostname, loaded.is_default) == ("botkyrka.example", True)


def test_load_again_keeps_every_id(loaded: Municipality, file: MunicipalityFile) -> None:
    def ids() -> list[set[object]]:
        return [set(model.objects.values_list("pk", flat=True)) for model in (District, Place, ContactChannel)]

    before = ids()
    again = actions.load_municipality(file=file)
    assert (again.pk, again.hostname, ids()) == (loaded.pk, "botkyrka.example", before)


def test_load_takes_what_a_newer_file_says(loaded: Municipality, file: MunicipalityFile) -> None:
    moved = replace(file.places[0], ground_owner="municipality", latitude=59.25)
    later = replace(file.districts[0], population=15000, population_date=dt.date(2025, 12, 31))
    actions.load_municipality(file=replace(file, places=(moved,), districts=(later, *file.districts[1:])))
    place = loaded.places.get(name=moved.name)
    assert (place.ground_owner, place.latitude, loaded.places.count()) == ("municipality", 59.25, 77)
    assert loaded.districts.get(name=later.name).population == 15000


def test_load_leaves_the_municipalitys_own_edits(loaded: Municipality, file: MunicipalityFile) -> None:
    place = loaded.places.get(name="Fittja centrum")
    place.ground_owner = "private"
    actions.correct_place(place=place, now=NOW)
    loaded.channels.filter(kind="contact_centre").update(phone="08-1", verified_on=dt.date(2026, 11, 1))
    loaded.districts.filter(name="Fittja").update(polygon=[], is_approximate=False)
    loaded.districts.filter(name="Alby").update(population=1, population_date=dt.date(2024, 12, 31))
    actions.load_municipality(file=file)
    assert loaded.places.get(name="Fittja centrum").ground_owner == "private"
    assert loaded.channels.get(kind="contact_centre").phone == "08-1"
    assert loaded.districts.get(name="Fittja").polygon == []
    assert loaded.districts.get(name="Alby").population == 1


def test_a_corrected_place_is_found_by_its_new_name(loaded: Municipality) -> None:
    place = loaded.places.get(name="Fittja centrum")
    place.name = "Ågatans torg"
    actions.correct_place(place=place, now=NOW)
    assert [found.pk for found in loaded.places.matching("ÅGATANS")] == [place.pk]


def test_two_municipalities_share_no_row(loaded: Municipality) -> None:
    other = actions.load_municipality(file=read(find("huddinge")), hostname="huddinge.example")
    assert (other.places.count(), loaded.places.count()) == (12, 77)
    assert not Place.objects.exclude(district__municipality=other).filter(municipality=other).exists()


def test_only_one_municipality_is_the_default(loaded: Municipality) -> None:
    actions.load_municipality(file=read(find("huddinge")), hostname="huddinge.example", is_default=True)
    assert [m.name for m in Municipality.objects.filter(is_default=True)] == ["Huddinge"]


def test_a_taken_host_is_refused(loaded: Municipality) -> None:
    with pytest.raises(actions.HostTaken):
        actions.load_municipality(file=read(find("huddinge")), hostname="botkyrka.EXAMPLE")


def test_a_new_municipality_needs_a_host(db: None, file: MunicipalityFile) -> None:
    with pytest.raises(actions.HostMissing):
        actions.load_municipality(file=file)


def test_load_places_says_what_came(db: None) -> None:
    out = StringIO()
    call_command("load_places", "botkyrka", "--host", "botkyrka.example", stdout=out)
    assert "6 kommundelar, 77 platser varav 13 med punkt" in out.getvalue()


def test_load_places_refuses_with_one_sentence(db: None) -> None:
    with pytest.raises(CommandError, match="ingen fil atlantis"):
        call_command("load_places", "atlantis", "--host", "atlantis.example")
