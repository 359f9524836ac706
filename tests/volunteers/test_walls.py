"""The walls: who is in an organisation stays in it, and what residents told is not for associations, areas, patrols.

Asked on every page and list of the API that names people, and of the tables themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.common import rights
from backend.common.rights import Verb
from backend.common.viewer import MUNICIPALITY_WIDE, Role
from tests import factories
from tests.volunteers.test_kept import keep
from tips.actions.ingest import ingest
from tips.report import Report
from volunteers.actions.kept import KeptPerson
from volunteers.models import Membership
from volunteers.rights import KEPT_MEMBER, MEMBER
from volunteers.states import ROLES_OF_KIND, OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from backend.common.viewer import Viewer
    from places.models import Municipality, Place
    from volunteers.models import Organisation, User

    ViewerOf = Callable[..., Viewer]
    ClientOf = Callable[..., Client]

WALLED = (
    OrganisationKind.ASSOCIATION,
    OrganisationKind.WATCH_AREA,
    OrganisationKind.PATROL_GROUP,
    OrganisationKind.NIGHT_WALK_GROUP,
)
TEXT = "Lampan vid tunneln är sönder sedan i tisdags"


@pytest.mark.parametrize("kind", WALLED)
def test_no_role_that_reads_a_text_can_be_given_there(kind: OrganisationKind) -> None:
    readers = {
        role
        for artefact, table in rights.artefacts().items()
        if artefact == "observation_raw"
        for role, given in table.items()
        if any(Verb.READ in one.verbs for one in given)
    }
    assert readers
    assert not readers & ROLES_OF_KIND[kind]
    assert not MUNICIPALITY_WIDE & ROLES_OF_KIND[kind]


@pytest.mark.parametrize("artefact", [MEMBER, KEPT_MEMBER])
def test_names_reach_no_further_than_the_own_organisation(artefact: str) -> None:
    scopes = {one.scope for given in rights.artefacts()[artefact].values() for one in given}
    assert scopes <= {rights.Scope.OWN, rights.Scope.OWN_ORGANISATION, rights.Scope.COUNT}


@pytest.fixture
def others(botkyrka: Municipality, walkers: Organisation, viewer_of: ViewerOf) -> list[User]:
    """Those who lead some other organisation, and a patroller."""
    club = factories.make_organisation(botkyrka, OrganisationKind.ASSOCIATION, name="Alby IF")
    area = factories.make_organisation(botkyrka, OrganisationKind.WATCH_AREA, name="Grannsamverkan Alby")
    patrol = factories.make_organisation(botkyrka, OrganisationKind.PATROL_GROUP, name="Grannstöd Alby")
    return [
        factories.make_member(club, Role.ASSOCIATION, "Olle"),
        factories.make_member(area, Role.CONTACT_PERSON, "Orvar"),
        factories.make_member(patrol, Role.COORDINATOR, "Oskar"),
        factories.make_member(patrol, Role.VOLUNTEER, "Otto"),
    ]


def test_nobody_reads_anothers_members_at_any_door(
    walkers: Organisation, coordinator: User, walker: User, others: list[User], viewer_of: ViewerOf, client_of: ClientOf
) -> None:
    # Long enough not to stand in a form's random token by chance.
    rut = keep(viewer_of(coordinator), walkers, KeptPerson("Rutgerina"))
    member = walker.memberships.get()
    secret = ("Amina", "Carina", "Rutgerina")
    for user in others:
        client = client_of(user)
        assert not Membership.objects.visible_to(viewer_of(user)).filter(organisation=walkers)
        for path in (
            f"/organisationer/{walkers.pk}/om/",
            f"/organisationer/{walkers.pk}/",
            f"/organisationer/{walkers.pk}/inbjudningar/",
            f"/organisationer/{walkers.pk}/utan-konto/",
            f"/medlemskap/{member.pk}/",
            f"/utan-konto/{rut.pk}/",
            "/organisationer/",
            "/organisationer/alla/",
            "/api/v1/memberships/",
            f"/api/v1/memberships/?organisation={walkers.pk}",
            "/api/v1/kept-members/",
            f"/api/v1/kept-members/?organisation={walkers.pk}",
            "/api/v1/organisations/",
        ):
            said = client.get(path).content.decode()
            assert not [name for name in secret if name in said], path


def test_none_of_them_reads_what_somebody_told(
    station: Place, safety_coordinator: User, others: list[User], viewer_of: ViewerOf, client_of: ClientOf
) -> None:
    at = timezone.now()
    report = Report(id=uuid4(), category="lighting_broken", occurred_at=at, place_id=station.pk, text=TEXT)
    tip = ingest(viewer=viewer_of(), report=report, now=at).tip
    one = f"/observationer/{tip.pk}/"
    assert TEXT in client_of(safety_coordinator).get(one).content.decode()
    for user in others:
        client = client_of(user)
        for path in (one, "/observationer/", "/", "/tavla/", "/api/v1/tips/", f"/api/v1/tips/{tip.pk}/"):
            assert TEXT not in client.get(path).content.decode(), (user.name, path)
