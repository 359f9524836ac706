"""Accounts and memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backend.common.privacy import Basis, Holder, Person
from volunteers.models import Membership, User
from volunteers.states import ROLE_CHOICES, MembershipState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from uuid import UUID

ACCOUNT = "volunteers.account"
CONTRACT = _("Avtal med organisationen du hör till (artikel 6.1 b i dataskyddsförordningen).")
PUBLIC_TASK = _("Uppgift av allmänt intresse (artikel 6.1 e i dataskyddsförordningen).")
INTEREST = _("Berättigat intresse av att kunna visa vem som har gjort vad (artikel 6.1 f i dataskyddsförordningen).")
WITH_ACCOUNT = _("Tolv månader efter att du lämnade din sista organisation, eller tills du själv raderar kontot.")

USER_WORDS = {
    "name": _("Namn som visas"),
    "legal_name": _("Namn för försäkringen"),
    "email": _("E-postadress"),
    "phone": _("Telefon"),
    "phone_is_verified": _("Telefonen är bekräftad"),
    "evening_by_sms": _("Kvällens länk som sms"),
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
    "is_contact": _("Kontakt för organisationen"),
    "invited_as": _("Namn i inbjudan"),
}


def export_user(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """The person's account."""
    return list(User.objects.filter(pk=user_id).order_by("pk").values(*USER_WORDS))


def export_memberships(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """The person's memberships, ended ones too, with the organisation's name."""
    rows = Membership.objects.filter(user_id=user_id).order_by("since", "id").select_related("organisation")
    return [
        {key: row.organisation.name if key == "organisation" else getattr(row, key) for key in MEMBERSHIP_WORDS}
        for row in rows
    ]


def erase_memberships(person: Person, _now: dt.datetime) -> None:
    """All of them, ended ones too."""
    Membership.objects.filter(user_id=person.user_id).delete()


USERS = Holder(
    model="volunteers.User",
    title=_("Konto"),
    fields=tuple(USER_WORDS),
    purpose=_("Att kunna logga in, och att de du är ute med ser ett namn."),
    ground=CONTRACT,
    basis=Basis.CONTRACT,
    keep=WITH_ACCOUNT,
    data_class=ACCOUNT,
    export=export_user,
    words=USER_WORDS,
    choices={"language": dict(settings.LANGUAGES)},
)

MEMBERSHIPS = Holder(
    model="volunteers.Membership",
    title=_("Medlemskap"),
    fields=tuple(MEMBERSHIP_WORDS),
    purpose=_("Att veta vad du får se och göra, och vilka som var med när."),
    ground=CONTRACT,
    basis=Basis.CONTRACT,
    keep=WITH_ACCOUNT,
    data_class=ACCOUNT,
    export=export_memberships,
    words=MEMBERSHIP_WORDS,
    choices={"role": dict(ROLE_CHOICES), "state": dict(MembershipState.choices)},
    erase=erase_memberships,
)
