"""Invitations: who may make one, what opening does, and how a stranger becomes a member."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from backend.common.errors import NotAllowed, NotFound
from backend.common.viewer import Role
from notifications.models import Delivery, Due
from tests import factories
from tests.factories import NOW
from volunteers import due
from volunteers.actions import accepting, invitations, members
from volunteers.actions.invitations import Offer
from volunteers.invitation_tokens import hashes, new_token, token_hash
from volunteers.models import Invitation, Membership, User
from volunteers.states import InvitationWay, MembershipState, OrganisationState

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.fixtures import SettingsWrapper

    from backend.common.viewer import Viewer
    from volunteers.models import Organisation

    ViewerOf = Callable[..., Viewer]
    ClientOf = Callable[..., Client]


def make(organisation: Organisation, **values: Any) -> tuple[Invitation, str]:
    """A good invitation and its token."""
    token = new_token()
    defaults = {
        "role": Role.VOLUNTEER,
        "way": InvitationWay.LINK,
        "token_hash": token_hash(token),
        "created_at": NOW,
        "expires_at": timezone.now() + dt.timedelta(days=14),
        "max_uses": 3,
    }
    return Invitation.objects.create(organisation=organisation, **defaults | values), token


def create(viewer: Viewer, organisation: Organisation, offer: Offer, token: str = "t") -> Invitation:
    return invitations.create_invitation(
        viewer=viewer, organisation_id=organisation.pk, offer=offer, token=token, new_id=uuid4(), language="sv", now=NOW
    )


def accept(viewer: Viewer, invitation: Invitation, address: str = "") -> Membership:
    return accepting.accept_invitation(
        viewer=viewer, invitation_id=invitation.pk, address=address, now=timezone.now(), new_membership_id=uuid4()
    )


def state() -> tuple[int, ...]:
    """How much there is of everything that an opened link must not touch."""
    counted = (User, Membership, Delivery, Due)
    return (*(model.objects.count() for model in counted), *Invitation.objects.values_list("uses", flat=True))


LINK = Offer(Role.VOLUNTEER, InvitationWay.LINK, label="Klass 7B", max_uses=30)


# --- making one ------------------------------------------------------------------------------------------------------


def test_only_the_hash_of_a_token_is_kept_and_keys_can_be_rotated(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf, settings: SettingsWrapper
) -> None:
    token = new_token()
    assert len(token) == 43
    made = create(viewer_of(coordinator), walkers, LINK, token)
    assert token not in str(vars(made))
    settings.FIELD_KEYS = ["new", *settings.FIELD_KEYS]
    found = Invitation.objects.by_hashes(hashes(token), walkers.municipality_id, NOW)
    assert list(found) == [made]


def test_by_mail_it_is_sent_and_its_link_is_struck_out_of_what_is_kept(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    token = new_token()
    made = create(
        viewer_of(coordinator), walkers, Offer(Role.COORDINATOR, InvitationWay.MAIL, email="Ny@Example.org"), token
    )
    sent = Delivery.objects.get()
    assert (sent.address, made.sent_to, made.max_uses) == ("ny@example.org", "ny@example.org", 1)
    assert f"/inbjudan/{token}/" in sent.body
    Delivery.objects.update(state="sent", closed_at=NOW)
    row = Due.objects.get(kind="volunteers.forget_link")
    due.forget_link(row, NOW)
    sent.refresh_from_db()
    assert token not in sent.body
    assert "/inbjudan/…" in sent.body


def test_a_mail_that_waits_keeps_its_link(coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    token = new_token()
    create(viewer_of(coordinator), walkers, Offer(Role.VOLUNTEER, InvitationWay.MAIL, email="ny@example.org"), token)
    row = Due.objects.get(kind="volunteers.forget_link")
    due.forget_link(row, row.due_at)
    assert token in Delivery.objects.get().body
    assert Due.objects.get(pk=row.pk).due_at > row.due_at


@pytest.mark.parametrize("who", ["walker", "leader", "association", "safety_coordinator", "police"])
def test_only_those_who_add_members_invite(
    request: pytest.FixtureRequest, walkers: Organisation, viewer_of: ViewerOf, who: str
) -> None:
    with pytest.raises(NotAllowed):
        create(viewer_of(request.getfixturevalue(who)), walkers, LINK)


def test_a_foreign_organisation_is_not_found(foreigner: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    there = foreigner.memberships.get().organisation.municipality
    with pytest.raises(NotFound):
        create(viewer_of(foreigner, there), walkers, LINK)


@pytest.mark.parametrize(
    ("offer", "refusal"),
    [
        (Offer(Role.COORDINATOR, InvitationWay.LINK), invitations.RoleByNameOnly),
        (Offer(Role.COORDINATOR, InvitationWay.PAPER), invitations.RoleByNameOnly),
        (Offer(Role.CONTACT_PERSON, InvitationWay.LINK), members.RoleNotOfKind),
        (Offer(Role.VOLUNTEER, InvitationWay.SMS, phone="0701740605"), invitations.SmsNotOffered),
        (Offer(Role.VOLUNTEER, InvitationWay.LINK, max_uses=501), invitations.BadLimits),
        (Offer(Role.VOLUNTEER, InvitationWay.LINK, days=0), invitations.BadLimits),
        (Offer(Role.VOLUNTEER, InvitationWay.MAIL, email="x"), members.BadEmail),
    ],
)
def test_what_an_invitation_cannot_be(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf, offer: Offer, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        create(viewer_of(coordinator), walkers, offer)


def test_taken_back_once(coordinator: User, association: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    made, token = make(walkers)
    with pytest.raises(NotFound):
        invitations.revoke_invitation(viewer=viewer_of(association), invitation_id=made.pk, now=NOW)
    invitations.revoke_invitation(viewer=viewer_of(coordinator), invitation_id=made.pk, now=NOW)
    assert not Invitation.objects.by_hashes(hashes(token), walkers.municipality_id, NOW)
    with pytest.raises(invitations.AlreadyTakenBack):
        invitations.revoke_invitation(viewer=viewer_of(coordinator), invitation_id=made.pk, now=NOW)


# --- opening it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head", "options", "put"])
def test_opening_changes_nothing(walkers: Organisation, client_of: ClientOf, method: str) -> None:
    _made, token = make(walkers)
    before, client = state(), client_of()
    for _ in range(3):
        getattr(client, method)(f"/inbjudan/{token}/", headers={"purpose": "prefetch"})
    assert state() == before


def test_the_page_says_what_and_why(walkers: Organisation, client_of: ClientOf) -> None:
    _made, token = make(walkers)
    html = client_of().get(f"/inbjudan/{token}/").content.decode()
    for words in (
        "Nattvandrarna i Fittja",
        "Botkyrka",
        "volontär",
        "Vad som sparas om dig",
        "E-postadressen visas inte",
    ):
        assert words in html


WRONG = ["expired", "used up", "revoked", "foreign", "closed", "unknown", "cut", "long", "odd", "empty"]


def wrong_path(name: str, walkers: Organisation, foreign: Organisation) -> str:
    past = timezone.now() - dt.timedelta(minutes=1)
    values: dict[str, Any] = {"expired": {"expires_at": past}, "used up": {"uses": 3}, "revoked": {"revoked_at": past}}
    _made, token = make(foreign if name == "foreign" else walkers, **values.get(name, {}))
    if name == "closed":
        type(walkers).objects.filter(pk=walkers.pk).update(state=OrganisationState.CLOSED)
    said = {"unknown": new_token(), "cut": token[:-1], "long": token * 30, "odd": "å/../%00<b>", "empty": ""}
    return f"/inbjudan/{said.get(name, token)}" + ("/" if name not in {"empty", "odd"} else "")


@pytest.mark.parametrize("method", ["get", "post"])
def test_whatever_is_wrong_gets_one_page_for_the_same_work(
    walkers: Organisation,
    foreigner: User,
    client_of: ClientOf,
    method: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    answers = set()
    for name in WRONG:
        path, client = wrong_path(name, walkers, foreigner.memberships.get().organisation), client_of()
        with django_assert_num_queries(2):  # the host, and the one question
            answer = getattr(client, method)(path, {"name": "Kim", "email": "kim@example.org"})
        answers.add((answer.status_code, re.sub(r'value="[^"]*"', "", answer.content.decode())))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404
    assert not User.objects.filter(email="kim@example.org").exists()


# --- joining ---------------------------------------------------------------------------------------------------------


def code_of(address: str) -> str:
    sent = [message for message in mail.outbox if address in message.to]
    found = re.search(r"^\s*([A-Za-z0-9]{3,6}-?[A-Za-z0-9]{0,6})\s*$", str(sent[-1].body), re.MULTILINE)
    assert found, sent[-1].body
    return found[1]


def test_a_stranger_joins_with_a_code_and_not_before(walkers: Organisation, client_of: ClientOf) -> None:
    made, token = make(walkers)
    client = client_of()
    answer = client.post(f"/inbjudan/{token}/", {"name": " Sara  Nilsson ", "email": "Sara@Example.org"})
    assert (answer.status_code, answer["location"]) == (302, "/konto/login/code/confirm/")
    user = User.objects.get(email="sara@example.org")
    assert (user.name, user.memberships.count()) == ("Sara Nilsson", 0)
    client.post("/konto/login/code/confirm/", {"code": "WRONG1"})
    assert user.memberships.count() == 0
    done = client.post("/konto/login/code/confirm/", {"code": code_of("sara@example.org")}, follow=True)
    assert "Du är med i Nattvandrarna i Fittja" in done.content.decode()
    made.refresh_from_db()
    assert (user.memberships.get().role, made.uses) == ("volunteer", 1)


def test_an_account_keeps_its_name_and_nobody_is_told_that_there_is_one(
    walkers: Organisation, association: User, client_of: ClientOf
) -> None:
    _made, token = make(walkers)
    shown = []
    for address in (str(association.email), "new@example.org"):
        client = client_of()
        answer = client.post(f"/inbjudan/{token}/", {"name": "Hack", "email": address}, follow=True)
        shown.append(re.sub(r'value="\w{64}"', "", answer.content.decode()).replace(address, "…"))
    assert shown[0] == shown[1]
    association.refresh_from_db()
    assert association.name == "Ali Hassan"


def test_a_pending_invitation_is_nobody_elses(walkers: Organisation, association: User, client_of: ClientOf) -> None:
    made, token = make(walkers)
    client = client_of()
    client.post(f"/inbjudan/{token}/", {"name": "Sara", "email": "sara@example.org"})
    session = client.session
    del session["account_login"]  # the code ran out, and the phone went to somebody else
    session.save()
    client.post("/konto/login/code/", {"address": association.email})
    client.post("/konto/login/code/confirm/", {"code": code_of(str(association.email))}, follow=True)
    made.refresh_from_db()
    assert (made.uses, association.memberships.count()) == (0, 1)


def test_signed_in_it_is_one_press(walkers: Organisation, association: User, client_of: ClientOf) -> None:
    made, token = make(walkers)
    client = client_of(association)
    assert client.post(f"/inbjudan/{token}/").status_code == 302
    assert association.memberships.filter(organisation=walkers, role=Role.VOLUNTEER).exists()
    assert client.post(f"/inbjudan/{token}/").status_code == 302
    made.refresh_from_db()
    assert made.uses == 1


def test_what_was_sent_to_one_address_opens_for_that_one_only(
    walkers: Organisation, association: User, client_of: ClientOf
) -> None:
    _made, token = make(walkers, way=InvitationWay.MAIL, sent_to="sara@example.org", max_uses=1)
    answer = client_of(association).post(f"/inbjudan/{token}/")
    assert (answer.status_code, "en annan e-postadress" in answer.content.decode()) == (400, True)
    client = client_of()
    client.post(f"/inbjudan/{token}/", {"name": "Sara", "email": "thief@example.org"})
    assert [message.to for message in mail.outbox] == [["sara@example.org"]]
    client.post("/konto/login/code/confirm/", {"code": code_of("sara@example.org")})
    assert User.objects.get(email="sara@example.org").memberships.get().organisation == walkers


def test_a_suspension_does_not_end_by_an_invitation(walkers: Organisation, walker: User, viewer_of: ViewerOf) -> None:
    made, _token = make(walkers)
    walker.memberships.update(state=MembershipState.SUSPENDED)
    with pytest.raises(members.MemberSuspended):
        accept(viewer_of(walker), made)


@pytest.mark.parametrize("before", [None, MembershipState.ENDED])
def test_nor_by_a_link_to_another_role(
    walkers: Organisation, leader: User, viewer_of: ViewerOf, before: MembershipState | None
) -> None:
    leader.memberships.update(state=MembershipState.SUSPENDED)
    if before:
        Membership.objects.create(organisation=walkers, user=leader, role=Role.VOLUNTEER, since=NOW, state=before)
    made, _token = make(walkers)
    with pytest.raises(members.MemberSuspended):
        accept(viewer_of(leader), made)
    made.refresh_from_db()
    assert made.uses == 0
    # Who leads has asked for this very person.
    sent, _token = make(walkers, way=InvitationWay.MAIL, sent_to=leader.email, max_uses=1)
    assert accept(viewer_of(leader), sent, str(leader.email)).role == Role.VOLUNTEER


def test_two_who_are_kept_give_one_address_and_the_second_is_told(
    walkers: Organisation, viewer_of: ViewerOf, client_of: ClientOf
) -> None:
    clients = []
    for name in ("Rut", "Bo"):
        person = factories.make_user(name, email=None)
        Membership.objects.create(organisation=walkers, user=person, role=Role.VOLUNTEER, since=NOW)
        _made, token = make(walkers, person=person, max_uses=1)
        client = client_of()
        client.post(f"/inbjudan/{token}/", {"name": name, "email": "paret@example.org"})
        clients.append((client, code_of("paret@example.org")))
        mail.outbox.clear()
    confirm = "/konto/login/code/confirm/"
    pages = [client.post(confirm, {"code": code}, follow=True).content.decode() for client, code in clients]
    assert [str(accepting.AddressTaken.message) in page for page in pages] == [False, True]
    assert [client.get("/api/v1/me/").status_code for client, _code in clients] == [200, 401]
    assert (User.objects.get(email="paret@example.org").name, User.objects.get(name="Bo").has_account) == ("Rut", False)


def test_a_name_is_corrected_before_the_code_and_nobody_elses_is(
    walkers: Organisation, association: User, client_of: ClientOf
) -> None:
    _made, token = make(walkers)
    User.objects.filter(pk=association.pk).update(last_login=None)
    for name, address in (("Knasboll", "kim@example.org"), ("Kim", "kim@example.org"), ("Hack", association.email)):
        client_of().post(f"/inbjudan/{token}/", {"name": name, "email": address})
    association.refresh_from_db()
    assert (User.objects.get(email="kim@example.org").name, association.name) == ("Kim", "Ali Hassan")


def test_missing_fields_are_named(walkers: Organisation, client_of: ClientOf) -> None:
    _made, token = make(walkers)
    assert client_of().post(f"/inbjudan/{token}/", {"name": "", "email": "x"}).status_code == 400
    assert mail.outbox == []


def test_an_account_that_was_never_used_goes_after_a_day(walkers: Organisation, client_of: ClientOf) -> None:
    _made, token = make(walkers)
    for name in ("gone", "stays"):
        client = client_of()
        client.post(f"/inbjudan/{token}/", {"name": name, "email": f"{name}@example.org"})
    client.post("/konto/login/code/confirm/", {"code": code_of("stays@example.org")})
    rows = Due.objects.filter(kind="volunteers.unused_account")
    assert len(rows) == 2
    for row in rows:
        due.unused_account(row, row.due_at)
    assert list(User.objects.filter(email__endswith="example.org").values_list("name", flat=True)) == ["stays"]


def test_a_training_room_joins_and_one_address_gets_few_codes(walkers: Organisation, client_of: ClientOf) -> None:
    _made, token = make(walkers, max_uses=40)
    for n in range(30):
        answer = client_of().post(f"/inbjudan/{token}/", {"name": "Kim", "email": f"kim{n}@example.org"})
        assert answer.status_code == 302
    answers = [
        client_of().post(f"/inbjudan/{token}/", {"name": "Kim", "email": "one@example.org"}).status_code
        for _ in range(6)
    ]
    assert answers == [302] * 5 + [400]


# --- the leader's pages ----------------------------------------------------------------------------------------------


def test_the_address_is_shown_once(coordinator: User, walkers: Organisation, client_of: ClientOf) -> None:
    path, client = f"/organisationer/{walkers.pk}/inbjudningar/", client_of(coordinator)
    sent = {"way": "paper", "role": "volunteer", "label": "Basen", "max_uses": 30, "days": 60}
    answer = client.post(path, sent)
    found = re.search(r"/inbjudan/([\w-]{43})/", answer.content.decode())
    assert found
    assert '<svg class="qr"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    listed = client.get(path).content.decode()
    assert found[1] not in listed
    assert "Basen" in listed
    assert "använd 0 av 30" in listed
    assert client_of().get(f"/inbjudan/{found[1]}/").status_code == 200


@pytest.mark.parametrize("who", ["walker", "association"])
def test_others_do_not_reach_the_list(
    request: pytest.FixtureRequest, walkers: Organisation, client_of: ClientOf, who: str
) -> None:
    made, _token = make(walkers)
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"/organisationer/{walkers.pk}/inbjudningar/").status_code == 403
    assert client.post(f"/inbjudningar/{made.pk}/aterkalla/").status_code == 404


def test_the_api_shows_the_address_once(
    coordinator: User, walker: User, walkers: Organisation, client_of: ClientOf
) -> None:
    client, path = client_of(coordinator), "/api/v1/invitations/"
    new = {"organisation": str(walkers.pk), "role": "volunteer", "way": "link", "max_uses": 5}
    made = client.post(path, new, content_type="application/json")
    assert made.status_code == 201
    token = made.json()["address"].split("/")[-2]
    listed = client.get(path)
    assert [row["id"] for row in listed.json()["results"]] == [made.json()["id"]]
    assert token not in listed.content.decode()
    assert client_of(walker).get(path).json()["results"] == []
    one = f"{path}{made.json()['id']}/"
    assert client_of(walker).delete(one).status_code == 404
    assert client.delete(one).status_code == 204
    assert client.delete(one).json()["code"] == "already_taken_back"
    refused = client.post(path, new | {"role": "coordinator"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (400, "role_by_name_only")
