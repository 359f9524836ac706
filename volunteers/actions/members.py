"""Writes to memberships."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.common.rights import Verb
from notifications.actions import deliver
from places.addresses import home_of
from volunteers import changes, messages, policies
from volunteers.actions.rights import bump_rights
from volunteers.models import Membership, Organisation, User
from volunteers.querysets.people import led_by
from volunteers.states import (
    MEMBERSHIP_TRANSITIONS,
    ROLES_OF_KIND,
    MembershipState,
    OrganisationState,
)

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Role, Viewer


# An association that comes with all its members does so in some evenings, or by the operator's command.
HOUR, MOST_ADDED = dt.timedelta(hours=1), 30


class OrganisationClosed(Conflict):
    """Nobody joins what has ended."""

    code = "organisation_closed"
    message = _("%(organisation)s är avslutad och kan inte få fler medlemmar.")


class RoleNotOfKind(Invalid):
    """A watch area has no walk leaders, a club no police."""

    code = "role_not_of_kind"
    message = _("Den rollen finns inte i den här sortens organisation.")


class BadEmail(Invalid):
    """Not an address."""

    code = "bad_email"
    message = _("Skriv en fullständig e-postadress, som namn@exempel.se.")


class AlreadyMember(Conflict):
    """The person has the role already."""

    code = "already_member"
    message = _("Personen är redan med i den rollen.")


class MemberSuspended(Conflict):
    """Being added again is not how a suspension ends."""

    code = "member_suspended"
    message = _("Personen är avstängd och kan inte läggas till igen på det här sättet.")


class AddressRefused(Conflict):
    """The account was closed or erased: which is nobody's business but its owner's."""

    code = "address_refused"
    message = _("Adressen går inte att lägga till. Pröva en annan.")


class TooManyAdded(Conflict):
    """Nobody tries a list of addresses, or lets us write to one."""

    code = "too_many_added"
    message = _("Det har lagts till många på kort tid. Försök igen om en timme.")


class MembershipEnded(Conflict):
    """It cannot end twice."""

    code = "membership_ended"
    message = _("Medlemskapet är redan avslutat.")


class LastLeader(Conflict):
    """An organisation without anybody who can add people is locked for ever."""

    code = "last_leader"
    message = _("Du är den enda som leder %(organisation)s. Lägg till någon annan i din roll först.")


@transaction.atomic
def add_member(
    *,
    viewer: Viewer,
    organisation_id: UUID,
    email: str,
    name: str,
    role: Role,
    now: dt.datetime,
    new_user_id: UUID,
    new_membership_id: UUID,
    language: str = "sv",
) -> Membership:
    """Give a person a role, making the account when the address is new, and write them a welcome.

    An account that exists keeps its name and language: nobody renames, or learns a name by the address. An ended
    membership begins anew. Raises NotFound, NotAllowed and the refusals of this module that speak of adding.
    """
    organisation = lock(Organisation.objects.visible_to(viewer).filter(pk=organisation_id)).first()
    if organisation is None:
        raise NotFound
    if not policies.can_add_members(viewer, organisation):
        raise NotAllowed
    if role not in ROLES_OF_KIND[organisation.kind]:
        raise RoleNotOfKind(field="role")
    if not policies.can_give_role(viewer, organisation, role):
        raise NotAllowed(field="role")
    if organisation.state == OrganisationState.CLOSED:
        raise OrganisationClosed(organisation=organisation.name)
    _refuse_many(viewer, now)
    user = _person(email=email, name=name, language=language, new_id=new_user_id)
    known = lock(Membership.objects.filter(organisation=organisation, user=user, role=role)).first()
    membership = known or Membership(pk=new_membership_id, organisation=organisation, user=user, role=role)
    _check_joins(user, known)
    if user.pk != new_user_id and not policies.knows_name(viewer, user):
        membership.invited_as = " ".join(name.split())
    start_membership(membership, now=now)
    send_welcome(user, membership, now)
    return membership


def start_membership(membership: Membership, *, now: dt.datetime) -> Membership:
    """It gives rights from here on; one that had ended begins anew. In the transaction of whoever asks."""
    membership.state, membership.since, membership.ended_at = MembershipState.ACTIVE, now, None
    membership.version += 1
    membership.save()
    bump_rights([membership.user_id])
    return membership


@transaction.atomic
def end_membership(*, viewer: Viewer, membership_id: UUID, now: dt.datetime) -> Membership:
    """Take a role away, or leave. The row stays: who was with us when is a fact.

    Raises NotFound, NotAllowed, MembershipEnded, LastLeader.
    """
    seen = Membership.objects.filter(organisation__municipality_id=viewer.municipality_id, pk=membership_id)
    if not viewer.is_system:
        seen = Membership.objects.visible_to(viewer).filter(pk=membership_id)
    # The organisation first, as in add_member: two leaders who leave at once wait in line, not for each other.
    lock(Organisation.objects.filter(pk__in=seen.order_by().values("organisation_id"))).first()
    membership: Membership | None = lock(seen.select_related("organisation")).first()
    if membership is None:
        raise NotFound
    if not policies.can_end_membership(viewer, membership):
        raise NotAllowed
    if MembershipState.ENDED not in MEMBERSHIP_TRANSITIONS[membership.state]:
        raise MembershipEnded
    check_leader_stays(viewer, membership)
    membership.state, membership.ended_at = MembershipState.ENDED, now
    membership.version += 1
    membership.save(update_fields=["state", "ended_at", "version"])
    bump_rights([membership.user_id])
    changes.lost(membership.user_id, viewer.municipality_id, changes.ROLE, now)
    return membership


def _person(*, email: str, name: str, language: str, new_id: UUID) -> User:
    """The account of an address, made when there is none; get_or_create survives somebody making it meanwhile."""
    address = checked_address(email)
    user: User
    user, _made = User.objects.get_or_create(
        email=address,
        defaults={"pk": new_id, "name": name.strip(), "language": language, "password": make_password(None)},
    )
    return user


def checked_address(email: str) -> str:
    """An e-mail address in the one form that accounts have. BadEmail."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as exc:
        raise BadEmail(field="email") from exc
    return address


