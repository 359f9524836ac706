"""A municipality's own sign-on, against an issuer on this machine: who gets in, and what is kept of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.cache import cache
from django.test import Client
from oidc_provider_mock import User as Person
from oidc_provider_mock import run_server_in_thread

from tests import factories
from volunteers.models import Membership, User
from volunteers.models.rules import VolunteersRules
from volunteers.sign_on import issuers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from places.models import Municipality

HOST, OTHER = "botkyrka.localhost", "huddinge.localhost"


def person(sub: str, email: str, *, verified: bool = True) -> Person:
    return Person(sub=sub, claims={"email": email, "email_verified": verified, "name": "Hemligt Namn"})


PEOPLE = (
    person("s-1", "maria@botkyrka.example"),
    person("s-2", "nobody@botkyrka.example"),
    person("s-3", "maria@botkyrka.example", verified=False),
    person("s-4", "amina@elsewhere.example"),
    person("s-5", "root@botkyrka.example"),
    person("s-6", "frida@botkyrka.example"),
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with run_server_in_thread(user_claims=PEOPLE) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def signed_on(settings: SettingsWrapper, issuer: str, botkyrka: Municipality, huddinge: Municipality) -> Iterator[None]:
    cache.clear()
    common = {"client_id": "lykta", "secret": "s", "domains": ["botkyrka.example"]}
    settings.SIGN_ON = [common | {"host": HOST, "issuer": issuer, "name": "Botkyrka kommun"}]
    yield
    cache.clear()


@pytest.fixture
def maria(safety_coordinator: User) -> User:
    User.objects.filter(pk=safety_coordinator.pk).update(email="maria@botkyrka.example")
    return safety_coordinator


def path_of(client: Client) -> str:
    request = client.get("/konto/login/").wsgi_request
    (app,) = issuers_of(request)
    return f"/konto/kommun/{app.provider_id}/"


def come_back(client: Client, sub: str, **query: str) -> Any:
    """Through the issuer as that person."""
    there = client.get(path_of(client), query)
    assert there.status_code == 302
    answered = requests.post(there["Location"], data={"sub": sub}, allow_redirects=False, timeout=5)
    back = urlsplit(answered.headers["Location"])
    assert back.netloc == HOST
    return client.get(f"{back.path}?{back.query}")


def door(host: str = HOST) -> Client:
    return Client(headers={"host": host})


def is_in(client: Client) -> bool:
    return client.get("/api/v1/me/").status_code == 200


def test_the_sign_in_page_names_it_on_its_own_host_alone(maria: User) -> None:
    pages = [door(host).get("/konto/login/").content.decode() for host in (HOST, OTHER)]
    assert ["Logga in genom Botkyrka kommun" in page for page in pages] == [True, False]
    assert door(OTHER).get(path_of(door())).status_code == 404


def test_whoever_has_an_account_gets_in_and_only_the_number_is_kept(maria: User) -> None:
    client = door()
    answer = come_back(client, "s-1", next="/veckan/")
    assert (answer.status_code, answer["Location"], is_in(client)) == (302, "/veckan/", True)
    kept = SocialAccount.objects.get()
    assert (kept.user_id, kept.uid, kept.extra_data, SocialToken.objects.count()) == (maria.pk, "s-1", {}, 0)
    again = door()
    come_back(again, "s-1")
    assert (is_in(again), SocialAccount.objects.get().extra_data) == (True, {})
    assert User.objects.get(pk=maria.pk).name == "Maria Lind"


def test_the_number_counts_when_the_address_has_changed(maria: User) -> None:
    come_back(door(), "s-1")
    User.objects.filter(pk=maria.pk).update(email="maria.lind@example.org")
    client = door()
    come_back(client, "s-1")
    assert is_in(client)


@pytest.mark.parametrize("sub", ["s-2", "s-3", "s-4", "s-5", "s-6"])
def test_nobody_else_gets_in_and_all_read_the_same(maria: User, walker: User, foreigner: User, sub: str) -> None:
    """No account; an address that is not verified; another domain; who runs the installation; another municipality."""
    User.objects.filter(pk=walker.pk).update(email="amina@elsewhere.example")
    User.objects.filter(pk=foreigner.pk).update(email="frida@botkyrka.example")
    factories.make_user("Root", email="root@botkyrka.example", is_staff=True, is_superuser=True)
    client = door()
    answer = come_back(client, sub)
    assert (answer.status_code, is_in(client), SocialAccount.objects.count()) == (403, False, 0)
    assert "<h1>Det gick inte att logga in genom kommunen</h1>" in answer.content.decode()
    assert "@" not in answer.content.decode().partition("<main")[2].partition("</main")[0]


def test_a_closed_account_and_an_ended_role_stay_out(maria: User) -> None:
    come_back(door(), "s-1")
    maria.memberships.update(state="ended", ended_at=factories.NOW)
    clients = [door(), door()]
    come_back(clients[0], "s-1")
    maria.memberships.update(state="active", ended_at=None)
    User.objects.filter(pk=maria.pk).update(is_active=False)
    come_back(clients[1], "s-1")
    assert [is_in(client) for client in clients] == [False, False]


def test_who_has_come_to_run_the_installation_uses_their_own_keys(maria: User) -> None:
    come_back(door(), "s-1")
    for column in ("is_staff", "is_superuser"):
        User.objects.filter(pk=maria.pk).update(**{column: True})
        client = door()
        assert (come_back(client, "s-1").status_code, is_in(client)) == (403, False)
        User.objects.filter(pk=maria.pk).update(**{column: False})


def test_a_session_carried_to_another_municipality_opens_nothing_there(
    maria: User, huddinge: Municipality, settings: SettingsWrapper
) -> None:
    """An issuer speaks for its own host, also of somebody who has a role in both."""
    settings.SIGN_ON_IS_STRONG = True
    there = factories.make_organisation(huddinge, "municipal_unit")
    Membership.objects.create(organisation=there, user=maria, role="safety_coordinator", since=factories.NOW)
    client, other = door(), door(OTHER)
    come_back(client, "s-1")
    other.cookies = client.cookies
    assert (is_in(client), is_in(other), other.get("/observationer/").status_code) == (True, False, 302)


def test_nothing_is_added_to_somebody_who_is_signed_in(maria: User, walker: User) -> None:
    from tests.doors import sign_in

    client = door()
    sign_in(client, walker)
    answer = come_back(client, "s-2", process="connect")
    assert (answer.status_code, SocialAccount.objects.count()) == (403, 0)


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?error=access_denied&state=x", "?code=" + "9" * 5000])
def test_a_forged_or_cancelled_answer_gets_the_same_page(maria: User, query: str) -> None:
    client = door()
    answer = client.get(f"{path_of(client)}svar/{query}")
    assert (answer.status_code, is_in(client)) == (403, False)


def test_a_code_of_somebody_elses_browser_is_worth_nothing(maria: User) -> None:
    first, second = door(), door()
    there = first.get(path_of(first))
    answered = requests.post(there["Location"], data={"sub": "s-1"}, allow_redirects=False, timeout=5)
    back = urlsplit(answered.headers["Location"])
    assert second.get(f"{back.path}?{back.query}").status_code == 403
    assert not is_in(second)


def test_an_issuer_that_does_not_answer_is_no_fault_of_ours(maria: User, settings: SettingsWrapper) -> None:
    settings.SIGN_ON = [settings.SIGN_ON[0] | {"issuer": "http://127.0.0.1:9"}]
    client = door()
    assert client.get(path_of(client)).status_code == 403
    assert client.get("/konto/login/").status_code == 200


@pytest.mark.parametrize("strong", [True, False])
def test_the_setting_says_whether_it_stands_for_two_factors(
    maria: User, botkyrka: Municipality, settings: SettingsWrapper, strong: bool
) -> None:
    VolunteersRules.objects.create(municipality=botkyrka, second_factor_grace_days=0)
    settings.SIGN_ON_IS_STRONG = strong
    client = door()
    come_back(client, "s-1")
    assert client.get("/observationer/").status_code == (200 if strong else 403)
