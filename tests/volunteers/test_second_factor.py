"""The second factor: the way on when it is missing, what adding and losing one does, and what sockets hear of it."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from backend.common.viewer import Role
from tests import factories
from tests.doors import sign_in
from tests.factories import NOW
from tests.volunteers.test_sign_out import is_heard, socket_of
from volunteers import viewers
from volunteers.actions.members import end_membership
from volunteers.models import Membership, User
from volunteers.models.rules import DEFAULT_GRACE_DAYS, VolunteersRules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backend.common.viewer import Viewer
    from places.models import Municipality
    from volunteers.models import Organisation

HOST = {"host": "botkyrka.localhost"}
PROTECTION, ADD_APP, REMOVE_APP = "/konto/skydd/", "/konto/skydd/app/ny/", "/konto/skydd/app/bort/"


@pytest.fixture(autouse=True)
def clean(db: None) -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=True):
        yield
    cache.clear()


@pytest.fixture
def shut(botkyrka: Municipality) -> VolunteersRules:
    """No days of grace."""
    return VolunteersRules.objects.create(municipality=botkyrka, second_factor_grace_days=0)


def without(user: User) -> Client:
    browser = Client(headers=HOST)
    sign_in(browser, user, second_factor=False)
    return browser


def app_code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def add_app(browser: Client) -> str:
    """Through the pages, as a person does. Returns the app's secret."""
    secret = str(browser.get(ADD_APP).context["form"].secret)
    answer = browser.post(ADD_APP, {"code": app_code(secret)})
    assert answer["Location"] == "/konto/skydd/reservkoder/"
    return secret


def viewer_of_socket(scope: dict[str, Any]) -> Viewer:
    found = viewers.of_scope(scope)
    assert found is not None
    return found


def versions(user: User) -> int:
    return int(User.objects.values_list("rights_version", flat=True).get(pk=user.pk))


def test_another_role_begins_no_days_anew(
    safety_coordinator: User, botkyrka: Municipality, walkers: Organisation
) -> None:
    long_ago = NOW - timedelta(days=DEFAULT_GRACE_DAYS + 1)
    Membership.objects.filter(user=safety_coordinator).update(since=long_ago)
    unit = factories.make_organisation(botkyrka, "municipal_unit", (), name="En till")
    for where, role in ((unit, Role.SAFETY_COORDINATOR), (walkers, Role.VOLUNTEER)):
        Membership.objects.create(organisation=where, user=safety_coordinator, role=role, since=NOW)
    for given, roles in ((False, {Role.VOLUNTEER}), (True, {Role.VOLUNTEER, Role.SAFETY_COORDINATOR})):
        viewer = viewers.build(safety_coordinator, botkyrka.pk, now=NOW, second_factor=given)
        assert ({grant.role for grant in viewer.roles}, viewer.second_factor) == (roles, given)


def test_the_home_page_and_every_page_say_until_when_it_may_wait(safety_coordinator: User) -> None:
    page = without(safety_coordinator).get("/").content.decode()
    last = NOW + timedelta(days=DEFAULT_GRACE_DAYS)
    assert f"Din roll kräver tvåstegsinloggning från fre {last.day} december" in page
    assert "Din roll kräver" in without(safety_coordinator).get("/observationer/").content.decode()


def test_whoever_has_shown_one_reads_nothing_of_it(safety_coordinator: User, client_of: Callable[..., Client]) -> None:
    assert "våstegsinloggning" not in client_of(safety_coordinator).get("/").content.decode()


def test_when_the_days_are_over_the_home_page_says_what_is_shut(safety_coordinator: User, shut: Any) -> None:
    page = without(safety_coordinator).get("/").content.decode()
    assert "Det du gör som trygghetssamordnare är stängt" in page
    assert ('href="/konto/skydd/passkey/ny/"' in page, 'href="/konto/skydd/app/ny/"' in page) == (True, True)


@pytest.mark.parametrize("path", ["/tavla/", "/veckan/", "/organisationer/{unit}/"])
def test_what_the_role_would_open_names_the_way_on(
    safety_coordinator: User, safety_unit: Organisation, shut: Any, path: str
) -> None:
    answer = without(safety_coordinator).get(path.format(unit=safety_unit.pk))
    assert answer.status_code == 403
    assert "Lägg till en passkey" in answer.content.decode()


