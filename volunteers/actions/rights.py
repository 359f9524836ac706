"""What every change of rights ends with: the people it concerns are looked at anew, on every socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from volunteers.models import Membership, Organisation, User

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID


def bump_rights(user_ids: Iterable[UUID]) -> None:
    """In the same transaction as the change, so that a live socket never outlives a right."""
    User.objects.filter(pk__in=user_ids).update(rights_version=F("rights_version") + 1)


def bump_members(organisation: Organisation) -> None:
    """The same for everybody in an organisation: whether it is closed, and where it works, is part of their rights."""
    bump_rights(Membership.objects.filter(organisation=organisation).order_by().values_list("user_id", flat=True))
