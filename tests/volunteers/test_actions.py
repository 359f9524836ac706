"""Adding and ending members: who may, what is refused, what follows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from backend.common.errors import NotAllowed, NotFound
from backend.common.viewer import Role, system
from notifications.models import Delivery
from tests import factories
from tests.factories import NOW
from volunteers.actions import members, organisations
from volunteers.models import Membership, Organisation, User
from volunteers.states import MembershipState, OrganisationKind, OrganisationState

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.common.viewer import Viewer
    from places.models import District, Municipality

    ViewerOf = Callable[..., Viewer]


def add(viewer: Viewer, organisation: Organisation, **values: Any) -> Membership:
    defaults: dict[str, Any] = {
        "email": "sara.nilsson@example.org",
        "name": "Sara Nilsson",
        "role": Role.VOLUNTEER,
        "now": NOW,
        "new_user_id": uuid4(),
        "new_membership_id": uuid4(),
    }
    return members.add_member(viewer=viewer, organisation_id=organisation.pk, **defaults | values)


def test_a_new_address_gets_an_account_and_a_mail(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    added = add(viewer_of(coordinator), walkers, email=" Sara.Nilsson@Example.ORG ")
    assert (added.user.email, added.user.name, added.role) == ("sara.nilsson@example.org", "Sara Nilsson", "volunteer")
    assert not added.user.has_usable_password()
    mail = Delivery.objects.get(user=added.user)
    assert (mail.kind, mail.subject) == ("volunteers.welcome", "Du är med i Nattvandrarna i Fittja")
    assert "Hej Sara!" in mail.body


def test_the_mail_is_in_the_persons_language(coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    known = factories.make_user("Tom", email="tom@example.org", language="en")
    add(viewer_of(coordinator), walkers, email="tom@example.org")
    assert Delivery.objects.get(user=known).language == "en"


def test_a_known_address_keeps_its_own_name(
    coordinator: User, walkers: Organisation, association: User, viewer_of: ViewerOf
) -> None:
    added = add(viewer_of(coordinator), walkers, email=str(association.email).upper(), name="Någon Annan")
    assert (added.user_id, added.user.name) == (association.pk, "Ali Hassan")
    assert association.memberships.count() == 2


def test_rights_version_moves_when_a_role_is_given_and_taken(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    added = add(viewer_of(coordinator), walkers)
    assert User.objects.get(pk=added.user_id).rights_version == 1
    members.end_membership(viewer=viewer_of(coordinator), membership_id=added.pk, now=NOW)
    assert User.objects.get(pk=added.user_id).rights_version == 2


def test_an_ended_membership_begins_anew(coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    viewer, later = viewer_of(coordinator), NOW + dt.timedelta(days=30)
    first = add(viewer, walkers)
    members.end_membership(viewer=viewer, membership_id=first.pk, now=NOW)
    again = add(viewer, walkers, now=later)
    assert (again.pk, again.state, again.since, again.ended_at) == (first.pk, "active", later, None)
    assert Delivery.objects.filter(user=again.user).count() == 2


def test_ending_keeps_the_row(walker: User, coordinator: User, viewer_of: ViewerOf) -> None:
    membership = walker.memberships.get()
    members.end_membership(viewer=viewer_of(coordinator), membership_id=membership.pk, now=NOW)
    membership.refresh_from_db()
    assert (membership.state, membership.ended_at) == (MembershipState.ENDED, NOW)
    assert viewer_of(walker).roles == frozenset()


def test_anybody_may_leave(walker: User, viewer_of: ViewerOf) -> None:
    ended = members.end_membership(viewer=viewer_of(walker), membership_id=walker.memberships.get().pk, now=NOW)
    assert ended.state == MembershipState.ENDED


def test_the_last_coordinator_stays_until_there_is_another(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    membership = coordinator.memberships.get()
    with pytest.raises(members.LastLeader):
        members.end_membership(viewer=viewer_of(coordinator), membership_id=membership.pk, now=NOW)
    add(viewer_of(coordinator), walkers, role=Role.COORDINATOR)
    members.end_membership(viewer=viewer_of(coordinator), membership_id=membership.pk, now=NOW)
    assert viewer_of(coordinator).roles == frozenset()


def test_the_organisation_is_locked_before_its_memberships(
    coordinator: User, viewer_of: ViewerOf, walkers: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(viewer_of(coordinator), walkers, role=Role.COORDINATOR)
    locked: list[type] = []
    monkeypatch.setattr(members, "lock", lambda rows: locked.append(rows.model) or rows)
    members.end_membership(viewer=viewer_of(coordinator), membership_id=coordinator.memberships.get().pk, now=NOW)
    assert locked == [Organisation, Membership, Membership]


@pytest.mark.parametrize("who", ["walker", "leader", "association", "safety_coordinator", "police", "housing"])
def test_only_those_who_lead_an_organisation_add_to_it(
    request: pytest.FixtureRequest, walkers: Organisation, viewer_of: ViewerOf, who: str
) -> None:
    with pytest.raises(NotAllowed):
        add(viewer_of(request.getfixturevalue(who)), walkers)
    assert not User.objects.filter(email="sara.nilsson@example.org").exists()


@pytest.mark.parametrize(
    ("who", "where", "role"),
    [
        ("association", "club", Role.ASSOCIATION),
        ("contact_person", "watch_area", Role.VOLUNTEER),
        ("safety_coordinator", "safety_unit", Role.SAFETY_COORDINATOR),
    ],
)
def test_each_leader_adds_to_the_own_organisation(
    request: pytest.FixtureRequest, viewer_of: ViewerOf, who: str, where: str, role: Role
) -> None:
    viewer = viewer_of(request.getfixturevalue(who))
    assert add(viewer, request.getfixturevalue(where), role=role).state == MembershipState.ACTIVE


def test_a_safety_coordinator_adds_to_every_unit_of_the_municipality(
    safety_coordinator: User, botkyrka: Municipality, viewer_of: ViewerOf
) -> None:
    parks = factories.make_organisation(botkyrka, OrganisationKind.MUNICIPAL_UNIT, name="Gata och park")
    assert add(viewer_of(safety_coordinator), parks, role=Role.HOUSING).role == "housing"


def test_nobody_gives_a_municipality_wide_role_without_having_it(
    safety_unit: Organisation, viewer_of: ViewerOf
) -> None:
    inside = factories.make_member(safety_unit, Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        add(viewer_of(inside), safety_unit, role=Role.SAFETY_COORDINATOR)
    assert add(viewer_of(inside), safety_unit, role=Role.COORDINATOR).role == "coordinator"


def test_nor_takes_one_away(safety_unit: Organisation, safety_coordinator: User, viewer_of: ViewerOf) -> None:
    inside = factories.make_member(safety_unit, Role.COORDINATOR)
    membership = safety_coordinator.memberships.get()
    with pytest.raises(NotAllowed):
        members.end_membership(viewer=viewer_of(inside), membership_id=membership.pk, now=NOW)


def test_a_foreign_organisation_does_not_exist(foreigner: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    with pytest.raises(NotFound):
        add(viewer_of(foreigner, foreigner.memberships.get().organisation.municipality), walkers)
    with pytest.raises(NotAllowed):
        add(viewer_of(foreigner), walkers)


def test_somebody_elses_membership_does_not_exist(walker: User, leader: User, viewer_of: ViewerOf) -> None:
    with pytest.raises(NotFound):
        members.end_membership(viewer=viewer_of(leader), membership_id=walker.memberships.get().pk, now=NOW)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"email": "sara"}, members.BadEmail),
        ({"role": Role.CONTACT_PERSON}, members.RoleNotOfKind),
        ({"role": Role.POLICE}, members.RoleNotOfKind),
    ],
)
def test_wrong_input_is_refused_by_name(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf, values: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        add(viewer_of(coordinator), walkers, **values)


def test_twice_is_refused(walker: User, coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    with pytest.raises(members.AlreadyMember):
        add(viewer_of(coordinator), walkers, email=walker.email)


def test_a_suspension_does_not_end_by_being_added(
    walker: User, coordinator: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    walker.memberships.update(state=MembershipState.SUSPENDED)
    with pytest.raises(members.MemberSuspended):
        add(viewer_of(coordinator), walkers, email=walker.email)


def test_a_closed_account_is_not_reopened(coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    factories.make_user("Borta", email="borta@example.org", is_active=False)
    with pytest.raises(members.AddressRefused) as refused:
        add(viewer_of(coordinator), walkers, email="borta@example.org")
    assert refused.value.detail == "Adressen går inte att lägga till. Pröva en annan."


def test_a_strangers_name_is_not_told_by_the_address(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    factories.make_user("Frida Främling", email="frida@example.org", is_protected=True)
    asked = {"email": "frida@example.org", "name": " Frida "}
    roles = (Role.VOLUNTEER, Role.WALK_LEADER)
    first, second = (add(viewer_of(coordinator), walkers, **asked, role=role) for role in roles)
    assert (first.shown_name, second.shown_name, first.user.name) == ("Frida", "Frida", "Frida Främling")
    first.user.last_login = NOW + dt.timedelta(minutes=1)
    assert first.shown_name == "Frida Främling"


def test_a_name_that_the_viewer_reads_already_stays(
    coordinator: User, walkers: Organisation, walker: User, viewer_of: ViewerOf
) -> None:
    added = add(viewer_of(coordinator), walkers, email=str(walker.email), name="Någon", role=Role.WALK_LEADER)
    assert added.shown_name == "Amina Warsame"


def test_thirty_are_added_in_an_hour_and_no_more(coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    for _ in range(members.MOST_ADDED - 1):
        factories.make_member(walkers)
    with pytest.raises(members.TooManyAdded):
        add(viewer_of(coordinator), walkers, now=NOW + dt.timedelta(minutes=59))
    assert add(viewer_of(coordinator), walkers, now=NOW + dt.timedelta(hours=1)).state == MembershipState.ACTIVE


def test_nobody_joins_a_closed_organisation(walkers: Organisation, botkyrka: Municipality) -> None:
    walkers.state = OrganisationState.CLOSED
    walkers.save()
    with pytest.raises(members.OrganisationClosed):
        add(system(botkyrka.pk), walkers)


def test_founding_is_the_safety_coordinators(
    safety_coordinator: User, coordinator: User, fittja: District, viewer_of: ViewerOf
) -> None:
    values: dict[str, Any] = {"name": "Alby nattvandrare", "kind": OrganisationKind.NIGHT_WALK_GROUP}
    with pytest.raises(NotAllowed):
        organisations.found_organisation(viewer=viewer_of(coordinator), organisation_id=uuid4(), **values)
    viewer = viewer_of(safety_coordinator)
    founded = organisations.found_organisation(
        viewer=viewer, organisation_id=uuid4(), district_ids=frozenset({fittja.pk}), **values
    )
    assert (founded.municipality_id, list(founded.districts.all())) == (viewer.municipality_id, [fittja])
    with pytest.raises(organisations.OrganisationExists):
        organisations.found_organisation(viewer=viewer, organisation_id=uuid4(), **values)
