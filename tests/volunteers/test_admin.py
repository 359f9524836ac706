"""The operator's pages: one municipality at a time, and written through the actions where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from places.models import Place
from tests import factories
from volunteers.models import Organisation, User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from places.models import District, Municipality


@pytest.fixture
def operator(botkyrka: Municipality, client_of: Callable[..., Client]) -> Client:
    user: User = User.objects.create_superuser("drift@example.org", name="Drift")
    return client_of(user)


@pytest.mark.parametrize("model", ["user", "organisation", "membership"])
def test_lists_hold_the_visited_municipality_alone(operator: Client, walker: User, foreigner: User, model: str) -> None:
    shown = operator.get(f"/drift/volunteers/{model}/").content.decode()
    assert ("Amina Warsame" in shown) or ("Nattvandrarna i Fittja" in shown)
    assert "Frida Främling" not in shown
    assert "Huddinge nattvandrar" not in shown


def test_a_foreign_person_has_no_page(operator: Client, foreigner: User) -> None:
    answer = operator.get(f"/drift/volunteers/user/{foreigner.pk}/change/", follow=True)
    assert "Frida Främling" not in answer.content.decode()


@pytest.mark.parametrize("model", ["user", "membership"])
def test_people_and_roles_are_not_made_here(operator: Client, model: str) -> None:
    assert operator.get(f"/drift/volunteers/{model}/add/").status_code == 403


def test_roles_alone_open_no_admin_page(safety_coordinator: User, client_of: Callable[..., Client]) -> None:
    assert client_of(safety_coordinator).get("/drift/volunteers/user/").status_code == 302


def test_a_place_corrected_here_belongs_to_the_municipality(operator: Client, fittja: District) -> None:
    place = factories.make_place(fittja, source="Namn: fil")
    values = {"kind": "metro", "district": fittja.pk, "ground_owner": "transit"}
    answer = operator.post(f"/drift/places/place/{place.pk}/change/", values)
    place = Place.objects.get(pk=place.pk)
    assert (answer.status_code, place.source, place.ground_owner) == (302, "kommunen", "transit")


def test_an_organisation_made_here_is_of_this_municipality(operator: Client, botkyrka: Municipality) -> None:
    values = {"name": "Ängens vänner", "kind": "association", "state": "active", "ground_owner": "unknown"}
    operator.post("/drift/volunteers/organisation/add/", values)
    made = Organisation.objects.get(name="Ängens vänner")
    assert (made.municipality_id, made.name_sort) == (botkyrka.pk, "|ngens v|nner")


def test_closing_an_organisation_ends_what_its_people_may_at_once(
    operator: Client, walker: User, walkers: Organisation
) -> None:
    values = {"name": walkers.name, "kind": walkers.kind, "state": "closed", "ground_owner": "unknown"}
    operator.post(f"/drift/volunteers/organisation/{walkers.pk}/change/", values)
    assert Organisation.objects.get(pk=walkers.pk).state == "closed"
    assert User.objects.get(pk=walker.pk).rights_version > walker.rights_version


@pytest.mark.parametrize("column", ["email__startswith", "email", "phone__startswith", "password__startswith"])
def test_an_address_is_not_read_letter_by_letter(operator: Client, walker: User, column: str) -> None:
    """A list that could be asked for any column would tell what it hides of somebody with protected personal data."""
    User.objects.filter(pk=walker.pk).update(is_protected=True)
    for said in ("a", "q"):
        answer = operator.get("/drift/volunteers/user/", {column: said})
        assert (answer.status_code, walker.name in answer.content.decode()) == (400, False)
