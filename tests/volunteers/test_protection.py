"""Protected personal data: the alias, who may set it, and letters via Lykta."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from backend.common.errors import NotAllowed, NotFound
from backend.common.viewer import Role
from notifications.models import Delivery
from tests import factories
from tests.factories import NOW
from volunteers.actions import protection
from volunteers.actions.members import add_member
from volunteers.actions.protection import protect, unprotect, write_letter
from volunteers.models import Membership, User


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
