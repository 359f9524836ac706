"""Asking to join: who may, what is answered, and that a person may be in many organisations."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from backend.common.errors import NotAllowed, NotFound
from backend.common.viewer import Role
from notifications.models import Delivery
from tests import factories
from tests.factories import NOW
from volunteers.actions import members, requests
from volunteers.models import JoinRequest, Membership, Organisation, User
from volunteers.states import MembershipState, OrganisationState, RequestState

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from backend.common.viewer import Viewer

    ViewerOf = Callable[..., Viewer]
    ClientOf = Callable[..., Client]


def ask(viewer: Viewer, organisation: Organisation, at: dt.datetime = NOW) -> JoinRequest:
    return requests.ask_to_join(viewer=viewer, organisation_id=organisation.pk, now=at, new_id=uuid4())


def approve(viewer: Viewer, row: JoinRequest) -> JoinRequest:
    return requests.approve_request(viewer=viewer, request_id=row.pk, now=NOW, new_membership_id=uuid4())


def test_asked_and_approved_one_is_in_both(
    neighbour: User, coordinator: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    row = ask(viewer_of(neighbour), walkers)
    assert viewer_of(neighbour).organisations(Role.VOLUNTEER) != {walkers.pk}
    assert approve(viewer_of(coordinator), row).state == RequestState.APPROVED
    assert len(viewer_of(neighbour).organisations(Role.VOLUNTEER)) == 2
    assert Delivery.objects.get(user=neighbour).subject == "Du är med i Nattvandrarna i Fittja"
    with pytest.raises(requests.AlreadyAnswered):
        approve(viewer_of(coordinator), row)


def test_declined_without_a_reason_and_not_asked_again_at_once(
    neighbour: User, coordinator: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    viewer, row = viewer_of(neighbour), ask(viewer_of(neighbour), walkers)
    requests.decline_request(viewer=viewer_of(coordinator), request_id=row.pk, now=NOW)
    assert Delivery.objects.get(user=neighbour).subject == "Svar från Nattvandrarna i Fittja"
    with pytest.raises(requests.AskedLately):
        ask(viewer, walkers)
    assert ask(viewer, walkers, NOW + dt.timedelta(days=31)).state == RequestState.OPEN


def test_taken_back(neighbour: User, coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    row = ask(viewer_of(neighbour), walkers)
    with pytest.raises(NotAllowed):
        requests.withdraw_request(viewer=viewer_of(coordinator), request_id=row.pk, now=NOW)
    requests.withdraw_request(viewer=viewer_of(neighbour), request_id=row.pk, now=NOW)
    with pytest.raises(requests.AlreadyAnswered):
        approve(viewer_of(coordinator), row)
    assert ask(viewer_of(neighbour), walkers).state == RequestState.OPEN


@pytest.mark.parametrize("who", ["walker", "leader", "association", "safety_coordinator", "neighbour"])
def test_only_who_adds_members_answers(
    request: pytest.FixtureRequest, neighbour: User, walkers: Organisation, viewer_of: ViewerOf, who: str
) -> None:
    row = ask(viewer_of(neighbour), walkers)
    with pytest.raises((NotAllowed, NotFound)):
        approve(viewer_of(request.getfixturevalue(who)), row)
    assert not Membership.objects.filter(organisation=walkers, user=neighbour).exists()


def test_where_nobody_asks(
    neighbour: User,
    walker: User,
    walkers: Organisation,
    police_station: Organisation,
    foreigner: User,
    viewer_of: ViewerOf,
) -> None:
    viewer = viewer_of(neighbour)
    with pytest.raises(requests.NotAskable):
        ask(viewer, police_station)
    with pytest.raises(requests.AlreadyWith):
        ask(viewer_of(walker), walkers)
    walker.memberships.update(state=MembershipState.SUSPENDED)
    with pytest.raises(members.MemberSuspended):
        ask(viewer_of(walker), walkers)
    with pytest.raises(NotFound):
        ask(viewer, foreigner.memberships.get().organisation)
    ask(viewer, walkers)
    with pytest.raises(requests.AlreadyAsked):
        ask(viewer, walkers)
    JoinRequest.objects.all().delete()
    Organisation.objects.filter(pk=walkers.pk).update(state=OrganisationState.CLOSED)
    with pytest.raises(members.OrganisationClosed):
        ask(viewer, walkers)
    with pytest.raises(NotAllowed):
        ask(viewer_of(), walkers)


def test_nobody_asks_everywhere(neighbour: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    for _ in range(requests.MOST_OPEN):
        ask(viewer_of(neighbour), factories.make_organisation(walkers.municipality))
    with pytest.raises(requests.TooManyRequests):
        ask(viewer_of(neighbour), walkers)


def test_the_pages(neighbour: User, coordinator: User, walkers: Organisation, client_of: ClientOf) -> None:
    mine, theirs, path = client_of(neighbour), client_of(coordinator), f"/organisationer/{walkers.pk}/"
    assert "Fråga om jag får vara med" in mine.get(f"{path}om/").content.decode()
    assert mine.post(f"{path}fraga/").status_code == 302
    assert "Ta tillbaka frågan" in mine.get(f"{path}om/").content.decode()
    assert "Nils Holm" in theirs.get(path).content.decode()
    one = f"/fragor/{JoinRequest.objects.get().pk}/svar/"
    assert theirs.post(one, {"answer": "maybe"}).status_code == 400
    assert theirs.post(one, {"answer": "yes"}).status_code == 302
    assert theirs.post(one, {"answer": "yes"}).status_code == 409
    assert neighbour.memberships.filter(organisation=walkers).exists()


def test_the_api(neighbour: User, coordinator: User, walker: User, walkers: Organisation, client_of: ClientOf) -> None:
    path, mine, theirs = "/api/v1/join-requests/", client_of(neighbour), client_of(coordinator)
    new = {"organisation": str(walkers.pk)}
    made = mine.post(path, new, content_type="application/json").json()
    assert (made["state"], made["name"]) == ("open", "Nils Holm")
    again = mine.post(path, new, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "already_asked")
    assert [row["id"] for row in theirs.get(path).json()["results"]] == [made["id"]]
    assert client_of(walker).get(path).json()["results"] == []
    one = f"{path}{made['id']}/"
    assert client_of(walker).put(one, {"approve": True}, content_type="application/json").status_code == 404
    assert theirs.put(one, {"approve": True}, content_type="application/json").json()["state"] == "approved"
    assert theirs.get(path).json()["results"] == []
    assert mine.delete(one).status_code == 409
