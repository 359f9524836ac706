"""The personal data that volunteers holds: accounts and memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common.privacy import Holder
from volunteers.models import Membership, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

USER_FIELDS = ("name", "email", "phone", "language", "is_protected", "date_joined", "last_login")
MEMBERSHIP_FIELDS = ("organisation", "role", "state", "since", "ended_at")


def export_user(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """The person's account."""
    return list(User.objects.filter(pk=user_id).order_by("pk").values(*USER_FIELDS))


def export_memberships(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """The person's memberships, ended ones too, with the organisation's name."""
    rows = Membership.objects.filter(user_id=user_id).order_by("since", "id")
    return [
        {
            "organisation": row.organisation.name,
            "role": row.role,
            "state": row.state,
            "since": row.since,
            "ended_at": row.ended_at,
        }
        for row in rows.select_related("organisation")
    ]


USERS = Holder(
    model="volunteers.User",
    title=_("Konto"),
    fields=USER_FIELDS,
    purpose=_("Att kunna logga in, och att de du är ute med ser ett namn."),
    ground=_("Avtal med organisationen du hör till (artikel 6.1 b i dataskyddsförordningen)."),
    keep=_("Tolv månader efter det sista passet, eller tills du själv avslutar kontot."),
    export=export_user,
)

MEMBERSHIPS = Holder(
    model="volunteers.Membership",
    title=_("Medlemskap"),
    fields=MEMBERSHIP_FIELDS,
    purpose=_("Att veta vad du får se och göra, och vilka som var med när."),
    ground=_("Avtal med organisationen du hör till (artikel 6.1 b i dataskyddsförordningen)."),
    keep=_("Tolv månader efter det sista passet, eller tills du själv avslutar kontot."),
    export=export_memberships,
)
