"""The words that people receive from volunteers: pure functions of plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from backend.common.viewer import Role
from notifications.kinds import NoticeKind
from notifications.states import Lane
from volunteers.states import ROLE_LABELS

if TYPE_CHECKING:
    from volunteers.models import Membership, User

# Codes are worth nothing after five minutes, and nothing of them is kept. What is written to a number that nobody has
# is never sent: it is there so that known and unknown take the same time.
SIGN_IN_CODE = NoticeKind(
    "volunteers.sign_in_code", gettext_lazy("Kod att logga in med"), dt.timedelta(minutes=5), Lane.CLOCK, forget=True
)
NO_SUCH_NUMBER = NoticeKind(
    "volunteers.no_such_number", gettext_lazy("Kod att logga in med"), dt.timedelta(days=-1), Lane.CLOCK, forget=True
)
PHONE_TAKEN = gettext_lazy("Numret hör redan till ett annat konto.")
WELCOME = NoticeKind("volunteers.welcome", gettext_lazy("Välkommen till en organisation"))


@dataclass(frozen=True, slots=True)
class Message:
    """What a mail says."""

    subject: str
    body: str


def sign_in_code(*, code: str, language: str, host: str) -> str:
    """An SMS. Its last line lets a phone put the code in, on this site alone (wicg.github.io/sms-one-time-codes)."""
    with override(language):
        said = _("%(code)s är din kod till Lykta. Den gäller i fem minuter. Ge den inte till någon.") % {"code": code}
    return f"{said}\n\n@{host.partition(':')[0]} #{code}"


def welcome(*, user: User, membership: Membership, address: str) -> Message:
    """To somebody who was added to an organisation, in their language. ``address`` is the municipality's start page."""
    with override(user.language):
        values = {
            "name": user.get_short_name(),
            "organisation": membership.organisation.name,
            "municipality": membership.organisation.municipality.name,
            "role": str(ROLE_LABELS[Role(membership.role)]),
            "email": user.email,
            "address": address,
        }
        subject = _("Du är med i %(organisation)s") % values
        body = (
            _(
                "Hej %(name)s!\n\n"
                "Du är tillagd i %(organisation)s, %(municipality)s, som %(role)s.\n\n"
                "Logga in på %(address)s med din e-postadress %(email)s. Du får en kod som gäller en gång, "
                "och behöver inget lösenord.\n\n"
                "Är det här inte för dig? Då kan du lämna organisationen under Mina uppgifter, "
                "eller låta bli att logga in."
            )
            % values
        )
    return Message(subject, body)
