"""What a person gets out of their own data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from backend.common.privacy import holders
from tests.factories import NOW
from volunteers.models import Invitation, User

if TYPE_CHECKING:
    from volunteers.models import Organisation


def test_an_export_holds_the_account_and_every_membership(walker: User, association: User) -> None:
    exports = {holder.model: list(holder.export(walker.pk)) for holder in holders()}
    (account,) = exports["volunteers.User"]
    (membership,) = exports["volunteers.Membership"]
    assert (account["name"], account["email"]) == ("Amina Warsame", walker.email)
    assert (membership["organisation"], membership["role"]) == ("Nattvandrarna i Fittja", "volunteer")


def test_no_password_leaves(walker: User) -> None:
    fields = {field for holder in holders() if holder.model == "volunteers.User" for field in holder.fields}
    assert "password" not in fields


def test_nobody_takes_others_addresses_along(walker: User, coordinator: User, walkers: Organisation) -> None:
    made = {"organisation": walkers, "role": "volunteer", "created_at": NOW, "expires_at": NOW}
    for number, (address, label) in enumerate((("bo@example.org", "Bo Ek"), (walker.email, "Amina"), ("", "7B"))):
        Invitation.objects.create(
            **made, created_by=coordinator, way="mail" if address else "link", token_hash=str(number),
            sent_to=address, label=label,
        )  # fmt: skip
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=coordinator, content_type=kind, object_id=str(walker.pk), object_repr=walker.name, action_flag=CHANGE
    )
    known = {holder.model: holder for holder in holders()}
    mine = sorted((row["label"], row["sent_to"]) for row in known["volunteers.Invitation"].export(coordinator.pk))
    theirs = [(row["label"], row["sent_to"]) for row in known["volunteers.Invitation"].export(walker.pk)]
    assert (mine, theirs) == ([("", ""), ("", ""), ("7B", "")], [("Amina", walker.email)])
    assert [row["object_repr"] for row in known["admin.LogEntry"].export(coordinator.pk)] == [""]