def test_adding_an_app_opens_it_at_once_also_on_a_live_socket(safety_coordinator: User, shut: Any) -> None:
    browser = without(safety_coordinator)
    scope = socket_of(browser, safety_coordinator)
    assert viewer_of_socket(scope).locked
    before = versions(safety_coordinator)
    add_app(browser)
    assert versions(safety_coordinator) > before
    assert (viewer_of_socket(scope).locked, browser.get("/observationer/").status_code) == (frozenset(), 200)
    codes = browser.get("/konto/skydd/reservkoder/")
    assert (codes.status_code, len(codes.context["unused_codes"])) == (200, 10)


def test_a_wrong_code_adds_nothing(walker: User) -> None:
    browser = without(walker)
    browser.get(ADD_APP)
    answer = browser.post(ADD_APP, {"code": "000000"})
    assert ("Koden stämmer inte." in answer.content.decode(), Authenticator.objects.count()) == (True, 0)


def test_secrets_are_sealed_in_the_database(walker: User, settings: Any) -> None:
    browser = without(walker)
    secret = add_app(browser)
    codes = browser.get("/konto/skydd/reservkoder/").context["unused_codes"]
    stored = " ".join(str(one.data) for one in Authenticator.objects.all())
    assert [word for word in (secret, *codes) if word in stored] == []
    settings.FIELD_KEYS = ["k" * 50]
    app = Authenticator.objects.get(type="totp")
    assert [n for n in range(-1, 2) if app.wrap().validate_code(app_code(secret, n))] == []


def test_losing_the_last_one_shuts_this_session_and_ends_the_others(
    safety_coordinator: User, shut: Any, client_of: Callable[..., Client]
) -> None:
    browser, other = without(safety_coordinator), client_of(safety_coordinator)
    add_app(browser)
    scopes = [socket_of(one, safety_coordinator) for one in (browser, other)]
    assert [is_heard(scope) for scope in scopes] == [True, True]
    before = versions(safety_coordinator)
    assert browser.post(REMOVE_APP)["Location"] == PROTECTION
    assert (Authenticator.objects.count(), versions(safety_coordinator) > before) == (0, True)
    assert browser.get("/observationer/").status_code == 403
    assert other.get("/api/v1/me/").status_code == 401
    assert [is_heard(socket_of(browser, safety_coordinator)), is_heard(scopes[1])] == [True, False]


def test_a_session_from_before_is_asked_to_show_it(
    safety_coordinator: User, shut: Any, client_of: Callable[..., Client]
) -> None:
    old, new = without(safety_coordinator), without(safety_coordinator)
    secret = add_app(new)
    page = old.get("/observationer/").content.decode()
    assert 'href="/konto/skydd/igen/kod/?next=/observationer/"' in page
    before = versions(safety_coordinator)
    with time_machine.travel(NOW + timedelta(minutes=2), tick=True):
        shown = old.post("/konto/skydd/igen/kod/?next=/observationer/", {"code": app_code(secret)})
        assert (shown["Location"], versions(safety_coordinator) > before) == ("/observationer/", True)
        assert old.get("/observationer/").status_code == 200


def test_taking_it_away_wants_it_shown_again(walker: User) -> None:
    browser = without(walker)
    secret = add_app(browser)
    with time_machine.travel(NOW + timedelta(minutes=10), tick=True):
        asked = browser.post(REMOVE_APP)
        assert asked["Location"].startswith("/konto/skydd/igen/kod/")
        browser.post(f"/konto/skydd/igen/kod/?next={REMOVE_APP}", {"code": "123456"})
        assert Authenticator.objects.filter(type="totp").exists()
        browser.post(f"/konto/skydd/igen/kod/?next={REMOVE_APP}", {"code": app_code(secret)})
        assert not Authenticator.objects.exists()


