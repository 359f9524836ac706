"""The members' page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import factories
from volunteers.models import Membership, User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from volunteers.models import Organisation

    ClientOf = Callable[..., Client]


def page_of(organisation: Organisation) -> str:
    return f"/organisationer/{organisation.pk}/"


def test_the_coordinator_reads_names_and_no_addresses(
    coordinator: User, walker: User, walkers: Organisation, client_of: ClientOf
) -> None:
    html = client_of(coordinator).get(page_of(walkers)).content.decode()
    assert "Amina Warsame" in html
    assert str(walker.email) not in html


@pytest.mark.parametrize("who", ["walker", "leader", "police", "safety_coordinator"])
def test_others_are_refused(
    request: pytest.FixtureRequest, walkers: Organisation, client_of: ClientOf, who: str
) -> None:
    assert client_of(request.getfixturevalue(who)).get(page_of(walkers)).status_code == 403


def test_a_stranger_is_sent_to_sign_in(walkers: Organisation, client_of: ClientOf) -> None:
    answer = client_of().get(page_of(walkers))
    assert (answer.status_code, "next=/organisationer/" in answer["location"]) == (302, True)


def test_a_foreign_organisation_is_not_found(foreigner: User, coordinator: User, client_of: ClientOf) -> None:
    foreign = foreigner.memberships.get().organisation
    assert client_of(coordinator).get(page_of(foreign)).status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_costs_the_same_for_one_and_three(
    coordinator: User,
    walkers: Organisation,
    client_of: ClientOf,
    more: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(more):
        factories.make_member(walkers)
    client = client_of(coordinator)
    # host, session, user, roles, organisation, members, clearances, requests, where the officer is reached; log
    with django_assert_num_queries(9 + bool(more)):
        client.get(page_of(walkers))


def test_adding_somebody(coordinator: User, walkers: Organisation, client_of: ClientOf) -> None:
    client = client_of(coordinator)
    new = {"email": "sara@example.org", "name": "Sara", "role": "volunteer"}
    shown = client.post(page_of(walkers), new, follow=True)
    assert shown.redirect_chain == [(page_of(walkers), 302)]
    assert "Sara är med, och har fått ett mejl." in shown.content.decode()


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
    coordinator: User, walker: User, walkers: Organisation, client_of: ClientOf
) -> None:
    new = {"email": walker.email, "name": "Amina W", "role": "volunteer"}
    answer = client_of(coordinator).post(page_of(walkers), new)
    assert (answer.status_code, answer.context["form"].errors["email"]) == (
        400,
        ["Personen är redan med i den rollen."],
    )
    assert 'value="Amina W"' in answer.content.decode()


def test_ending_a_membership(coordinator: User, walker: User, walkers: Organisation, client_of: ClientOf) -> None:
    path = f"/medlemskap/{walker.memberships.get().pk}/avsluta/"
    client = client_of(coordinator)
    assert client.get(path).status_code == 405
    assert client.post(path)["location"] == page_of(walkers)
    assert Membership.objects.get(user=walker).state == "ended"


def test_the_list_shows_own_roles_and_the_organisations_one_leads(
    coordinator: User, walkers: Organisation, client_of: ClientOf
) -> None:
    shown = client_of(coordinator).get("/organisationer/")
    assert [row.role for row in shown.context["memberships"]] == ["coordinator"]
    assert [(row.pk, row.people) for row in shown.context["organisations"]] == [(walkers.pk, 1)]
    assert f'href="{page_of(walkers)}"' in shown.content.decode()


def test_a_walker_leads_nothing_and_may_leave(walker: User, client_of: ClientOf) -> None:
    client = client_of(walker)
    assert list(client.get("/organisationer/").context["organisations"]) == []
    left = client.post(f"/medlemskap/{walker.memberships.get().pk}/avsluta/", follow=True)
    assert left.redirect_chain == [("/organisationer/", 302)]
    assert "Du är inte med i någon organisation här" in left.content.decode()
