"""The words that people receive from volunteers: pure functions of plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from backend.common import times
from backend.common.viewer import Role
from notifications.channels import sms
from notifications.kinds import NoticeKind
from notifications.states import Lane
from volunteers.states import ROLE_LABELS, ClearanceKind, MembershipState, RequestState

if TYPE_CHECKING:
    from volunteers.models import Erasure, Invitation, JoinRequest, Membership, Organisation, User

# Codes are worth nothing after five minutes, and nothing of them is kept. What is written to a number that nobody has
# is never sent: it is there so that known and unknown take the same time.
SIGN_IN_CODE = NoticeKind(
    "volunteers.sign_in_code", gettext_lazy("Kod att logga in med"), dt.timedelta(minutes=5), Lane.CLOCK, forget=True
)
NO_SUCH_NUMBER = NoticeKind(
    "volunteers.no_such_number", gettext_lazy("Kod att logga in med"), dt.timedelta(days=-1), Lane.CLOCK, forget=True
)
PHONE_TAKEN = gettext_lazy("Numret hör redan till ett annat konto.")

ERASED = NoticeKind("volunteers.erased", gettext_lazy("Kvitto på att ditt konto är raderat"))
FEEDBACK = NoticeKind(
    "volunteers.feedback", gettext_lazy("Synpunkt på tillgängligheten"), good_for=dt.timedelta(days=14)
)
WELCOME = NoticeKind("volunteers.welcome", gettext_lazy("Välkommen till en organisation"))
INVITED = NoticeKind("volunteers.invited", gettext_lazy("Inbjudan till en organisation"))
# Whoever has the link may ask for a code to the number that it went to: neither is kept once it has left.
INVITED_BY_SMS = NoticeKind("volunteers.invited_by_sms", gettext_lazy("Inbjudan till en organisation"), forget=True)
ANSWERED = NoticeKind("volunteers.answered", gettext_lazy("Svar på en fråga om att få vara med"))
STANDING = NoticeKind("volunteers.standing", gettext_lazy("En roll är avstängd eller gäller igen"))
CLEARANCE_ENDS = NoticeKind("volunteers.clearance_ends", gettext_lazy("Ett bevis går snart ut"))
LETTER = NoticeKind("volunteers.letter", gettext_lazy("Ett meddelande via Lykta"))
KINDS = (
    WELCOME, INVITED, INVITED_BY_SMS, STANDING, CLEARANCE_ENDS, LETTER, SIGN_IN_CODE, NO_SUCH_NUMBER, ERASED, FEEDBACK,
    ANSWERED,
)  # fmt: skip


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


def clearance_ends(*, kind: str, last: dt.date, address: str, language: str) -> Message:
    """To somebody whose clearance runs out: what, when, and what to do. ``kind``: a ClearanceKind, or CONSENT."""
    with override(language):
        what, do = _ending(kind)
        return Message(
            _("%(what)s gäller till och med %(day)s") % {"what": what, "day": times.long_day(last)},
            _("%(what)s gäller till och med %(day)s.\n\n%(do)s\n\nDet du har står under Mina bevis:\n%(address)s")
            % {"what": what, "day": times.long_day(last), "do": do, "address": address},
        )


def _ending(kind: str) -> tuple[str, str]:
    """What it is called, and what to do about it."""
    if kind == ClearanceKind.GOLDEN_RULES:
        return _("Din läsning av de gyllene reglerna"), _("Läs dem igen, så är du klar för nästa halvår.")
    if kind == ClearanceKind.TRAINING:
        return _("Din utbildning"), _("Fråga den som leder din organisation om när nästa utbildning är.")
    if kind == ClearanceKind.RECORD_CHECK:
        return (
            _("Noteringen att du har visat registerutdrag"),
            _("Beställ ett nytt utdrag hos polisen och visa det för den som leder din förening. Skicka det inte hit."),
        )
    return (
        _("Din vårdnadshavares samtycke"),
        _("Be din vårdnadshavare om ett nytt på papper, och lämna det till den som leder din organisation."),
    )


def letter(*, sender: str, organisation: Organisation, text: str, language: str) -> Message:
    """What somebody who leads an organisation writes to a member with protected personal data."""
    with override(language):
        values = {"sender": sender, "organisation": organisation.name, "text": text}
        answer = (
            _("Svara till %(address)s, som är organisationens adress.") % {"address": organisation.contact_email}
            if organisation.contact_email
            else _("Svara nästa gång ni ses. Ett svar på det här meddelandet kommer inte fram.")
        )
        return Message(
            _("Meddelande från %(organisation)s") % values,
            _("%(sender)s i %(organisation)s skriver till dig via Lykta:\n\n%(text)s\n\n") % values
            + f"{answer} "
            + _("Din adress och ditt nummer har inte visats för den som skrev."),
        )


def letter_by_sms(*, sender: str, organisation: Organisation, text: str, language: str) -> str:
    """The same as an SMS: who writes from where, and what."""
    with override(language):
        values = {"sender": sender, "organisation": sms.shortened(organisation.name), "text": text}
        return _("%(sender)s i %(organisation)s via Lykta: %(text)s") % values


def invited(*, invitation: Invitation, address: str, language: str) -> Message:
    """To somebody who is invited by name; ``address`` is the invitation's own."""
    with override(language):
        values = {
            "organisation": invitation.organisation.name,
            "municipality": invitation.organisation.municipality.name,
            "role": str(ROLE_LABELS[Role(invitation.role)]),
            "day": times.day(invitation.expires_at),
            "address": address,
        }
        subject = _("Du är inbjuden till %(organisation)s") % values
        body = (
            _(
                "Hej!\n\n"
                "Du är inbjuden till %(organisation)s, %(municipality)s, som %(role)s.\n\n"
                "Öppna länken, så ser du vad det innebär och vad som sparas. Inget händer förrän du själv säger ja.\n\n"
                "%(address)s\n\n"
                "Inbjudan gäller till och med %(day)s och bara för dig. "
                "Är den inte för dig? Då behöver du inte göra något."
            )
            % values
        )
    return Message(subject, body)


