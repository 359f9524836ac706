"""Coming in by an invitation: begin as a stranger, accept it, and what happens to an account that nobody used."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Conflict, Invalid, NotAllowed, NotFound
from notifications.actions import schedule
from notifications.channels import sms
from volunteers.actions.members import MemberSuspended, checked_address, start_membership
from volunteers.models import Invitation, Membership, Organisation, User
from volunteers.states import InvitationWay, MembershipState

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from backend.common.viewer import Viewer

UNUSED_ACCOUNT = "volunteers.unused_account"
# How long an account may stay that was made for an invitation and never signed in.
UNUSED_FOR = dt.timedelta(hours=24)


class InvitationGone(NotFound):
    """Unknown, foreign, run out, used up or taken back: the answer does not tell which."""

    code = "invitation_gone"
    message = _("Inbjudan går inte att använda. Be den som bjöd in dig om en ny.")


class InvitationForAnother(Conflict):
    """It was sent to an address, and whoever is signed in has another."""

    code = "invitation_for_another"
    message = _(
        "Inbjudan är skickad till en annan e-postadress än den du är inloggad med. Be om en ny till din adress."
    )


class InvitationForNumber(Conflict):
    """It was sent to a number, and whoever is signed in has not proved that it is theirs."""

    code = "invitation_for_number"
    message = _(
        "Inbjudan är skickad till ett mobilnummer som inte är bekräftat på ditt konto. Lägg till numret under "
        "Logga in och skydd och öppna länken igen, eller be om en ny inbjudan."
    )


class NoCodesBySms(Conflict):
    """The service that sent the invitation is not there any more, and no code can follow it."""

    code = "no_codes_by_sms"
    message = _("Vi kan inte skicka sms just nu. Be den som bjöd in dig om en inbjudan med e-post.")


class AddressTaken(Conflict):
    """Two without an account gave the same address, and one of them has it now."""

    code = "address_taken"
    message = _("Adressen hör till ett annat konto sedan en stund. Öppna länken igen, eller välj en annan adress.")


class NameMissing(Invalid):
    """Somebody new has to be called something."""

    code = "name_missing"
    message = _("Skriv det namn som de andra ska se.")


@transaction.atomic
def begin(
    *, invitation: Invitation, name: str, email: str, language: str, now: dt.datetime, new_user_id: UUID
) -> tuple[User, str]:
    """Whom a code is sent to, and where: the account of the address, made when there is none, or the person whom the
    organisation keeps already. Nobody is a member before the code was right.

    ``address`` is a telephone number for an invitation by SMS. An account that is made and never used goes after a day.
    Raises BadEmail, NameMissing, NoCodesBySms.
    """
    is_sms = invitation.way == InvitationWay.SMS
    if is_sms and not sms.is_offered():
        raise NoCodesBySms
    address = invitation.sent_to if is_sms else checked_address(invitation.sent_to or email)
    shown = " ".join(name.split())
    known = (_known_by_number(address) if is_sms else User.objects.filter(email=address)).first()
    if known is not None:
        if shown and known.last_login is None:
            # Somebody corrects what they, or somebody with the same link, wrote before the code was right.
            unused = User.objects.filter(pk=known.pk, memberships__isnull=True, is_staff=False)
            unused.update(name=shown, language=language)
        return known, address
    if invitation.person is not None and not invitation.person.has_account:
        return invitation.person, address
    if not shown:
        raise NameMissing(field="name")
    values = {"pk": new_user_id, "name": shown, "language": language, "password": make_password(None)}
    if is_sms:
        user, made = User.objects.create(phone=address, **values), True
    else:
        user, made = User.objects.get_or_create(email=address, defaults=values)
    if made:
        schedule(
            kind=UNUSED_ACCOUNT,
            key=f"{UNUSED_ACCOUNT}:{user.pk}",
            due_at=now + UNUSED_FOR,
            municipality_id=invitation.organisation.municipality_id,
            ref=user.pk,
            now=now,
        )
    return user, address


@transaction.atomic
def accept_invitation(
    *, viewer: Viewer, invitation_id: UUID, address: str, now: dt.datetime, new_membership_id: UUID
) -> Membership:
    """Become a member by an invitation, which counts once for each; whoever has the role already uses nothing.

    ``address`` is the one that the viewer has proved, a telephone number for what was sent by SMS. Raises NotAllowed,
    InvitationGone, InvitationForAnother, InvitationForNumber, AddressTaken, MemberSuspended.
    """
    if viewer.user_id is None:
        raise NotAllowed
    rows = Invitation.objects.open(now).filter(pk=invitation_id, organisation__municipality_id=viewer.municipality_id)
    # The organisation first, as whoever adds or ends a member does.
    lock(Organisation.objects.filter(pk__in=rows.order_by().values("organisation_id"))).first()
    invitation: Invitation | None = lock(rows.select_related("organisation").order_by("id")).first()
    if invitation is None:
        raise InvitationGone
    user: User = lock(User.objects.filter(pk=viewer.user_id)).get()
    if invitation.sent_to and invitation.sent_to != address.strip().lower():
        raise InvitationForNumber if invitation.way == InvitationWay.SMS else InvitationForAnother
    _take_address(user, address)
    known: Membership | None = lock(
        Membership.objects.filter(organisation=invitation.organisation, user=user, role=invitation.role)
    ).first()
    if known is not None and known.state == MembershipState.SUSPENDED:
        raise MemberSuspended
    is_member = known is not None and known.state == MembershipState.ACTIVE
    # What is for whoever finds it lets nobody back who is suspended in another role, as asking to join does not.
    if not is_member and not invitation.sent_to and _is_suspended(invitation.organisation, user):
        raise MemberSuspended
    if not is_member or invitation.person_id == user.pk:
        # Where it was sent to somebody with protected personal data is read by nobody who made it (DOMAIN.md R17).
        hidden = {"sent_to": "", "label": ""} if user.is_protected and invitation.sent_to else {}
        Invitation.objects.filter(pk=invitation.pk).update(uses=F("uses") + 1, **hidden)
    if known is not None and is_member:
        return known
    new = Membership(pk=new_membership_id, organisation=invitation.organisation, user=user, role=invitation.role)
    return start_membership(known or new, now=now)


@transaction.atomic
def drop_unused_account(*, user_id: UUID) -> bool:
    """Remove an account that was made for an invitation, never signed in and belongs nowhere. True when it went."""
    user: User | None = lock(User.objects.filter(pk=user_id, last_login__isnull=True, is_staff=False)).first()
    if user is None or Membership.objects.filter(user=user).exists():
        return False
    user.delete()
    return True


def _is_suspended(organisation: Organisation, user: User) -> bool:
    return Membership.objects.filter(organisation=organisation, user=user, state=MembershipState.SUSPENDED).exists()


def _known_by_number(number: str) -> QuerySet[User]:
    """Whoever has proved the number; else whoever was here with the same invitation and has not typed the code yet.
    One statement, whichever it is."""
    waiting = Q(email__isnull=True, last_login__isnull=True, memberships__isnull=True, is_staff=False)
    rows: QuerySet[User] = User.objects.filter(Q(phone_is_verified=True) | waiting, phone=number)
    return rows.order_by("-phone_is_verified", "date_joined", "id")


def _take_address(user: User, address: str) -> None:
    """Whoever was kept without an account has one from here on: the e-mail address that was proved. A number has been
    taken already, by the code that proved it (volunteers.actions.sign_in.prove_phone)."""
    if user.email or "@" not in address:
        return
    user.email = checked_address(address)
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as taken:
        raise AddressTaken from taken
