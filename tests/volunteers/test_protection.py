"""Protected personal data: the alias, who may set it, and letters via Lykta."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from backend.common.errors import NotAllowed, NotFound
from backend.common.viewer import Role
from notifications.models import Delivery
from tests import factories
from tests.factories import NOW
from volunteers.actions import kept, protection
from volunteers.actions.accepting import accept_invitation
from volunteers.actions.kept import KeptPerson
from volunteers.actions.members import add_member
from volunteers.actions.protection import protect, unprotect, write_letter
from volunteers.models import AccessLog, Invitation, Membership, User
from volunteers.reading import KEPT

LATER = NOW + dt.timedelta(days=14)


@pytest.fixture
def hidden(walkers):
    return factories.make_member(walkers, name="Alias", is_protected=True, phone="+46701740605")


def write(viewer, organisation, user, text="Kan du på fredag?", now=NOW):
    whose = {"organisation_id": organisation.pk, "user_id": user.pk}
    write_letter(viewer=viewer, **whose, text=text, now=now, new_id=uuid.uuid4())


def test_the_name_becomes_the_alias_and_is_kept_sealed(viewer_of, walker):
    Membership.objects.filter(user=walker).update(invited_as="Amina W")
    protect(viewer=viewer_of(walker), user_id=walker.pk, alias=" Stjärna ")
    kept = User.objects.get(pk=walker.pk)
    assert (kept.name, kept.legal_name, kept.is_protected) == ("Stjärna", "Amina Warsame", True)
    assert Membership.objects.get(user=walker).invited_as == "Stjärna"
    protect(viewer=viewer_of(walker), user_id=walker.pk, alias="Måne")
    kept.refresh_from_db()
    assert (kept.name, kept.legal_name) == ("Måne", "Amina Warsame")


@pytest.mark.parametrize(
    ("alias", "refusal"), [(" ", protection.AliasMissing), ("x" * 81, protection.AliasMissing),
                           ("amina warsame", protection.AliasIsName)]
)  # fmt: skip
def test_an_alias_is_another_name(viewer_of, walker, alias, refusal):
    with pytest.raises(refusal):
        protect(viewer=viewer_of(walker), user_id=walker.pk, alias=alias)


def test_a_leader_protects_their_own_and_only_the_person_ends_it(viewer_of, coordinator, walker, leader, foreigner):
    protect(viewer=viewer_of(coordinator), user_id=walker.pk, alias="Stjärna")
    for viewer, other in ((viewer_of(leader), walker), (viewer_of(coordinator), foreigner)):
        with pytest.raises(NotFound):
            protect(viewer=viewer, user_id=other.pk, alias="Måne")
    assert not unprotect(viewer=viewer_of(walker)).is_protected
    with pytest.raises(NotAllowed):
        unprotect(viewer=viewer_of())


def test_a_leader_neither_renames_nor_guesses(viewer_of, coordinator, walkers, walker, association):
    viewer = viewer_of(coordinator)
    who = {"email": association.email, "name": "Någon", "role": Role.VOLUNTEER, "now": NOW}
    ids = {"new_user_id": uuid.uuid4(), "new_membership_id": uuid.uuid4()}
    add_member(viewer=viewer, organisation_id=walkers.pk, **who, **ids)
    with pytest.raises(NotFound):  # added by the address alone
        protect(viewer=viewer, user_id=association.pk, alias="Stjärna")
    protect(viewer=viewer_of(walker), user_id=walker.pk, alias="Måne")
    for alias in ("Stjärna", "Amina Warsame"):
        with pytest.raises(NotAllowed):
            protect(viewer=viewer, user_id=walker.pk, alias=alias)
    walker.refresh_from_db()
    association.refresh_from_db()
    assert (walker.name, association.name) == ("Måne", "Ali Hassan")


def test_a_letter_shows_no_address(viewer_of, coordinator, walkers, hidden):
    write(viewer_of(coordinator), walkers, hidden)
    told = Delivery.objects.get()
    assert (told.user, told.address, told.subject) == (hidden, "", "Meddelande från Nattvandrarna i Fittja")
    assert "Kan du på fredag?" in told.body
    assert not any(secret in told.body for secret in (hidden.email, hidden.phone, coordinator.email))


def test_letters_are_few_and_from_the_own_leaders(viewer_of, coordinator, walkers, hidden, walker, association):
    viewer = viewer_of(coordinator)
    for text in ("  ", "x" * 1001):
        with pytest.raises(protection.LetterEmpty):
            write(viewer, walkers, hidden, text)
    with pytest.raises(NotFound):
        write(viewer_of(association), walkers, hidden)
    with pytest.raises(protection.NoWayToWrite):
        write(viewer, walkers, walker)
    with pytest.raises(NotAllowed):
        write(viewer_of(hidden), walkers, hidden)
    for _ in range(protection.MOST_LETTERS):
        write(viewer, walkers, hidden)
    with pytest.raises(protection.TooManyLetters):
        write(viewer, walkers, hidden)
    write(viewer, walkers, hidden, now=NOW + dt.timedelta(days=1, minutes=1))


def test_the_pages_do_it(client_of, coordinator, walkers, walker):
    client, base = client_of(coordinator), f"/organisationer/{walkers.pk}/medlem/{walker.pk}/"
    assert client.post(f"{base}skydda/", {"alias": ""}).status_code == 400
    assert client.post(f"{base}skydda/", {"alias": "Stjärna"}).status_code == 302
    assert "Skriv via Lykta" in client.get(base).content.decode()
    assert client.post(f"{base}skriv/", {"text": ""}).status_code == 400
    assert client.post(f"{base}skriv/", {"text": "Hej!"}).status_code == 302
    own = client_of(walker)
    assert "Du visas som Stjärna." in own.get("/skyddade-uppgifter/").content.decode()
    assert own.post("/skyddade-uppgifter/", {"alias": "Måne"}).status_code == 302
    assert own.post("/skyddade-uppgifter/", {"protected": "no"}).status_code == 302
    assert not User.objects.get(pk=walker.pk).is_protected


def test_the_api_does_it(client_of, coordinator, walkers, walker):
    own = client_of(walker)
    asked = own.put("/api/v1/me/protection/", {"is_protected": True, "alias": "Måne"}, content_type="application/json")
    assert asked.json() == {"is_protected": True, "name": "Måne"}
    url = f"/api/v1/organisations/{walkers.pk}/members/{walker.pk}/letters/"
    assert client_of(coordinator).post(url, {"text": "Hej"}, content_type="application/json").status_code == 204
    asked = own.put("/api/v1/me/protection/", {"is_protected": False}, content_type="application/json")
    assert asked.json()["is_protected"] is False


def test_the_admin_neither_shows_nor_finds_an_address(client_of, hidden, coordinator):
    User.objects.filter(pk=coordinator.pk).update(is_staff=True, is_superuser=True)
    client = client_of(coordinator)
    page = client.get(f"/drift/volunteers/user/{hidden.pk}/change/").content.decode()
    assert ("Alias" in page, hidden.email in page, hidden.phone in page) == (True, False, False)
    found = client.get("/drift/volunteers/user/", {"q": hidden.email}).content.decode()
    assert "Alias" not in found
    assert "Alias" in client.get("/drift/volunteers/user/", {"q": "Alias"}).content.decode()


def keep(viewer, organisation):
    whom = KeptPerson("Rut", "Rut Andersson", "070-174 06 05")
    ids = {"new_user_id": uuid.uuid4(), "new_membership_id": uuid.uuid4()}
    return kept.keep_member(viewer=viewer, organisation_id=organisation.pk, person=whom, now=NOW, **ids)


def test_who_keeps_somebody_protected_reads_neither_number_nor_name(client_of, viewer_of, coordinator, walkers):
    rut = keep(viewer_of(coordinator), walkers)
    protect(viewer=viewer_of(coordinator), user_id=rut.user_id, alias="Måne")
    client = client_of(coordinator)
    asked = (f"/organisationer/{walkers.pk}/utan-konto/", f"/utan-konto/{rut.pk}/", "/api/v1/kept-members/")
    said = "".join(client.get(path).content.decode() for path in asked)
    assert "Måne" in said
    assert [secret for secret in ("Andersson", "+46701740605", "070-174", "0701740605") if secret in said] == []
    assert set(AccessLog.objects.filter(what=KEPT).values_list("fields", flat=True)) == {"name"}
    assert client.post(asked[1], {"name": "Sol", "version": rut.version}).status_code == 302
    found = User.objects.get(pk=rut.user_id)
    assert (found.name, found.legal_name, found.phone) == ("Sol", "Rut Andersson", "+46701740605")


def test_who_has_no_mail_is_written_to_by_sms(viewer_of, coordinator, walkers, hidden, settings):
    User.objects.filter(pk=hidden.pk).update(email=None, phone_is_verified=True)
    settings.SMS_URL = ""
    with pytest.raises(protection.NoWayToWrite):
        write(viewer_of(coordinator), walkers, hidden)
    settings.SMS_URL = "file:"
    with pytest.raises(protection.LetterTooLong):
        write(viewer_of(coordinator), walkers, hidden, "x" * 700)
    write(viewer_of(coordinator), walkers, hidden)
    told = Delivery.objects.get()
    assert (told.channel, told.address, told.user) == ("sms", "", hidden)
    assert "Kan du på fredag?" in told.body
    assert not any(secret in told.body for secret in (hidden.phone, coordinator.email))


def sent(organisation, address, name, by, **values):
    whole = {"role": "volunteer", "way": "mail", "token_hash": uuid.uuid4().hex, "created_at": NOW, "expires_at": LATER}
    return Invitation.objects.create(
        organisation=organisation, sent_to=address, label=name, created_by=by, **whole | values
    )


def test_a_used_invitation_no_longer_says_where_it_was_sent(client_of, viewer_of, coordinator, walkers, walker):
    User.objects.filter(pk=walker.pk).update(phone="+46701740605", phone_is_verified=True)
    sent(walkers, walker.email, "Amina", coordinator, uses=1)
    sent(walkers, "+46701740605", "", coordinator, way="sms", uses=1)
    sent(walkers, "", "Amina Warsame och Bo", coordinator, way="link", max_uses=2)
    still_open = sent(walkers, walker.email, "", coordinator)
    other = sent(walkers, "bo@example.org", "Bo", coordinator, uses=1)
    protect(viewer=viewer_of(walker), user_id=walker.pk, alias="Måne")
    still_open.refresh_from_db()
    other.refresh_from_db()
    assert (still_open.sent_to, other.sent_to, other.label) == (walker.email, "bo@example.org", "Bo")
    still_open.delete()
    client = client_of(coordinator)
    asked = (f"/organisationer/{walkers.pk}/inbjudningar/", "/api/v1/invitations/")
    said = [client.get(path).content.decode() for path in asked]
    assert [
        path for path, text in zip(asked, said, strict=True) if "bo@example.org" not in text and "Bo" not in text
    ] == []
    secrets = ("Warsame", "Amina", "701740605", "070-174")
    assert [secret for secret in secrets if any(secret in text for text in said)] == []


def test_who_accepts_under_protection_leaves_no_address_behind(viewer_of, coordinator, walkers, hidden):
    Membership.objects.filter(user=hidden).delete()
    made = sent(walkers, hidden.email, "Ragnhild", coordinator)
    accept_invitation(
        viewer=viewer_of(hidden), invitation_id=made.pk, address=hidden.email, now=NOW, new_membership_id=uuid.uuid4()
    )
    made.refresh_from_db()
    assert (made.uses, made.sent_to, made.label) == (1, "", "")


def test_the_operators_history_says_the_alias(viewer_of, coordinator, walker):
    kind = ContentType.objects.get_for_model(User)
    row = LogEntry.objects.create(
        user=coordinator, content_type=kind, object_id=str(walker.pk), object_repr=walker.name, action_flag=CHANGE
    )
    protect(viewer=viewer_of(walker), user_id=walker.pk, alias="Måne")
    row.refresh_from_db()
    assert row.object_repr == "Måne"


def test_the_operator_neither_protects_without_an_alias_nor_ends_it(client_of, hidden, walker, coordinator):
    User.objects.filter(pk=coordinator.pk).update(is_staff=True, is_superuser=True)
    client = client_of(coordinator)
    for who, values in ((walker, {"is_active": "on", "is_protected": "on"}), (hidden, {"is_active": "on"})):
        before = who.is_protected
        assert client.post(f"/drift/volunteers/user/{who.pk}/change/", values).status_code == 302
        assert User.objects.get(pk=who.pk).is_protected == before
