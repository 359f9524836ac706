"""Writes to invitations: make one, send it, take it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.common.phones import normalised
from notifications.actions import deliver, schedule
from notifications.channels import sms
from notifications.models import Delivery
from notifications.states import Channel, DeliveryState
from places.addresses import home_of
from volunteers import messages, policies
from volunteers.actions.common import locked_organisation
from volunteers.actions.members import (
    OrganisationClosed,
    RoleNotOfKind,
    TooManyAdded,
    checked_address,
)
from volunteers.invitation_tokens import token_hash, without_tokens
from volunteers.models import Invitation, Membership, Organisation, User, VolunteersRules
from volunteers.states import ROLES_OF_KIND, InvitationWay, OrganisationState

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Role, Viewer

FORGET_LINK = "volunteers.forget_link"
HOUR, MOST_MADE = dt.timedelta(hours=1), 60
# An SMS costs its sender money and its reader sleep: fewer in a day than the hours' limits would add up to.
DAY, MOST_SMS = dt.timedelta(days=1), 200
MOST_USES, LONGEST_DAYS, DEFAULT_DAYS = 500, 365, 14
# When the link is struck out of the message that carried it.
LINK_STAYS = dt.timedelta(hours=1)
# Those that go to one person: nobody else can use them.
SENT_WAYS = frozenset({InvitationWay.MAIL, InvitationWay.SMS})


class SmsNotOffered(Invalid):
    """This installation has no service that sends SMS."""

    code = "sms_not_offered"
    message = _("Vi skickar inga sms här. Välj ett annat sätt att bjuda in.")


class BadNumber(Invalid):
    """Not a telephone number."""

    code = "bad_number"
    message = _("Skriv ett mobilnummer, som 070-123 45 67.")


class TooManySms(Conflict):
    """Nobody sends hundreds in the organisation's name."""

    code = "too_many_sms"
    message = _(
        "Ni har bjudit in många med sms det senaste dygnet. Vänta till i morgon, eller bjud in på ett annat sätt."
    )


class RoleByNameOnly(Invalid):
    """Whoever finds a link or a paper must not become the one who leads."""

    code = "role_by_name_only"
    message = _("Den som ska leda bjuds in personligen, med e-post.")


class BadLimits(Invalid):
    """More people or days than an invitation may have."""

    code = "bad_limits"
    message = _("En inbjudan gäller för 1 till %(uses)s personer och i 1 till %(days)s dagar.")


class AlreadyTakenBack(Conflict):
    """It cannot be taken back twice."""

    code = "already_taken_back"
    message = _("Inbjudan är redan återkallad.")


@dataclass(frozen=True, slots=True)
class Offer:
    """What is asked for: to what role, which way, for how many and how long."""

    role: Role
    way: InvitationWay
    label: str = ""
    email: str = ""
    phone: str = ""
    max_uses: int = 1
    days: int | None = None
    person_id: UUID | None = None


@transaction.atomic
def create_invitation(
    *, viewer: Viewer, organisation_id: UUID, offer: Offer, token: str, new_id: UUID, language: str, now: dt.datetime
) -> Invitation:
    """A way into one role; by e-mail and SMS it is sent, else the caller shows the address, once.

    Raises NotFound, NotAllowed, RoleNotOfKind, OrganisationClosed, TooManyAdded, TooManySms, SmsNotOffered,
    RoleByNameOnly, BadLimits, BadEmail, BadNumber.
    """
    organisation = locked_organisation(viewer, organisation_id)
    _refuse_offer(viewer, organisation, offer, now)
    is_sent = offer.way in SENT_WAYS
    days = offer.days if offer.days is not None else days_of(organisation)
    if not (1 <= offer.max_uses <= MOST_USES and 1 <= days <= LONGEST_DAYS):
        raise BadLimits(field="max_uses", uses=MOST_USES, days=LONGEST_DAYS)
    made: Invitation = Invitation.objects.create(
        pk=new_id,
        organisation=organisation,
        role=offer.role,
        way=offer.way,
        label=" ".join(offer.label.split()),
        sent_to=_receiver(offer),
        person=_kept_person(organisation, offer.person_id),
        token_hash=token_hash(token),
        created_at=now,
        created_by_id=viewer.user_id,
        expires_at=now + dt.timedelta(days=days),
        max_uses=1 if is_sent or offer.person_id else offer.max_uses,
    )
    if is_sent:
        _send(made, token, language, now)
    return made


