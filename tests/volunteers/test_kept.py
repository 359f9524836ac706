"""Members without an account: who keeps them, what is kept, how they get an account."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from backend.common.errors import Conflict, NotAllowed, NotFound
from backend.common.viewer import Role
from tests.factories import NOW
from tests.volunteers.test_invitations import code_of, make
from volunteers.actions import kept, protection
from volunteers.actions.common import ChangedMeanwhile
from volunteers.actions.kept import KeptPerson
from volunteers.models import AccessLog, Invitation, Membership, Organisation, User
from volunteers.reading import KEPT

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from backend.common.viewer import Viewer

    ViewerOf = Callable[..., Viewer]
    ClientOf = Callable[..., Client]

RUT = KeptPerson("Rut", "Rut Andersson", "070-174 06 05")


def keep(viewer: Viewer, organisation: Organisation, person: KeptPerson = RUT) -> Membership:
    return kept.keep_member(
        viewer=viewer,
        organisation_id=organisation.pk,
        person=person,
        now=NOW,
        new_user_id=uuid4(),
        new_membership_id=uuid4(),
    )


@pytest.mark.parametrize(
    ("who", "where"),
    [("leader", "walkers"), ("coordinator", "walkers"), ("association", "club"), ("contact_person", "watch_area")],
)
def test_each_keeps_the_own_organisations(
    request: pytest.FixtureRequest, viewer_of: ViewerOf, who: str, where: str
) -> None:
    added = keep(viewer_of(request.getfixturevalue(who)), request.getfixturevalue(where))
    assert (added.role, added.user.email, added.user.has_account) == (Role.VOLUNTEER, None, False)
    assert (added.user.phone, added.user.phone_is_verified) == ("+46701740605", False)


def test_whose_time_is_over_comes_back_by_no_invitation_that_waits(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf, client_of: ClientOf
) -> None:
    viewer = viewer_of(coordinator)
    added = keep(viewer, walkers)
    paths = [f"/inbjudan/{make(walkers, person=person)[1]}/" for person in (added.user, None)]
    kept.end_kept(viewer=viewer, membership_id=added.pk, now=NOW)
    assert [client_of().get(path).status_code for path in paths] == [404, 200]


def test_of_a_protected_person_the_alias_alone_is_shown_and_changed(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf, client_of: ClientOf
) -> None:
    viewer, client = viewer_of(coordinator), client_of(coordinator)
    added = keep(viewer, walkers)
    pages = [f"/organisationer/{walkers.pk}/utan-konto/", f"/utan-konto/{added.pk}/", "/api/v1/kept-members/"]
    secrets = ("070-174 06 05", "+46701740605", "Andersson")
    assert all(any(one in client.get(path).content.decode() for one in secrets) for path in pages)
    protection.protect(viewer=viewer, user_id=added.user_id, alias="Måne")
    for path in pages:
        text = client.get(path).content.decode()
        assert ("Måne" in text, [one for one in secrets if one in text]) == (True, [])
    client.post(pages[1], {"name": "Stjärna", "phone": "", "legal_name": "", "version": added.version})
    user = User.objects.get(pk=added.user_id)
    assert (user.name, user.legal_name, user.phone) == ("Stjärna", "Rut Andersson", "+46701740605")


@pytest.mark.parametrize("who", ["walker", "association", "contact_person", "safety_coordinator", "police", "housing"])
def test_nobody_elses(
    request: pytest.FixtureRequest, coordinator: User, walkers: Organisation, viewer_of: ViewerOf, who: str
) -> None:
    viewer = viewer_of(request.getfixturevalue(who))
    with pytest.raises(NotAllowed):
        keep(viewer, walkers)
    rut = keep(viewer_of(coordinator), walkers)
    assert not Membership.objects.kept_by(viewer)
    with pytest.raises(NotFound):
        kept.edit_kept(viewer=viewer, membership_id=rut.pk, person=RUT)
    with pytest.raises(NotFound):
        kept.end_kept(viewer=viewer, membership_id=rut.pk, now=NOW)


def test_the_name_for_the_insurer_is_sealed(coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    rut = keep(viewer_of(coordinator), walkers)
    with connection.cursor() as cursor:
        cursor.execute("SELECT legal_name FROM volunteers_user WHERE legal_name <> ''")
        assert "Andersson" not in cursor.fetchone()[0]
    assert User.objects.get(pk=rut.user_id).legal_name == "Rut Andersson"


def test_a_couple_shares_a_telephone(coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    for name in ("Rut", "Ove"):
        keep(viewer_of(coordinator), walkers, KeptPerson(name, phone="0701740605"))
    assert User.objects.filter(phone="+46701740605").count() == 2


@pytest.mark.parametrize(
    ("person", "refusal"),
    [
        (KeptPerson("  "), kept.NoName),
        (KeptPerson("Rut", phone="112"), kept.BadPhone),
        (KeptPerson("Rut", phone="abc"), kept.BadPhone),
    ],
)
def test_bad_input(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf, person: KeptPerson, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        keep(viewer_of(coordinator), walkers, person)


def test_the_second_who_edits_is_told(
    coordinator: User, leader: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    rut = keep(viewer_of(coordinator), walkers)
    kept.edit_kept(viewer=viewer_of(leader), membership_id=rut.pk, person=KeptPerson("Ruth"), seen=rut.version)
    with pytest.raises(ChangedMeanwhile):
        kept.edit_kept(viewer=viewer_of(coordinator), membership_id=rut.pk, person=RUT, seen=rut.version)
    assert User.objects.get(pk=rut.user_id).name == "Ruth"


def test_an_ended_one_is_kept_no_longer(leader: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    rut = keep(viewer_of(leader), walkers)
    assert kept.end_kept(viewer=viewer_of(leader), membership_id=rut.pk, now=NOW).ended_at == NOW
    with pytest.raises(NotFound):
        kept.end_kept(viewer=viewer_of(leader), membership_id=rut.pk, now=NOW)


def test_an_invitation_gives_the_same_person_the_account(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf, client_of: ClientOf
) -> None:
    rut = keep(viewer_of(coordinator), walkers)
    made, token = make(walkers, person=rut.user, max_uses=1)
    client = client_of()
    client.post(f"/inbjudan/{token}/", {"name": "Rut", "email": "rut@example.org"})
    assert User.objects.get(pk=rut.user_id).email is None
    client.post("/konto/login/code/confirm/", {"code": code_of("rut@example.org")})
    user = User.objects.get(email="rut@example.org")
    made.refresh_from_db()
    assert (user.pk, user.memberships.get().pk, made.uses) == (rut.user_id, rut.pk, 1)
    assert not Membership.objects.kept_by(viewer_of(coordinator))
    with pytest.raises(NotFound):
        kept.edit_kept(viewer=viewer_of(coordinator), membership_id=rut.pk, person=RUT)
    assert not Invitation.objects.open(timezone.now() + dt.timedelta(minutes=1)).filter(pk=made.pk)


def test_the_pages(leader: User, walkers: Organisation, client_of: ClientOf) -> None:
    client, path = client_of(leader), f"/organisationer/{walkers.pk}/utan-konto/"
    assert client.post(path, {"name": "Rut", "legal_name": "Rut Andersson", "phone": "12"}).status_code == 400
    assert client.post(path, {"name": "Rut", "legal_name": "Rut Andersson"}).status_code == 302
    assert "Rut Andersson" not in client.get(path).content.decode()
    rut = Membership.objects.get(user__name="Rut")
    one = f"/utan-konto/{rut.pk}/"
    assert "Rut Andersson" in client.get(one).content.decode()
    assert client.post(one, {"name": "Ruth", "version": rut.version}).status_code == 302
    stale = client.post(one, {"name": "Rutan", "version": rut.version})
    assert (stale.status_code, "Någon annan har ändrat" in stale.content.decode()) == (400, True)
    assert client.post(f"{one}avsluta/").status_code == 302
    assert client.get(one).status_code == 404


def test_the_api(coordinator: User, association: User, walkers: Organisation, client_of: ClientOf) -> None:
    client, path = client_of(coordinator), "/api/v1/kept-members/"
    new = {"organisation": str(walkers.pk), "name": "Rut", "legal_name": "Rut Andersson", "phone": "0701740605"}
    made = client.post(path, new, content_type="application/json").json()
    assert client_of(association).post(path, new, content_type="application/json").status_code == 403
    listed = client.get(path)
    assert [row["name"] for row in listed.json()["results"]] == ["Rut"]
    assert "Andersson" not in listed.content.decode()
    one = f"{path}{made['id']}/"
    edit = {"name": "Ruth", "version": made["version"]}
    assert client.put(one, edit, content_type="application/json").json()["name"] == "Ruth"
    again = client.put(one, edit, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "changed_meanwhile")
    assert client_of(association).delete(one).status_code == 404
    assert client.delete(one).status_code == 204


def test_whoever_reads_what_is_kept_is_written_down(
    leader: User, walkers: Organisation, viewer_of: ViewerOf, client_of: ClientOf
) -> None:
    row = keep(viewer_of(leader), walkers)
    client = client_of(leader)

    def read() -> list[str]:
        rows = AccessLog.objects.filter(reader=leader, subject=row.user, what=KEPT).order_by("pk")
        found = list(rows.values_list("fields", flat=True))
        AccessLog.objects.all().delete()
        return found

    assert client.get(f"/organisationer/{walkers.pk}/utan-konto/").status_code == 200
    assert read() == ["name phone"]
    assert client.get("/api/v1/kept-members/").status_code == 200
    assert read() == ["name phone"]
    assert client.get(f"/utan-konto/{row.pk}/").status_code == 200
    assert read() == ["legal_name name phone"]


def test_a_stale_row_is_a_conflict() -> None:
    assert issubclass(ChangedMeanwhile, Conflict)