def _refuse_many(viewer: Viewer, now: dt.datetime) -> None:
    """Counted where the viewer adds people; the operator's command may add a whole association."""
    if viewer.is_system:
        return
    lately = Membership.objects.filter(led_by(viewer, Verb.CREATE, "organisation__"), since__gt=now - HOUR)
    if lately.count() >= MOST_ADDED:
        raise TooManyAdded


def _check_joins(user: User, known: Membership | None) -> None:
    if not user.is_active:
        raise AddressRefused(field="email")
    if known is None:
        return
    if known.state == MembershipState.SUSPENDED:
        raise MemberSuspended(field="email")
    if MembershipState.ACTIVE not in MEMBERSHIP_TRANSITIONS[known.state]:
        raise AlreadyMember(field="email")


def check_leader_stays(viewer: Viewer, membership: Membership) -> None:
    """Whoever leads may leave when somebody else of the same role stays; the operator's command may always.

    Raises LastLeader.
    """
    role = membership.role
    if viewer.is_system or role not in policies.LEADING_ROLES:
        return
    others = lock(
        Membership.objects.filter(organisation_id=membership.organisation_id, role=role).exclude(pk=membership.pk)
    )
    if not any(other.state == MembershipState.ACTIVE for other in others):
        raise LastLeader(organisation=membership.organisation.name)


def send_welcome(user: User, membership: Membership, now: dt.datetime) -> None:
    """Tell somebody that they were added, once for each time. In the transaction of whoever adds."""
    municipality = membership.organisation.municipality
    message = messages.welcome(user=user, membership=membership, address=home_of(municipality))
    deliver(
        kind=messages.WELCOME.code,
        key=f"{messages.WELCOME.code}:{membership.pk}:{now:%Y%m%dT%H%M%S}",
        municipality_id=municipality.pk,
        user_id=user.pk,
        language=user.language,
        subject=message.subject,
        body=message.body,
        now=now,
    )
