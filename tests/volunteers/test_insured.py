"""The names for the insurer: the coordinator reads them by a press, logged; nobody else, and of nobody protected."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.common.viewer import Role
from tests import factories
from tests.doors import sign_in
from tests.factories import NOW
from volunteers import reading
from volunteers.models import AccessLog, Membership, User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from volunteers.models import Organisation

    ClientOf = Callable[..., Client]


@pytest.fixture
def rut(walkers: Organisation) -> User:
    """Kept without an account."""
    person = factories.make_user("Rut", email=None, legal_name="Rut Andersson")
    Membership.objects.create(organisation=walkers, user=person, role=Role.VOLUNTEER, since=NOW)
    return person


@pytest.fixture
def star(walkers: Organisation) -> User:
    """Somebody with protected personal data, whose name only the sealed field has."""
    return factories.make_member(walkers, name="Stjärna", legal_name="Ragnhild Hemlig", is_protected=True)


def paths(organisation: Organisation) -> tuple[str, str]:
    """The page's and the API's."""
    return f"/organisationer/{organisation.pk}/forsakring/", f"/api/v1/organisations/{organisation.pk}/insured-names/"


def logged() -> set[tuple[object, object, str]]:
    rows = AccessLog.objects.filter(what=reading.INSURED)
    return set(rows.values_list("reader_id", "subject_id", "fields"))


def test_the_page_says_why_first_and_shows_and_logs_nobody(
    rut: User, coordinator: User, walkers: Organisation, client_of: ClientOf
) -> None:
    client, (path, _api) = client_of(coordinator), paths(walkers)
    assert f'href="{path}"' in client.get(f"/organisationer/{walkers.pk}/").content.decode()
    AccessLog.objects.all().delete()
    page = client.get(path)
    html = page.content.decode()
    assert ("Det loggas att du har läst dem" in html, "Rut" in html, "Andersson" in html) == (True, False, False)
    assert ("no-store" in page["Cache-Control"], logged()) == (True, set())


def test_a_press_shows_the_names_and_the_log_knows_whose_and_never_what(
    rut: User, star: User, coordinator: User, walker: User, walkers: Organisation, client_of: ClientOf
) -> None:
    html = client_of(coordinator).post(paths(walkers)[0]).content.decode()
    assert ("Rut Andersson" in html, "visas som Rut" in html, "Amina Warsame" in html) == (True, True, True)
    assert logged() == {
        (coordinator.pk, rut.pk, "legal_name name"),
        (coordinator.pk, star.pk, "name"),
        (coordinator.pk, walker.pk, "name"),
    }
    values = {str(value) for row in AccessLog.objects.values() for value in row.values()}
    assert values & {"Rut", "Rut Andersson", "Stjärna", "Ragnhild Hemlig"} == set()


def test_of_whoever_is_protected_the_alias_alone_and_how_the_insurer_gets_the_name(
    star: User, coordinator: User, walkers: Organisation, client_of: ClientOf
) -> None:
    client, (path, api) = client_of(coordinator), paths(walkers)
    html, told = client.post(path).content.decode(), client.get(api)
    assert "Personen lämnar själv sitt namn till försäkringsbolaget." in html
    assert f"/medlem/{star.pk}/skriv/" in html
    assert ("Ragnhild" in html, "Ragnhild" in told.content.decode()) == (False, False)
    assert [row for row in told.json()["results"] if row["name"] == "Stjärna"] == [
        {
            "id": str(star.memberships.get().pk),
            "name": "Stjärna",
            "legal_name": None,
            "is_protected": True,
        }
    ]


def test_who_was_invited_by_another_name_and_has_not_been_here_is_called_that(
    rut: User, coordinator: User, walkers: Organisation, client_of: ClientOf
) -> None:
    Membership.objects.filter(user=rut).update(invited_as="Grannen")
    told = client_of(coordinator).get(paths(walkers)[1]).json()["results"]
    assert [(row["name"], row["legal_name"]) for row in told if row["id"] == str(rut.memberships.get().pk)] == [
        ("Grannen", None)
    ]


def test_each_person_once_whatever_their_roles_and_who_has_left_not_at_all(
    rut: User, coordinator: User, walker: User, walkers: Organisation, club: Organisation, client_of: ClientOf
) -> None:
    for days, role in enumerate((Role.WALK_LEADER, Role.COORDINATOR)):
        Membership.objects.create(organisation=walkers, user=walker, role=role, since=NOW + dt.timedelta(days=days))
    factories.make_member(club, name="Någon annan")
    Membership.objects.filter(user=rut).update(state="ended", ended_at=NOW)
    told = client_of(coordinator).get(paths(walkers)[1]).json()["results"]
    assert sorted(row["name"] for row in told) == ["Amina Warsame", "Carina Ek"]


def test_an_association_reads_its_own(association: User, club: Organisation, client_of: ClientOf) -> None:
    factories.make_member(club, name="Mio", legal_name="Mio Lund")
    told = client_of(association).get(paths(club)[1]).json()["results"]
    assert {row["name"]: row["legal_name"] for row in told} == {"Ali Hassan": None, "Mio": "Mio Lund"}


@pytest.mark.parametrize(
    "who", ["walker", "leader", "association", "contact_person", "safety_coordinator", "police", "housing"]
)
def test_nobody_else_reads_them(
    request: pytest.FixtureRequest, rut: User, walkers: Organisation, client_of: ClientOf, who: str
) -> None:
    client, (path, api) = client_of(request.getfixturevalue(who)), paths(walkers)
    assert [client.get(path).status_code, client.post(path).status_code, client.get(api).status_code] == [403] * 3
    assert logged() == set()


def test_another_municipality_finds_nothing(
    rut: User, foreigner: User, walkers: Organisation, client_of: ClientOf
) -> None:
    client, (path, api) = client_of(foreigner, "huddinge.localhost"), paths(walkers)
    assert [client.post(path).status_code, client.get(api).status_code] == [404, 404]


def test_without_a_second_factor_it_stays_shut(
    rut: User, coordinator: User, walkers: Organisation, client_of: ClientOf
) -> None:
    client, (path, api) = client_of(), paths(walkers)
    with time_machine.travel(NOW + dt.timedelta(days=60)):  # the days of grace are over
        sign_in(client, coordinator, second_factor=False)
        assert client.get(f"/organisationer/{walkers.pk}/").status_code == 200
        refused, pressed, opened = client.get(api), client.post(path), client.get(path)
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_needed")
    assert (pressed.status_code, "Rut" in pressed.content.decode(), opened.status_code) == (403, False, 403)
    assert logged() == set()


def test_as_many_queries_for_fifty_as_for_one(
    coordinator: User, rut: User, walkers: Organisation, client_of: ClientOf
) -> None:
    asked = []
    for more in (0, 49):
        for n in range(more):
            factories.make_member(walkers, name=f"Kim {n}", legal_name=f"Kim Persson {n}")
        client = client_of(coordinator)
        with CaptureQueriesContext(connection) as queries:
            for path in paths(walkers):
                assert (client.post if path.startswith("/org") else client.get)(path).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
