"""Writes to accounts by those who run Lykta."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from volunteers.actions.rights import bump_rights

if TYPE_CHECKING:
    from volunteers.models import User


@transaction.atomic
def set_account(*, user: User, is_active: bool) -> User:
    """Close an account or open it again. For the operator alone.

    Whoever is closed out is out at once, on every socket too.
    """
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    bump_rights([user.pk])
    return user
