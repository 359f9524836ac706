"""The words that people receive from volunteers: pure functions of plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from backend.common.viewer import Role
from notifications.kinds import NoticeKind
from volunteers.states import ROLE_LABELS

if TYPE_CHECKING:
    from volunteers.models import Erasure, Membership, User

ERASED = NoticeKind("volunteers.erased", gettext_lazy("Kvitto på att ditt konto är raderat"))
FEEDBACK = NoticeKind("volunteers.feedback", gettext_lazy("Synpunkt på tillgängligheten"), good_for=timedelta(days=14))
WELCOME = NoticeKind("volunteers.welcome", gettext_lazy("Välkommen till en organisation"))


@dataclass(frozen=True, slots=True)
class Message:
    """What a mail says."""

    subject: str
    body: str


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


def erased(*, erasure: Erasure, language: str) -> Message:
    """To somebody whose account has been erased: what stays, on which ground and until when."""
    with override(language):
        subject = _("Ditt konto är raderat")
        lines = [_("Du bad om det, och det är gjort. Det här brevet är ditt kvitto; vi kan inte svara på det.")]
        if erasure.stays:
            lines.append(_("Det här står kvar en tid:"))
            lines += [_stay(line, language) for line in erasure.stays]
        lines.append(_("Kvittots nummer: %(number)s") % {"number": erasure.pk})
    return Message(subject, "\n\n".join(lines))


def _stay(line: dict[str, Any], language: str) -> str:
    title, ground = (line[key].get(language) or line[key]["sv"] for key in ("title", "ground"))
    values = {"title": title, "ground": ground, "until": line["until"]}
    if line["until"] is None:
        return _("- %(title)s. %(ground)s. Tills kommunen har beslutat om gallring.") % values
    return _("- %(title)s. %(ground)s. Till och med %(until)s.") % values


def feedback(*, text: str, reply_to: str) -> Message:
    """To the municipality, in Swedish, from whoever wrote on the accessibility statement."""
    with override("sv"):
        answer = (
            _("Svara till: %(address)s") % {"address": reply_to} if reply_to else _("Den som skrev vill inte ha svar.")
        )
        return Message(_("Synpunkt på webbplatsens tillgänglighet"), f"{text}\n\n{answer}")