def test_signing_in_asks_for_it_and_a_recovery_code_will_do(safety_coordinator: User, shut: Any) -> None:
    from django.core import mail

    browser = without(safety_coordinator)
    add_app(browser)
    recovery = browser.get("/konto/skydd/reservkoder/").context["unused_codes"][0]
    newcomer = Client(headers=HOST)
    newcomer.post("/konto/login/code/", {"address": safety_coordinator.email})
    code = mail.outbox[-1].body.split("    ")[1].split()[0]
    asked = newcomer.post("/konto/login/code/confirm/", {"code": code, "action": "verify"})
    assert asked["Location"] == "/konto/login/steg-tva/"
    assert newcomer.get("/api/v1/me/").status_code == 401
    wrong = newcomer.post("/konto/login/steg-tva/", {"code": "00000000"}).content.decode()
    assert "Koden stämmer inte." in wrong
    newcomer.post("/konto/login/steg-tva/", {"code": recovery})
    assert newcomer.get("/observationer/").status_code == 200
    again = Client(headers=HOST)
    again.post("/konto/login/code/", {"address": safety_coordinator.email})
    code = mail.outbox[-1].body.split("    ")[1].split()[0]
    again.post("/konto/login/code/confirm/", {"code": code, "action": "verify"})
    again.post("/konto/login/steg-tva/", {"code": recovery})
    assert again.get("/api/v1/me/").status_code == 401


def test_signing_out_everywhere_ends_every_session_and_socket(walker: User) -> None:
    phone, tablet = without(walker), without(walker)
    scopes = [socket_of(one, walker) for one in (phone, tablet)]
    before = versions(walker)
    answer = phone.post("/konto/skydd/logga-ut-overallt/")
    assert (answer["Location"], answer["Clear-Site-Data"], versions(walker) > before) == (
        "/konto/login/",
        '"cache"',
        True,
    )
    assert [one.get("/api/v1/me/").status_code for one in (phone, tablet)] == [401, 401]
    assert [is_heard(scope) for scope in scopes] == [False, False]
    assert without(User.objects.get(pk=walker.pk)).get("/api/v1/me/").status_code == 200


def test_a_closed_account_and_a_lost_role_reach_live_sockets(
    safety_coordinator: User, safety_unit: Organisation, botkyrka: Municipality, client_of: Callable[..., Client]
) -> None:
    factories.make_member(safety_unit, Role.SAFETY_COORDINATOR)  # somebody stays who leads
    scope = socket_of(client_of(safety_coordinator), safety_coordinator)
    assert viewer_of_socket(scope).has(Role.SAFETY_COORDINATOR)
    known = viewers.rights_versions([safety_coordinator.pk])
    me = viewers.build(safety_coordinator, botkyrka.pk, now=NOW, second_factor=True)
    end_membership(viewer=me, membership_id=Membership.objects.get(user=safety_coordinator).pk, now=NOW)
    assert viewers.rights_versions([safety_coordinator.pk]) != known
    assert viewer_of_socket(scope).roles == frozenset()
    User.objects.filter(pk=safety_coordinator.pk).update(is_active=False)
    assert (viewers.rights_versions([safety_coordinator.pk]), is_heard(scope)) == ({}, False)


def test_the_page_lists_what_there_is(walker: User) -> None:
    browser = without(walker)
    page = browser.get(PROTECTION).content.decode()
    assert [word in page for word in ("Saknas", "Ingen än.", "Du har inget, och behöver inget.")] == [True] * 3
    add_app(browser)
    page = browser.get(PROTECTION).content.decode()
    assert [word in page for word in ("Finns", "10 koder är kvar.", "Ta bort appen")] == [True] * 3


def test_the_page_names_devices_and_never_their_own_words(walker: User) -> None:
    from django.core import mail

    agent = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0 <b>x</b>"
    browser = Client(headers=HOST | {"user-agent": agent})
    browser.post("/konto/login/code/", {"address": walker.email})
    code = mail.outbox[-1].body.split("    ")[1].split()[0]
    browser.post("/konto/login/code/confirm/", {"code": code, "action": "verify"})
    page = browser.get(PROTECTION).content.decode()
    assert ("Firefox, Android" in page, "Gecko" in page, "Den här enheten" in page) == (True, False, True)


def test_somebody_elses_passkey_is_not_found(walker: User, second_walker: User) -> None:
    theirs = Authenticator.objects.create(user=second_walker, type="webauthn", data={"name": "Deras"})
    browser = without(walker)
    path = f"/konto/skydd/passkey/{theirs.pk}/bort/"
    assert [browser.get(path).status_code, browser.post(path).status_code] == [404, 404]
    assert browser.get(f"/konto/skydd/passkey/{theirs.pk + 1}/bort/").status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()
