"""Me, organisations and memberships over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import factories
from volunteers.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from volunteers.models import Organisation

    ClientOf = Callable[..., Client]


def test_me_tells_my_roles_here(leader: User, walkers: Organisation, client_of: ClientOf) -> None:
    body = client_of(leader).get("/api/v1/me/").json()
    assert (body["name"], body["language"]) == ("Leyla Demir", "sv")
    assert [(m["role"], m["organisation"]["name"]) for m in body["memberships"]] == [
        ("walk_leader", "Nattvandrarna i Fittja")
    ]


def test_a_stranger_is_asked_to_sign_in(client_of: ClientOf) -> None:
    for path in ("me/", "organisations/", "memberships/"):
        assert client_of().get(f"/api/v1/{path}").status_code == 401


@pytest.mark.parametrize(("who", "people"), [("coordinator", 2), ("safety_coordinator", 2), ("walker", None)])
def test_people_are_a_number_for_those_who_plan(
    request: pytest.FixtureRequest, coordinator: User, walker: User, client_of: ClientOf, who: str, people: int | None
) -> None:
    rows = client_of(request.getfixturevalue(who)).get("/api/v1/organisations/").json()["results"]
    assert {row["name"]: row["people"] for row in rows}["Nattvandrarna i Fittja"] == people


def test_members_are_listed_without_address(coordinator: User, walker: User, client_of: ClientOf) -> None:
    answer = client_of(coordinator).get("/api/v1/memberships/")
    assert sorted(row["name"] for row in answer.json()["results"]) == ["Amina Warsame", "Carina Ek"]
    assert "@" not in answer.content.decode()


def test_adding_and_ending(coordinator: User, walkers: Organisation, client_of: ClientOf) -> None:
    client = client_of(coordinator)
    new = {"organisation": str(walkers.pk), "email": "sara@example.org", "name": "Sara", "role": "walk_leader"}
    made = client.post("/api/v1/memberships/", new, content_type="application/json")
    assert (made.status_code, made.json()["name"], made.json()["state"]) == (201, "Sara", "active")
    path = f"/api/v1/memberships/{made.json()['id']}/"
    assert client.delete(path).status_code == 204
    again = client.delete(path)
    assert (again.status_code, again.json()["code"]) == (409, "membership_ended")
    assert [row["name"] for row in client.get("/api/v1/memberships/").json()["results"]] == ["Carina Ek"]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"email": "x"}, "email"), ({"role": "king"}, "role"), ({"name": "x" * 81}, "name"), ({"name": "a\x00"}, "name")],
)
def test_wrong_input_names_its_field(
    coordinator: User, walkers: Organisation, client_of: ClientOf, values: dict[str, str], field: str
) -> None:
    new = {"organisation": str(walkers.pk), "email": "sara@example.org", "name": "Sara", "role": "volunteer"}
    answer = client_of(coordinator).post("/api/v1/memberships/", new | values, content_type="application/json")
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, [field])


def test_a_foreign_membership_is_not_found(coordinator: User, foreigner: User, client_of: ClientOf) -> None:
    path = f"/api/v1/memberships/{foreigner.memberships.get().pk}/"
    assert client_of(coordinator).delete(path).status_code == 404


def test_signed_in_at_another_municipality_one_has_no_roles(foreigner: User, client_of: ClientOf) -> None:
    assert client_of(foreigner).get("/api/v1/me/").json()["memberships"] == []
    there = client_of(foreigner, host="huddinge.localhost").get("/api/v1/me/").json()
    assert [m["role"] for m in there["memberships"]] == ["coordinator"]


@pytest.mark.parametrize("more", [0, 2])
def test_lists_cost_the_same_for_one_and_three(
    coordinator: User,
    walkers: Organisation,
    client_of: ClientOf,
    more: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(more):
        factories.make_member(factories.make_organisation(walkers.municipality))
        factories.make_member(walkers)
    client = client_of(coordinator)
    with django_assert_num_queries(5 + bool(more)):  # host, session, user, roles, rows; the log of who was shown
        client.get("/api/v1/memberships/")
    with django_assert_num_queries(6):  # the same, and the organisations' districts
        client.get("/api/v1/organisations/")


def test_a_strangers_name_stands_neither_in_the_answer_nor_in_the_list(
    coordinator: User, walkers: Organisation, foreigner: User, client_of: ClientOf
) -> None:
    User.objects.filter(pk=foreigner.pk).update(email="frida@example.org")
    body = {"organisation": str(walkers.pk), "email": "frida@example.org", "name": "Hon", "role": "volunteer"}
    client = client_of(coordinator)
    answer = client.post("/api/v1/memberships/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["name"]) == (201, "Hon")
    assert "Frida" not in client.get("/api/v1/memberships/").content.decode()
