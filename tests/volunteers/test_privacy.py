"""What a person gets out of their own data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.privacy import holders

if TYPE_CHECKING:
    from volunteers.models import User


def test_an_export_holds_the_account_and_every_membership(walker: User, association: User) -> None:
    exports = {holder.model: list(holder.export(walker.pk)) for holder in holders()}
    (account,) = exports["volunteers.User"]
    (membership,) = exports["volunteers.Membership"]
    assert (account["name"], account["email"]) == ("Amina Warsame", walker.email)
    assert (membership["organisation"], membership["role"]) == ("Nattvandrarna i Fittja", "volunteer")


def test_no_password_leaves(walker: User) -> None:
    fields = {field for holder in holders() if holder.model == "volunteers.User" for field in holder.fields}
    assert "password" not in fields
