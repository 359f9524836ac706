"""Organisations: every kind, their states, contact persons, suspension, and the second who is told."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from backend.common.errors import NotAllowed, NotFound
from backend.common.viewer import Role
from notifications.models import Delivery
from tests import factories
from tests.factories import NOW
from volunteers.actions import organisations, standing
from volunteers.actions.common import ChangedMeanwhile
from volunteers.actions.organisations import Facts
from volunteers.models import AccessLog, Membership, Organisation, User
from volunteers.states import ORGANISATION_TRANSITIONS, MembershipState, OrganisationKind, OrganisationState

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from backend.common.viewer import Viewer
    from places.models import District, Municipality

    ViewerOf = Callable[..., Viewer]
    ClientOf = Callable[..., Client]


@pytest.mark.parametrize("kind", OrganisationKind)
def test_every_kind_can_be_founded_forming(
    safety_coordinator: User, viewer_of: ViewerOf, kind: OrganisationKind
) -> None:
    made = organisations.found_organisation(
        viewer=viewer_of(safety_coordinator),
        organisation_id=uuid4(),
        name="  Ny   grupp ",
        kind=kind,
        state=OrganisationState.FORMING,
    )
    assert (made.name, made.kind, made.state) == ("Ny grupp", kind, "forming")


@pytest.mark.parametrize(("before", "after"), list(product(OrganisationState, OrganisationState)))
def test_every_edge_of_the_table_and_no_other(
    safety_coordinator: User, walkers: Organisation, viewer_of: ViewerOf, before: str, after: OrganisationState
) -> None:
    Organisation.objects.filter(pk=walkers.pk).update(state=before)
    viewer = viewer_of(safety_coordinator)
    if after in ORGANISATION_TRANSITIONS[before]:
        assert organisations.set_state(viewer=viewer, organisation_id=walkers.pk, state=after).state == after
    else:
        with pytest.raises(organisations.StateNotReachable):
            organisations.set_state(viewer=viewer, organisation_id=walkers.pk, state=after)


@pytest.mark.parametrize("who", ["coordinator", "association", "contact_person", "police", "walker"])
def test_only_the_safety_coordinator_changes_organisations(
    request: pytest.FixtureRequest, walkers: Organisation, viewer_of: ViewerOf, client_of: ClientOf, who: str
) -> None:
    user = request.getfixturevalue(who)
    viewer = viewer_of(user)
    with pytest.raises(NotAllowed):
        organisations.set_state(viewer=viewer, organisation_id=walkers.pk, state=OrganisationState.CLOSED)
    with pytest.raises(NotAllowed):
        organisations.edit_organisation(viewer=viewer, organisation_id=walkers.pk, facts=Facts("X"))
    client = client_of(user)
    assert client.get("/organisationer/ny/").status_code == 403
    assert client.get(f"/organisationer/{walkers.pk}/redigera/").status_code == 403


def test_a_closed_one_gives_no_rights_from_the_same_moment(
    safety_coordinator: User, walker: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    before = User.objects.get(pk=walker.pk).rights_version
    organisations.set_state(
        viewer=viewer_of(safety_coordinator), organisation_id=walkers.pk, state=OrganisationState.CLOSED
    )
    assert viewer_of(walker).roles == frozenset()
    assert User.objects.get(pk=walker.pk).rights_version == before + 1


def test_the_second_who_saves_an_organisation_is_told(
    safety_coordinator: User, walkers: Organisation, alby: District, viewer_of: ViewerOf
) -> None:
    viewer = viewer_of(safety_coordinator)
    facts = Facts("Nattvandrarna i Alby", frozenset({alby.pk}))
    saved = organisations.edit_organisation(viewer=viewer, organisation_id=walkers.pk, facts=facts, seen=0)
    assert (saved.name, [d.name for d in saved.districts.all()]) == ("Nattvandrarna i Alby", ["Alby"])
    with pytest.raises(ChangedMeanwhile):
        organisations.edit_organisation(viewer=viewer, organisation_id=walkers.pk, facts=Facts("Annat"), seen=0)
    with pytest.raises(ChangedMeanwhile):
        organisations.set_state(viewer=viewer, organisation_id=walkers.pk, state=OrganisationState.DORMANT, seen=0)


def test_names_are_one_and_districts_our_own(
    safety_coordinator: User, walkers: Organisation, club: Organisation, huddinge: Municipality, viewer_of: ViewerOf
) -> None:
    viewer, foreign = viewer_of(safety_coordinator), factories.make_district(huddinge, "Flemingsberg")
    for facts, refusal in (
        (Facts(club.name), organisations.OrganisationExists),
        (Facts(" "), organisations.NoOrganisationName),
        (Facts("X", frozenset({foreign.pk})), organisations.ForeignDistrict),
    ):
        with pytest.raises(refusal):
            organisations.edit_organisation(viewer=viewer, organisation_id=walkers.pk, facts=facts)


# --- standing --------------------------------------------------------------------------------------------------------


def test_suspended_and_back_without_a_reason(coordinator: User, walker: User, viewer_of: ViewerOf) -> None:
    viewer, row = viewer_of(coordinator), walker.memberships.get()
    assert standing.suspend(viewer=viewer, membership_id=row.pk, seen=0, now=NOW).state == MembershipState.SUSPENDED
    assert viewer_of(walker).roles == frozenset()
    with pytest.raises(standing.NotInThatState):
        standing.suspend(viewer=viewer, membership_id=row.pk, now=NOW)
    standing.reinstate(viewer=viewer, membership_id=row.pk, now=NOW)
    assert viewer_of(walker).has(Role.VOLUNTEER)
    with pytest.raises(standing.NotInThatState):
        standing.reinstate(viewer=viewer, membership_id=row.pk, now=NOW)
    subjects = Delivery.objects.filter(user=walker).order_by("created_at", "subject").values_list("subject", flat=True)
    assert list(subjects) == [
        "Din roll i Nattvandrarna i Fittja gäller igen",
        "Din roll i Nattvandrarna i Fittja är avstängd",
    ]


def test_the_second_admin_on_one_membership_is_told(
    coordinator: User, walker: User, walkers: Organisation, client_of: ClientOf
) -> None:
    other = factories.make_member(walkers, Role.COORDINATOR, "Bo Ek")
    path = f"/medlemskap/{walker.memberships.get().pk}/"
    first, second = client_of(coordinator), client_of(other)
    assert first.get(path).status_code == second.get(path).status_code == 200
    assert first.post(f"{path}andra/", {"do": "contact", "version": 0}).status_code == 302
    told = second.post(f"{path}andra/", {"do": "suspend", "version": 0})
    assert (told.status_code, "Någon annan har ändrat" in told.content.decode()) == (409, True)
    assert walker.memberships.get().state == MembershipState.ACTIVE


@pytest.mark.parametrize("sent", [{}, {"do": "suspend"}, {"do": "x", "version": 0}, {"do": "suspend", "version": "-1"}])
def test_a_form_that_is_none_of_ours(coordinator: User, walker: User, client_of: ClientOf, sent: Any) -> None:
    path = f"/medlemskap/{walker.memberships.get().pk}/andra/"
    assert client_of(coordinator).post(path, sent).status_code == 400


@pytest.mark.parametrize("who", ["walker", "second_walker", "leader"])
def test_nobody_else_suspends(request: pytest.FixtureRequest, coordinator: User, viewer_of: ViewerOf, who: str) -> None:
    row = coordinator.memberships.get()
    with pytest.raises((NotAllowed, NotFound)):
        standing.suspend(viewer=viewer_of(request.getfixturevalue(who)), membership_id=row.pk, now=NOW)


def test_nobody_suspends_themselves(coordinator: User, viewer_of: ViewerOf) -> None:
    with pytest.raises(NotAllowed):
        standing.suspend(viewer=viewer_of(coordinator), membership_id=coordinator.memberships.get().pk, now=NOW)


def test_a_contact_is_a_function_to_others_and_a_name_to_its_own(
    coordinator: User, walker: User, association: User, walkers: Organisation, viewer_of: ViewerOf, client_of: ClientOf
) -> None:
    row = coordinator.memberships.get()
    standing.set_contact(viewer=viewer_of(coordinator), membership_id=row.pk, is_contact=True)
    path = f"/organisationer/{walkers.pk}/om/"
    outside, inside = (client_of(user).get(path).content.decode() for user in (association, walker))
    assert "Samordnare för vandringar" in outside
    assert "Carina" not in outside
    assert "Carina Ek" in inside


def test_the_pages(safety_coordinator: User, fittja: District, client_of: ClientOf) -> None:
    client = client_of(safety_coordinator)
    sent = {"name": "Skola", "kind": "school", "state": "forming", "districts": [fittja.pk], "ground_owner": "unknown"}
    made = client.post("/organisationer/ny/", sent)
    school = Organisation.objects.get(name="Skola")
    assert (made.status_code, made["location"]) == (302, f"/organisationer/{school.pk}/om/")
    assert client.post("/organisationer/ny/", sent).status_code == 400
    path = f"/organisationer/{school.pk}/"
    edit = {"name": "Skolan", "ground_owner": "municipality", "version": 0}
    assert client.post(f"{path}redigera/", edit).status_code == 302
    assert client.post(f"{path}redigera/", edit).status_code == 400
    assert client.post(f"{path}lage/", {"state": "active", "version": 1}).status_code == 302
    assert client.post(f"{path}lage/", {"state": "forming", "version": 2}).status_code == 409
    assert client.post(f"{path}lage/", {"state": "x", "version": 2}).status_code == 400
    assert "Skolan" in client.get("/organisationer/alla/").content.decode()
    assert Membership.objects.filter(organisation=school).count() == 0


def send(client: Client, method: str, path: str, **said: Any) -> Any:
    return getattr(client, method)(f"/api/v1/{path}", said, content_type="application/json")


def test_the_same_over_the_api(
    safety_coordinator: User, fittja: District, alby: District, huddinge: Municipality, client_of: ClientOf
) -> None:
    client, elsewhere = client_of(safety_coordinator), factories.make_district(huddinge, "Segeltorp")
    facts = {"name": "Skolan", "districts": [str(fittja.pk)], "ground_owner": "unknown", "contact_email": "s@s.example"}
    foreign = send(client, "post", "organisations/", **facts | {"districts": [str(elsewhere.pk)]}, kind="school")
    assert (foreign.status_code, foreign.json()["code"]) == (400, "foreign_district")
    made = send(client, "post", "organisations/", **facts, kind="school", state="forming")
    path = f"organisations/{made.json()['id']}/"
    assert (made.status_code, made.json()) == (201, client.get(f"/api/v1/{path}").json())
    assert send(client, "post", "organisations/", **facts, kind="school").json()["code"] == "organisation_exists"
    edited = send(client, "put", path, **facts | {"districts": [str(alby.pk)]}, version=0)
    assert (edited.json()["districts"], edited.json()["version"]) == ([str(alby.pk)], 1)
    assert (
        send(client, "put", path, name="Skolan", version=1).status_code == 400
    )  # nothing is emptied by being left out
    assert send(client, "put", path, **facts, version=0).json()["code"] == "changed_meanwhile"
    assert send(client, "put", f"{path}state/", state="dormant", version=1).json()["code"] == "state_not_reachable"
    assert send(client, "put", f"{path}state/", state="active", version=1).json()["state"] == "active"


def test_standing_over_the_api(coordinator: User, walker: User, client_of: ClientOf) -> None:
    client, row = client_of(coordinator), Membership.objects.get(user=walker)
    path = f"memberships/{row.pk}/"
    named = send(client, "put", f"{path}contact/", is_contact=True, version=0)
    assert (named.json()["is_contact"], named.json()["version"]) == (True, 1)
    assert send(client, "post", f"{path}suspend/", version=0).json()["code"] == "changed_meanwhile"
    gone = send(client, "post", f"{path}suspend/", version=1)
    assert (gone.json()["state"], gone.json()["is_contact"]) == ("suspended", False)
    assert client_of(walker).get("/api/v1/me/").json()["memberships"] == []
    assert send(client, "post", f"{path}suspend/", version=2).json()["code"] == "not_in_that_state"
    assert send(client, "post", f"{path}reinstate/", version=2).json()["state"] == "active"


def test_an_organisation_across_the_wall_is_not_found(
    safety_coordinator: User, huddinge: Municipality, client_of: ClientOf
) -> None:
    theirs = factories.make_organisation(huddinge, districts=(factories.make_district(huddinge, "Segeltorp"),))
    client = client_of(safety_coordinator)
    assert client.get(f"/api/v1/organisations/{theirs.pk}/").status_code == 404
    facts = {"name": "Vår", "districts": [], "ground_owner": "unknown", "contact_email": ""}
    assert send(client, "put", f"organisations/{theirs.pk}/", **facts, version=0).status_code == 404


def test_whoever_may_not_found_learns_nothing_of_districts(
    coordinator: User, huddinge: Municipality, client_of: ClientOf
) -> None:
    elsewhere = factories.make_district(huddinge, "Segeltorp")
    made = send(
        client_of(coordinator), "post", "organisations/", name="Ny", kind="school", districts=[str(elsewhere.pk)]
    )
    assert made.status_code == 403


@pytest.mark.parametrize("name", ["ß" * 120, "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 120])
def test_a_name_that_folds_to_a_longer_one_is_stored(safety_coordinator: User, client_of: ClientOf, name: str) -> None:
    made = send(client_of(safety_coordinator), "post", "organisations/", name=name, kind="school")
    assert (made.status_code, made.json()["name"]) == (201, name)


def test_a_name_that_is_shown_by_the_api_is_logged(coordinator: User, walker: User, client_of: ClientOf) -> None:
    row = Membership.objects.get(user=walker)
    send(client_of(coordinator), "put", f"memberships/{row.pk}/contact/", is_contact=True, version=0)
    read = AccessLog.objects.get(subject=walker)
    assert (read.reader_id, read.fields) == (coordinator.pk, "name role")