def invited_by_sms(*, invitation: Invitation, address: str, language: str) -> Message:
    """The same as an SMS, which is its body: who asks, the link, until when. An ordinary name makes one part of it."""
    with override(language):
        values = {
            "organisation": sms.shortened(invitation.organisation.name),
            "day": times.day(invitation.expires_at),
            "address": address,
        }
        subject = _("Du är inbjuden till %(organisation)s") % values
        return Message(subject, _("Du är inbjuden till %(organisation)s: %(address)s Gäller till %(day)s.") % values)


def standing(*, membership: Membership) -> Message:
    """To somebody whose role was suspended or given back: what, never why."""
    with override(membership.user.language):
        values = {
            "name": membership.user.get_short_name(),
            "organisation": membership.organisation.name,
            "role": str(ROLE_LABELS[Role(membership.role)]),
        }
        if membership.state == MembershipState.SUSPENDED:
            subject = _("Din roll i %(organisation)s är avstängd") % values
            body = _(
                "Hej %(name)s!\n\n"
                "Din roll som %(role)s i %(organisation)s är avstängd tills vidare. "
                "Du kan inte anmäla dig så länge.\n\n"
                "Hör av dig till dem som leder organisationen om du vill tala om det."
            )
        else:
            subject = _("Din roll i %(organisation)s gäller igen") % values
            body = _("Hej %(name)s!\n\nDin roll som %(role)s i %(organisation)s gäller igen. Välkommen tillbaka.")
        return Message(subject, body % values)


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


def answered(*, request: JoinRequest, address: str) -> Message:
    """To somebody who asked to join: yes or no, never why not."""
    with override(request.user.language):
        values = {
            "name": request.user.get_short_name(),
            "organisation": request.organisation.name,
            "address": address,
        }
        if request.state == RequestState.APPROVED:
            subject = _("Du är med i %(organisation)s") % values
            body = _("Hej %(name)s!\n\n%(organisation)s har sagt ja: du är med. Logga in på %(address)s.")
        else:
            subject = _("Svar från %(organisation)s") % values
            body = _(
                "Hej %(name)s!\n\n"
                "%(organisation)s har inte plats för dig just nu. Det finns fler grupper: se %(address)s."
            )
        return Message(subject, body % values)