@transaction.atomic
def revoke_invitation(*, viewer: Viewer, invitation_id: UUID, now: dt.datetime) -> Invitation:
    """Nobody comes in by it any more; who has come stays. Raises NotFound, AlreadyTakenBack."""
    found: Invitation | None = lock(Invitation.objects.visible_to(viewer).filter(pk=invitation_id)).first()
    if found is None:
        raise NotFound
    if found.revoked_at is not None:
        raise AlreadyTakenBack
    found.revoked_at = now
    found.save(update_fields=["revoked_at"])
    return found


def _refuse_offer(viewer: Viewer, organisation: Organisation, offer: Offer, now: dt.datetime) -> None:
    if not policies.can_add_members(viewer, organisation):
        raise NotAllowed
    if offer.role not in ROLES_OF_KIND[organisation.kind]:
        raise RoleNotOfKind(field="role")
    if not policies.can_give_role(viewer, organisation, offer.role):
        raise NotAllowed(field="role")
    if organisation.state == OrganisationState.CLOSED:
        raise OrganisationClosed(organisation=organisation.name)
    if offer.way == InvitationWay.SMS and not sms.is_offered():
        raise SmsNotOffered(field="way")
    # A number with one wrong digit is somebody else's, who would lead.
    if offer.way != InvitationWay.MAIL and offer.role in policies.BY_NAME_ONLY:
        raise RoleByNameOnly(field="role")
    made = Invitation.objects.filter(organisation=organisation)
    if made.filter(created_at__gt=now - HOUR).count() >= MOST_MADE:
        raise TooManyAdded
    if offer.way == InvitationWay.SMS:
        by_sms = made.filter(way=InvitationWay.SMS, created_at__gt=now - DAY)
        if by_sms.count() >= MOST_SMS:
            raise TooManySms


def _receiver(offer: Offer) -> str:
    """Where it is sent, in the form that an account has; nowhere for a link and a paper. BadEmail, BadNumber."""
    if offer.way == InvitationWay.MAIL:
        return checked_address(offer.email)
    if offer.way != InvitationWay.SMS:
        return ""
    number = normalised(offer.phone)
    if number is None:
        raise BadNumber(field="phone")
    return number


def _kept_person(organisation: Organisation, person_id: UUID | None) -> User | None:
    """Somebody of the organisation who has no account. NotFound for anybody else."""
    if person_id is None:
        return None
    rows = Membership.objects.filter(organisation=organisation, user_id=person_id).standing().kept()
    found: Membership | None = rows.select_related("user").order_by("id").first()
    if found is None:
        raise NotFound(field="person")
    return found.user


def days_of(organisation: Organisation) -> int:
    """How many days an invitation is good for, where nobody says otherwise."""
    rules = VolunteersRules.objects.filter(municipality_id=organisation.municipality_id).first()
    return rules.invitation_days if rules is not None else DEFAULT_DAYS


def _send(invitation: Invitation, token: str, language: str, now: dt.datetime) -> None:
    """By mail or SMS: the one place that sends. Of an SMS that has left nothing is kept (messages.INVITED_BY_SMS); what
    could not leave loses its link like a mail."""
    municipality = invitation.organisation.municipality
    address = f"{home_of(municipality)}/inbjudan/{token}/"
    is_sms = invitation.way == InvitationWay.SMS
    kind = messages.INVITED_BY_SMS if is_sms else messages.INVITED
    write = messages.invited_by_sms if is_sms else messages.invited
    message = write(invitation=invitation, address=address, language=language)
    sent = deliver(
        kind=kind.code,
        key=f"{kind.code}:{invitation.pk}",
        municipality_id=municipality.pk,
        address=invitation.sent_to,
        channel=Channel.SMS if is_sms else Channel.EMAIL,
        language=language,
        subject=message.subject,
        body=message.body,
        now=now,
    )
    schedule(
        kind=FORGET_LINK,
        key=f"{FORGET_LINK}:{sent.pk}",
        due_at=now + LINK_STAYS,
        municipality_id=municipality.pk,
        ref=sent.pk,
        now=now,
    )


def forget_link(*, delivery_id: UUID, municipality_id: UUID, now: dt.datetime) -> None:
    """Strike the link out of a message that has been sent; one that still waits is looked at again in an hour."""
    with transaction.atomic():
        mail = lock(Delivery.objects.filter(pk=delivery_id)).first()
        if mail is None:
            return
        if mail.state == DeliveryState.WAITING:
            schedule(
                kind=FORGET_LINK,
                key=f"{FORGET_LINK}:{mail.pk}",
                due_at=now + LINK_STAYS,
                municipality_id=municipality_id,
                ref=mail.pk,
                now=now,
            )
            return
        mail.body = without_tokens(mail.body)
        mail.save(update_fields=["body"])
