"""Every list of people, on pages and over the API, asks as often for five hundred as for one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.common.viewer import Role
from events.models import Event, Signup
from tests import factories
from tests.doors import sign_in
from tests.factories import NOW
from volunteers.models import (
    AccessLog,
    AccessToken,
    Clearance,
    GuardianConsent,
    Invitation,
    JoinRequest,
    Membership,
    User,
)
from volunteers.reading import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from places.models import District
    from volunteers.models import Organisation

pytestmark = pytest.mark.once

MANY = 500
# Who looks, and at what; {o} the organisation, {w} the walk, {m} one of its members. Forming groups is for an evening's
# people, and tests/guards/test_query_growth.py counts it.
LISTS = {
    Role.COORDINATOR: (
        "/organisationer/", "/organisationer/{o}/", "/organisationer/{o}/om/", "/organisationer/{o}/inbjudningar/",
        "/organisationer/{o}/utan-konto/", "/organisationer/{o}/medlem/{m}/", "/organisationer/alla/",
        "/api/v1/memberships/", "/api/v1/join-requests/", "/api/v1/invitations/", "/api/v1/kept-members/",
        "/api/v1/clearances/", "/api/v1/consents/", "/api/v1/organisations/", "/api/v1/me/", "/api/v1/access-tokens/",
        "/vandringar/{w}/", "/vandringar/{w}/ute/", "/api/v1/events/{w}/roster/",
        "/api/v1/events/{w}/teams/", "/api/v1/events/{w}/teams/suggestion/", "/api/v1/events/{w}/briefing/",
        "/tavla/", "/", "/mina-uppgifter/", "/mina-bevis/", "/nycklar/", "/konto/skydd/", "/radera-mig/",
    ),
    Role.SAFETY_COORDINATOR: (
        "/integritet/logg/", "/integritet/gallring/", "/organisationer/alla/", "/organisationer/{o}/om/",
        "/api/v1/organisations/", "/", "/tavla/",
    ),
}  # fmt: skip
# What of these shows more for many than for one; the others show a number, or a page of fixed length.
GROWS = {
    "/organisationer/{o}/", "/organisationer/{o}/om/", "/organisationer/{o}/inbjudningar/",
    "/organisationer/{o}/utan-konto/", "/api/v1/memberships/", "/api/v1/join-requests/", "/api/v1/invitations/",
    "/api/v1/kept-members/", "/api/v1/clearances/", "/api/v1/consents/", "/api/v1/access-tokens/", "/vandringar/{w}/",
    "/api/v1/events/{w}/roster/", "/mina-uppgifter/", "/nycklar/",
    "/api/v1/events/{w}/teams/suggestion/", "/konto/skydd/", "/integritet/logg/",
}  # fmt: skip


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def walk(walkers: Organisation, fittja: District) -> Event:
    return factories.make_event(
        walkers, fittja, state="under_way", starts_at=NOW - dt.timedelta(hours=1), max_people=2000
    )


def grow(walkers: Organisation, walk: Event, reader: User, first: int, number: int) -> None:
    """So many more of everything that a list of people shows."""
    here, year = walkers.municipality, NOW + dt.timedelta(days=365)
    made = range(first, first + number)
    people = User.objects.bulk_create(User(name=f"Kim {n:04d}", email=f"kim{n}@example.org") for n in made)
    kept = User.objects.bulk_create(User(name=f"Lo {n:04d}") for n in made)
    strangers = User.objects.bulk_create(User(name=f"Max {n:04d}", email=f"max{n}@example.org") for n in made)
    member = {"organisation": walkers, "role": Role.VOLUNTEER, "since": NOW}
    Membership.objects.bulk_create(Membership(user=user, is_contact=True, **member) for user in people)
    Membership.objects.bulk_create(Membership(user=user, **member) for user in kept)
    Signup.objects.bulk_create(
        Signup(event=walk, user=user, state="coming", answered_at=NOW, changed_at=NOW) for user in people
    )
    Clearance.objects.bulk_create(
        factories.make_clearance(user, walkers, kind, save=False) for user in people for kind in ("of_age", "training")
    )
    GuardianConsent.objects.bulk_create(
        GuardianConsent(
            organisation=walkers, user=user, guardian_name="Vera", given_on=NOW.date(), adult_on=NOW.date(),
            ends_on=year.date(), noted_at=NOW,
        )
        for user in people
    )  # fmt: skip
    JoinRequest.objects.bulk_create(JoinRequest(organisation=walkers, user=user, asked_at=NOW) for user in strangers)
    Invitation.objects.bulk_create(
        Invitation(
            organisation=walkers, role="volunteer", way="mail", label=f"Bo {n}", sent_to=f"bo{n}@example.org",
            token_hash=f"i{n}", created_by=reader, created_at=NOW, expires_at=year,
        )
        for n in made
    )  # fmt: skip
    looked = {"municipality": here, "kind": "read", "at": NOW, "hour": NOW, "what": MEMBERS, "fields": "name"}
    AccessLog.objects.bulk_create(
        AccessLog(reader=reader_, subject=subject, **looked)
        for user in people
        for reader_, subject in ((user, reader), (reader, user))
    )
    AccessToken.objects.bulk_create(
        AccessToken(
            municipality=here, user=reader, purpose=f"Nyckel {n}", scopes="", token_hash=f"t{n}", hint="l",
            created_at=NOW, expires_at=year,
        )
        for n in made
    )  # fmt: skip
    _sign_in_again(reader, made)


def _sign_in_again(reader: User, made: range) -> None:
    """As many more devices, each with a session that holds."""
    said = Client(headers={"host": "botkyrka.localhost"})
    sign_in(said, reader)
    data, ends = Session.objects.get(pk=said.session.session_key).session_data, NOW + dt.timedelta(days=7)
    Session.objects.bulk_create(Session(session_key=f"s{n:031d}", session_data=data, expire_date=ends) for n in made)
    UserSession.objects.bulk_create(
        UserSession(user=reader, session_key=f"s{n:031d}", ip="127.0.0.1", user_agent=f"x{n}") for n in made
    )


def read(client: Client, address: str) -> tuple[int, int]:
    """How many queries, and how long the answer is."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return len(queries), len(answer.content)


@pytest.mark.parametrize("role", LISTS)
def test_five_hundred_people_are_asked_for_as_often_as_one(
    role: Role, walkers: Organisation, walk: Event, coordinator: User, safety_coordinator: User
) -> None:
    reader = {Role.COORDINATOR: coordinator, Role.SAFETY_COORDINATOR: safety_coordinator}[role]
    client = Client(headers={"host": "botkyrka.localhost"})
    sign_in(client, reader)
    found: dict[str, list[tuple[int, int]]] = {path: [] for path in LISTS[role]}
    for first, number in ((0, 1), (1, MANY - 1)):
        grow(walkers, walk, reader, first, number)
        member = Membership.objects.filter(organisation=walkers, user__name="Kim 0000").get().user_id
        for path, figures in found.items():
            address = path.format(o=walkers.pk, w=walk.pk, m=member)
            if not first:
                client.get(address)  # fills what is kept per process
            figures.append(read(client, address))
    assert {path: (one, many) for path, ((one, _), (many, _)) in found.items() if one != many} == {}
    grown = {path for path, ((_, one), (_, many)) in found.items() if many > one + 20}
    assert GROWS & found.keys() - grown == set()
