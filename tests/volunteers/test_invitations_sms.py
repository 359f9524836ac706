"""Invitations by SMS: to one number, for one person, with a code to that number, and nothing of them is left behind."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache

from backend.common import clock
from backend.common.viewer import Role
from notifications.channels import sms
from notifications.models import Delivery, Due
from notifications.worker import Worker
from tests import factories
from tests.factories import NOW
from volunteers import due, messages
from volunteers.actions import accepting, invitations, members, protection, reminders, requests, sign_in, standing
from volunteers.actions.invitations import Offer
from volunteers.invitation_tokens import new_token
from volunteers.models import Invitation, Membership, User
from volunteers.states import InvitationWay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from backend.common.viewer import Viewer
    from volunteers.models import Organisation

    ViewerOf = Callable[..., Viewer]
    ClientOf = Callable[..., Client]

NUMBER, WRITTEN = "+46701740605", "070-174 06 05"
CONFIRM = "/konto/login/code/confirm/"


@pytest.fixture(autouse=True)
def folder(settings: SettingsWrapper, tmp_path: Path) -> Iterator[Path]:
    cache.clear()
    settings.SMS_URL, settings.DATA_DIR = "file:", tmp_path
    yield tmp_path / "sms"
    cache.clear()


def create(viewer: Viewer, organisation: Organisation, token: str = "t", **values: Any) -> Invitation:
    offer = Offer(**{"role": Role.VOLUNTEER, "way": InvitationWay.SMS, "phone": WRITTEN, **values})
    now = values.pop("now", None) or clock.now()
    return invitations.create_invitation(
        viewer=viewer, organisation_id=organisation.pk, offer=offer, token=token, new_id=uuid4(), language="sv", now=now
    )


def newest(folder: Path) -> str:
    """What the worker sends now, the last of it."""
    before = set(folder.iterdir()) if folder.exists() else set()
    Worker().tick(clock.now())
    (file,) = set(folder.iterdir()) - before
    return file.read_text("utf-8")


def code_of(folder: Path) -> str:
    found = re.search(r"\b(\d{6}) är din kod", newest(folder))
    assert found
    return found[1]


@pytest.fixture
def invited(coordinator: User, walkers: Organisation, viewer_of: ViewerOf, folder: Path) -> str:
    """The path of an invitation that has been sent."""
    create(viewer_of(coordinator), walkers, token := new_token())
    assert f"/inbjudan/{token}/" in newest(folder)
    return f"/inbjudan/{token}/"


# --- making one ------------------------------------------------------------------------------------------------------


def test_it_is_sent_and_neither_link_nor_number_stays_in_the_open(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf, folder: Path
) -> None:
    made = create(viewer_of(coordinator), walkers, token := new_token(), max_uses=30)
    (written,) = Delivery.objects.all()
    assert (written.kind, written.channel, written.address) == (messages.INVITED_BY_SMS.code, "sms", NUMBER)
    text = newest(folder)
    assert text.startswith(f"{NUMBER}\nDu är inbjuden till Nattvandrarna i Fittja: ")
    assert f"/inbjudan/{token}/ Gäller till " in text
    assert (Delivery.objects.count(), made.sent_to, made.max_uses) == (0, NUMBER, 1)
    stored = Invitation.objects.extra(select={"raw": "sent_to"}).values_list("raw", flat=True).get()
    assert NUMBER[3:] not in stored


@pytest.mark.parametrize("name", ["Nattvandrarna i Fittja", "Ö" * 120, "Ночные прогулки " * 8, "🌙" * 120])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_link_fits_whatever_the_organisation_is_called(walkers: Organisation, name: str, language: str) -> None:
    walkers.name = name[:120]
    days = 14 if name.startswith("Natt") else 365
    row = Invitation(organisation=walkers, role="volunteer", expires_at=clock.now() + dt.timedelta(days=days))
    address = f"https://botkyrka.example/inbjudan/{new_token()}/"
    said = messages.invited_by_sms(invitation=row, address=address, language=language).body
    assert (sms.fitted(said), address in said) == (said, True)
    if name.startswith("Natt"):
        assert (len(said) <= 160, set(said) <= sms.GSM) == (True, True)


def test_what_could_not_be_sent_loses_its_link(coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    create(viewer_of(coordinator), walkers, token := new_token())
    Delivery.objects.update(state="dropped", closed_at=NOW)  # the service refused it every time
    row = Due.objects.get(kind="volunteers.forget_link")
    due.forget_link(row, row.due_at)
    assert token not in Delivery.objects.get().body


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"phone": ""}, invitations.BadNumber),
        ({"phone": "112"}, invitations.BadNumber),
        ({"phone": "sara@example.org"}, invitations.BadNumber),
        ({"phone": "0701740605 Sara, i blocket bredvid torget"}, invitations.BadNumber),
        ({"role": Role.COORDINATOR}, invitations.RoleByNameOnly),
        ({"role": Role.CONTACT_PERSON}, members.RoleNotOfKind),
        ({"days": 0}, invitations.BadLimits),
    ],
)
def test_what_it_cannot_be(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf, values: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        create(viewer_of(coordinator), walkers, **values)
    assert (Invitation.objects.count(), Delivery.objects.count()) == (0, 0)


def test_the_hours_limit_is_that_of_mails_and_the_day_has_one_too(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    viewer, now = viewer_of(coordinator), clock.now()

    def made(count: int, at: dt.datetime) -> None:
        rows = range(count)
        Invitation.objects.bulk_create(
            Invitation(
                organisation=walkers, role="volunteer", way="sms", token_hash=uuid4().hex, created_at=at, expires_at=at
            )
            for _ in rows
        )

    made(invitations.MOST_MADE, now - dt.timedelta(minutes=59))
    with pytest.raises(members.TooManyAdded):
        create(viewer, walkers)
    made(invitations.MOST_SMS - invitations.MOST_MADE - 1, now - dt.timedelta(hours=23))
    Invitation.objects.filter(created_at__gt=now - dt.timedelta(hours=1)).update(
        created_at=now - dt.timedelta(minutes=61)
    )
    create(viewer, walkers)
    with pytest.raises(invitations.TooManySms):
        create(viewer, walkers)
    create(viewer, walkers, "another", way=InvitationWay.LINK)


def test_taken_back_its_link_is_gone(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf, client_of: ClientOf, invited: str
) -> None:
    made = Invitation.objects.get()
    invitations.revoke_invitation(viewer=viewer_of(coordinator), invitation_id=made.pk, now=clock.now())
    assert client_of().get(invited).status_code == 404
    create(viewer_of(coordinator), walkers)  # and the same number is asked anew
    assert Invitation.objects.count() == 2


# --- saying yes ------------------------------------------------------------------------------------------------------


def test_a_stranger_joins_with_a_code_to_the_number_and_signs_in_with_it(
    walkers: Organisation, client_of: ClientOf, invited: str, folder: Path
) -> None:
    client = client_of()
    page = client.get(invited).content.decode()
    assert ("Koden skickas som sms" in page, "ditt mobilnummer" in page, NUMBER in page) == (True, True, False)
    answer = client.post(invited, {"name": "Sara", "email": "thief@example.org"})
    assert (answer.status_code, answer["location"]) == (302, CONFIRM)
    user = User.objects.get(phone=NUMBER)
    assert (user.email, user.has_account, user.memberships.count()) == (None, False, 0)
    client.post(CONFIRM, {"code": code_of(folder)}, follow=True)
    user.refresh_from_db()
    assert (user.phone_is_verified, user.email, user.memberships.get().organisation) == (True, None, walkers)
    assert (mail.outbox, Invitation.objects.get().uses) == ([], 1)
    assert client_of().get(invited).status_code == 404
    again = client_of()
    again.post("/konto/login/code/", {"address": WRITTEN})
    again.post(CONFIRM, {"code": code_of(folder)})
    assert again.get("/api/v1/me/").json()["name"] == "Sara"


def test_nobody_is_told_whether_the_number_has_an_account(
    coordinator: User, walkers: Organisation, association: User, viewer_of: ViewerOf, client_of: ClientOf, folder: Path
) -> None:
    User.objects.filter(pk=association.pk).update(phone=NUMBER, phone_is_verified=True)
    pages = []
    for number in (WRITTEN, "070-174 06 06"):
        client, path = client_of(coordinator), f"/organisationer/{walkers.pk}/inbjudningar/"
        made = client.post(
            path, {"way": "sms", "role": "volunteer", "phone": number, "max_uses": 1, "days": 9}, follow=True
        )
        token = re.search(r"/inbjudan/([\w-]{43})/", newest(folder))
        assert token
        stranger = client_of()
        begun = stranger.post(f"/inbjudan/{token[1]}/", {"name": "Hack"}, follow=True)
        wrong = stranger.post(CONFIRM, {"code": "nix"})
        newest(folder)
        said = [re.sub(r'value="[^"]*"|[0-9a-f-]{36}', "", answer.content.decode()) for answer in (made, begun, wrong)]
        pages.append([text.replace(number, "…") for text in said])
        Invitation.objects.all().delete()
    assert pages[0] == pages[1]
    assert User.objects.get(phone=NUMBER).name == "Ali Hassan"


def test_whoever_has_proved_the_number_keeps_the_account(
    walkers: Organisation, association: User, client_of: ClientOf, invited: str, folder: Path
) -> None:
    User.objects.filter(pk=association.pk).update(phone=NUMBER, phone_is_verified=True)
    client = client_of()
    client.post(invited, {"name": "Hack"})
    client.post(CONFIRM, {"code": code_of(folder)})
    assert association.memberships.filter(organisation=walkers, role=Role.VOLUNTEER).exists()
    assert User.objects.filter(phone=NUMBER).count() == 1


def test_begun_twice_it_is_one_account_and_unused_it_goes(client_of: ClientOf, invited: str, folder: Path) -> None:
    for _ in range(2):
        client_of().post(invited, {"name": "Sara"})
        newest(folder)
    assert User.objects.filter(phone=NUMBER).count() == 1
    (row,) = Due.objects.filter(kind="volunteers.unused_account")
    due.unused_account(row, row.due_at)
    assert not User.objects.filter(phone=NUMBER).exists()


def test_a_number_that_somebody_only_claims_is_nobodys(
    walkers: Organisation, walker: User, client_of: ClientOf, invited: str, folder: Path
) -> None:
    User.objects.filter(pk=walker.pk).update(phone=NUMBER)
    client = client_of()
    client.post(invited, {"name": "Sara"})
    client.post(CONFIRM, {"code": code_of(folder)})
    walker.refresh_from_db()
    assert (walker.phone, User.objects.get(phone=NUMBER).name) == (None, "Sara")


def test_another_who_is_kept_with_the_same_number_stays_another(
    walkers: Organisation, client_of: ClientOf, invited: str, folder: Path
) -> None:
    bo = factories.make_user("Bo", email=None, phone=NUMBER)
    Membership.objects.create(organisation=walkers, user=bo, role=Role.VOLUNTEER, since=NOW)
    client = client_of()
    client.post(invited, {"name": "Rut"})
    client.post(CONFIRM, {"code": code_of(folder)})
    bo.refresh_from_db()
    assert (bo.name, bo.has_account, User.objects.get(phone=NUMBER).name) == ("Bo", False, "Rut")


def test_who_is_kept_without_an_account_gets_it_with_the_number(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf, client_of: ClientOf, folder: Path
) -> None:
    rut = factories.make_user("Rut", email=None, legal_name="Rut Andersson")
    Membership.objects.create(organisation=walkers, user=rut, role=Role.VOLUNTEER, since=NOW)
    create(viewer_of(coordinator), walkers, token := new_token(), person_id=rut.pk)
    newest(folder)
    client = client_of()
    client.post(f"/inbjudan/{token}/", {"name": "Rut"})
    client.post(CONFIRM, {"code": code_of(folder)})
    rut.refresh_from_db()
    assert (rut.has_account, rut.phone, rut.email, rut.memberships.count()) == (True, NUMBER, None, 1)


@pytest.mark.parametrize(("proved", "status"), [(True, 302), (False, 400)])
def test_signed_in_it_opens_for_the_proved_number_alone(
    walkers: Organisation, association: User, client_of: ClientOf, invited: str, proved: bool, status: int
) -> None:
    User.objects.filter(pk=association.pk).update(phone=NUMBER, phone_is_verified=proved)
    answer = client_of(association).post(invited)
    assert (answer.status_code, "Lägg till numret under" in answer.content.decode()) == (status, not proved)
    assert association.memberships.filter(organisation=walkers).exists() is proved


def test_an_account_without_mail_accepts_a_link_too(
    coordinator: User, walkers: Organisation, association: User, viewer_of: ViewerOf, client_of: ClientOf
) -> None:
    create(viewer_of(coordinator), walkers, token := new_token(), way=InvitationWay.LINK)
    User.objects.filter(pk=association.pk).update(email=None, phone=NUMBER, phone_is_verified=True)
    assert client_of(association).post(f"/inbjudan/{token}/").status_code == 302
    assert association.memberships.filter(organisation=walkers).exists()


def test_when_the_service_is_gone_it_says_so(client_of: ClientOf, invited: str, settings: SettingsWrapper) -> None:
    settings.SMS_URL = ""
    answer = client_of().post(invited, {"name": "Sara"})
    assert (answer.status_code, str(accepting.NoCodesBySms.message) in answer.content.decode()) == (400, True)
    assert not User.objects.filter(phone=NUMBER).exists()


def test_one_number_gets_few_codes(client_of: ClientOf, invited: str) -> None:
    answers = [client_of().post(invited, {"name": "Sara"}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [400]


def test_the_only_way_in_is_not_taken_off(walker: User) -> None:
    User.objects.filter(pk=walker.pk).update(email=None, phone=NUMBER, phone_is_verified=True)
    with pytest.raises(sign_in.LastWayIn):
        sign_in.remove_phone(user_id=walker.pk)


# --- what comes after: who has no mail is written to all the same -----------------------------------------------------


@pytest.fixture
def by_phone(walker: User) -> User:
    """Amina, who came by SMS and has no mail."""
    User.objects.filter(pk=walker.pk).update(email=None, phone=NUMBER, phone_is_verified=True)
    walker.refresh_from_db()
    return walker


def test_they_hear_that_a_role_is_suspended_and_of_an_answer(
    by_phone: User, coordinator: User, association: User, walkers: Organisation, club: Organisation,
    viewer_of: ViewerOf, folder: Path,
) -> None:  # fmt: skip
    now = clock.now()
    standing.suspend(viewer=viewer_of(coordinator), membership_id=by_phone.memberships.get().pk, now=now)
    assert newest(folder).startswith(f"{NUMBER}\nHej Amina!\n\nDin roll som volontär i {walkers} är avstängd")
    asked = requests.ask_to_join(viewer=viewer_of(by_phone), organisation_id=club.pk, now=now, new_id=uuid4())
    viewer, made = viewer_of(association), uuid4()
    requests.approve_request(viewer=viewer, request_id=asked.pk, now=now, new_membership_id=made)
    assert f"{NUMBER}\nHej Amina!\n\n{club} har sagt ja" in newest(folder)


def test_they_are_reminded_before_something_ends(by_phone: User, walkers: Organisation, folder: Path) -> None:
    today = clock.local(clock.now()).date()
    by_phone.clearances.all().delete()
    row = factories.make_clearance(
        by_phone, walkers, "training", given_on=today - dt.timedelta(99), expires_on=today + dt.timedelta(30)
    )
    reminders.remind(row_id=row.pk, now=clock.now())
    said = newest(folder)
    assert (said.startswith(f"{NUMBER}\nDin utbildning gäller till"), "/mina-bevis/" in said) == (True, True)


def test_protected_they_are_reached_through_the_system(
    by_phone: User, coordinator: User, walkers: Organisation, viewer_of: ViewerOf, folder: Path
) -> None:
    protection.protect(viewer=viewer_of(by_phone), user_id=by_phone.pk, alias="Måne")

    def write(text: str) -> None:
        whose = {"organisation_id": walkers.pk, "user_id": by_phone.pk, "new_id": uuid4()}
        protection.write_letter(viewer=viewer_of(coordinator), **whose, text=text, now=clock.now())

    write("Kan du på fredag?")
    assert "via Lykta: Kan du på fredag?" in newest(folder)
    with pytest.raises(protection.LetterTooLong):
        write("Fredag " * 100)
    assert Delivery.objects.count() == 1


# --- page and API ----------------------------------------------------------------------------------------------------


def test_the_page_offers_it_and_names_what_is_wrong(
    coordinator: User, walkers: Organisation, client_of: ClientOf
) -> None:
    path, client = f"/organisationer/{walkers.pk}/inbjudningar/", client_of(coordinator)
    sent = {"way": "sms", "role": "volunteer", "max_uses": 30, "days": 60}
    assert client.get(path).content.decode().count('value="sms"') == 1
    for phone, said in (("", "Skriv numret som inbjudan ska skickas till."), ("12", "Skriv ett telefonnummer")):
        answer = client.post(path, sent | {"phone": phone})
        assert (answer.status_code, said in answer.content.decode()) == (400, True)
    done = client.post(path, sent | {"phone": WRITTEN}, follow=True).content.decode()
    assert f"Inbjudan är på väg till {WRITTEN}." in done
    assert "använd 0 av 1" in done


def test_without_a_service_it_is_not_offered(
    coordinator: User, walkers: Organisation, client_of: ClientOf, settings: SettingsWrapper
) -> None:
    settings.SMS_URL = ""
    path, client = f"/organisationer/{walkers.pk}/inbjudningar/", client_of(coordinator)
    page = client.get(path).content.decode()
    assert ('value="sms"' in page, 'name="phone"' in page, "ingen sms-tjänst är inkopplad" in page) == (
        False,
        False,
        True,
    )
    new = {"organisation": str(walkers.pk), "role": "volunteer", "way": "sms", "phone": WRITTEN}
    refused = client.post("/api/v1/invitations/", new, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (400, "sms_not_offered")


def test_the_api_sends_it_and_shows_no_address(
    coordinator: User, walkers: Organisation, client_of: ClientOf, folder: Path
) -> None:
    client, path = client_of(coordinator), "/api/v1/invitations/"
    new = {"organisation": str(walkers.pk), "role": "volunteer", "way": "sms", "phone": WRITTEN}
    made = client.post(path, new, content_type="application/json")
    assert (made.status_code, made.json()["address"], made.json()["sent_to"]) == (201, None, NUMBER)
    assert "/inbjudan/" in newest(folder)
    refused = client.post(path, new | {"phone": "12"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"], refused.json()["errors"][0]["field"]) == (
        400,
        "bad_number",
        "phone",
    )
