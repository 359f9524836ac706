"""The named cast: Botkyrka with its people, and Huddinge on the other side of the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from backend.common.viewer import Role, Viewer
from tests import factories
from tests.doors import sign_in
from volunteers.states import OrganisationKind
from volunteers.viewers import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.models import Event
    from places.models import District, Municipality, Place
    from volunteers.models import Organisation, User


@pytest.fixture
def botkyrka(db: None) -> Municipality:
    """The municipality that answers on the machine's own address."""
    return factories.make_municipality("Botkyrka", code="0127", is_default=True)


@pytest.fixture
def huddinge(db: None) -> Municipality:
    """The neighbour, behind the wall."""
    return factories.make_municipality("Huddinge", code="0126")


@pytest.fixture
def fittja(botkyrka: Municipality) -> District:
    """The district where most of it happens."""
    return factories.make_district(botkyrka, "Fittja", population=7691)


@pytest.fixture
def alby(botkyrka: Municipality) -> District:
    """Another district of the same municipality."""
    return factories.make_district(botkyrka, "Alby", population=14089)


@pytest.fixture
def station(fittja: District) -> Place:
    """Fittja tunnelbanestation, one of the places with a point."""
    return factories.make_place(fittja, latitude=59.2475, longitude=17.860833, uncertainty_m=50, ground_owner="transit")


@pytest.fixture
def square(fittja: District) -> Place:
    """A place that is known by name only."""
    return factories.make_place(fittja, "Fittja torg", kind="centre")


@pytest.fixture
def walkers(botkyrka: Municipality, fittja: District) -> Organisation:
    """The night-walk group of Fittja."""
    return factories.make_organisation(botkyrka, districts=(fittja,), name="Nattvandrarna i Fittja")


@pytest.fixture
def club(botkyrka: Municipality, fittja: District) -> Organisation:
    """An association with an open hall."""
    return factories.make_organisation(botkyrka, OrganisationKind.ASSOCIATION, (fittja,), name="Fittja IF")


@pytest.fixture
def watch_area(botkyrka: Municipality, fittja: District) -> Organisation:
    """A neighbourhood-watch area."""
    return factories.make_organisation(
        botkyrka, OrganisationKind.WATCH_AREA, (fittja,), name="Grannsamverkan Krögarvägen"
    )


@pytest.fixture
def safety_unit(botkyrka: Municipality, fittja: District) -> Organisation:
    """The municipality's own safety unit."""
    return factories.make_organisation(
        botkyrka,
        OrganisationKind.MUNICIPAL_UNIT,
        (fittja,),
        name="Trygghet och säkerhet",
        ground_owner="municipality",
        contact_email="trygghet@example.org",
    )


@pytest.fixture
def police_station(botkyrka: Municipality, fittja: District) -> Organisation:
    """The local police."""
    return factories.make_organisation(botkyrka, OrganisationKind.POLICE, (fittja,), name="Lokalpolisområdet")


@pytest.fixture
def landlord(botkyrka: Municipality, fittja: District) -> Organisation:
    """The housing company."""
    return factories.make_organisation(
        botkyrka,
        OrganisationKind.HOUSING_COMPANY,
        (fittja,),
        name="Botkyrkabyggen",
        ground_owner="housing",
        contact_email="bo@example.org",
    )


@pytest.fixture
def walker(walkers: Organisation) -> User:
    """A volunteer."""
    return factories.make_member(walkers, Role.VOLUNTEER, "Amina Warsame")


@pytest.fixture
def second_walker(walkers: Organisation) -> User:
    """Another volunteer of the same group."""
    return factories.make_member(walkers, Role.VOLUNTEER, "Bengt Åkesson")


@pytest.fixture
def leader(walkers: Organisation) -> User:
    """A walk leader."""
    return factories.make_member(walkers, Role.WALK_LEADER, "Leyla Demir")


@pytest.fixture
def coordinator(walkers: Organisation) -> User:
    """The coordinator of the night-walk group."""
    return factories.make_member(walkers, Role.COORDINATOR, "Carina Ek")


@pytest.fixture
def association(club: Organisation) -> User:
    """Somebody who publishes the club's activities."""
    return factories.make_member(club, Role.ASSOCIATION, "Ali Hassan")


@pytest.fixture
def contact_person(watch_area: Organisation) -> User:
    """A kontaktombud."""
    return factories.make_member(watch_area, Role.CONTACT_PERSON, "Karin Öberg")


@pytest.fixture
def neighbour(watch_area: Organisation) -> User:
    """A member of the watch area."""
    return factories.make_member(watch_area, Role.VOLUNTEER, "Nils Holm")


@pytest.fixture
def safety_coordinator(safety_unit: Organisation) -> User:
    """The municipal safety coordinator."""
    return factories.make_member(safety_unit, Role.SAFETY_COORDINATOR, "Maria Lind")


@pytest.fixture
def police(police_station: Organisation) -> User:
    """The police's liaison."""
    return factories.make_member(police_station, Role.POLICE, "Per Polis")


@pytest.fixture
def housing(landlord: Organisation) -> User:
    """The housing company's liaison."""
    return factories.make_member(landlord, Role.HOUSING, "Hanna Byggare")


@pytest.fixture
def foreigner(huddinge: Municipality) -> User:
    """A coordinator of the other municipality: sees nothing here."""
    district = factories.make_district(huddinge, "Flemingsberg")
    organisation = factories.make_organisation(huddinge, districts=(district,), name="Huddinge nattvandrar")
    return factories.make_member(organisation, Role.COORDINATOR, "Frida Främling")


@pytest.fixture
def walk(walkers: Organisation, fittja: District, station: Place) -> Event:
    """Friday's open night walk."""
    return factories.make_event(walkers, fittja, place=station)


@pytest.fixture
def viewer_of(botkyrka: Municipality) -> Callable[..., Viewer]:
    """``viewer_of(user)`` in Botkyrka; ``viewer_of()`` for a resident."""

    def make(user: User | None = None, municipality: Municipality | None = None) -> Viewer:
        return build(user, (municipality or botkyrka).pk, now=factories.NOW, second_factor=True)

    return make


@pytest.fixture
def client_of(botkyrka: Municipality) -> Callable[..., Client]:
    """``client_of(user)``: a browser signed in as the user, with ``host`` naming the municipality."""

    def make(user: User | None = None, host: str = "botkyrka.localhost") -> Client:
        client = Client(headers={"host": host})
        if user is not None:
            sign_in(client, user)
        return client

    return make
