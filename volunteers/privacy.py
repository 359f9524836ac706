"""The personal data that volunteers holds: accounts and memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backend.common.privacy import Holder
from volunteers.models import Membership, User
from volunteers.states import ROLE_CHOICES, MembershipState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

USER_WORDS = {
    "name": _("Namn som visas"),
    "email": _("E-postadress"),
    "phone": _("Telefon"),
    "language": _("Språk"),
    "is_protected": _("Skyddade personuppgifter"),
    "date_joined": _("Kontot skapades"),
    "last_login": _("Senast inloggad"),
}
MEMBERSHIP_WORDS = {
    "organisation": _("Organisation"),
    "role": _("Roll"),
    "state": _("Läge"),
    "since": _("Från"),
    "ended_at": _("Till"),
    "invited_as": _("Namn i inbjudan"),
}


def export_user(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """The person's account."""
    return list(User.objects.filter(pk=user_id).order_by("pk").values(*USER_WORDS))


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
            "invited_as": row.invited_as,
        }
        for row in rows.select_related("organisation")
    ]


USERS = Holder(
    model="volunteers.User",
    title=_("Konto"),
    fields=tuple(USER_WORDS),
    purpose=_("Att kunna logga in, och att de du är ute med ser ett namn."),
    ground=_("Avtal med organisationen du hör till (artikel 6.1 b i dataskyddsförordningen)."),
    keep=_("Tolv månader efter det sista passet, eller tills du själv avslutar kontot."),
    export=export_user,
    words=USER_WORDS,
    choices={"language": dict(settings.LANGUAGES)},
)

MEMBERSHIPS = Holder(
    model="volunteers.Membership",
    title=_("Medlemskap"),
    fields=tuple(MEMBERSHIP_WORDS),
    purpose=_("Att veta vad du får se och göra, och vilka som var med när."),
    ground=_("Avtal med organisationen du hör till (artikel 6.1 b i dataskyddsförordningen)."),
    keep=_("Tolv månader efter det sista passet, eller tills du själv avslutar kontot."),
    export=export_memberships,
    words=MEMBERSHIP_WORDS,
    choices={"role": dict(ROLE_CHOICES), "state": dict(MembershipState.choices)},
)
