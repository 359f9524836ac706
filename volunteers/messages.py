"""The words that people receive from volunteers: pure functions of plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from backend.common.times import day
from backend.common.viewer import Role
from notifications.kinds import NoticeKind
from volunteers.states import ROLE_LABELS, MembershipState, RequestState

if TYPE_CHECKING:
    from volunteers.models import Invitation, JoinRequest, Membership, User

WELCOME = NoticeKind("volunteers.welcome", gettext_lazy("Välkommen till en organisation"))
INVITED = NoticeKind("volunteers.invited", gettext_lazy("Inbjudan till en organisation"))
ANSWERED = NoticeKind("volunteers.answered", gettext_lazy("Svar på en fråga om att få vara med"))
STANDING = NoticeKind("volunteers.standing", gettext_lazy("En roll är avstängd eller gäller igen"))


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


def invited(*, invitation: Invitation, address: str, language: str) -> Message:
    """To somebody who is invited by name; ``address`` is the invitation's own."""
    with override(language):
        values = {
            "organisation": invitation.organisation.name,
            "municipality": invitation.organisation.municipality.name,
            "role": str(ROLE_LABELS[Role(invitation.role)]),
            "day": day(invitation.expires_at),
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
