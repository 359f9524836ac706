"""Writes to members without an account: whoever leads or is kontaktombud keeps them, and they count like all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Invalid, NotAllowed, NotFound
from backend.common.phones import normalised
from backend.common.rights import Verb
from backend.common.viewer import Role
from volunteers import changes, policies
from volunteers.actions.common import locked_organisation, refuse_stale
from volunteers.actions.members import OrganisationClosed, RoleNotOfKind, start_membership
from volunteers.actions.rights import bump_rights
from volunteers.models import Invitation, Membership, Organisation, User
from volunteers.states import ROLES_OF_KIND, MembershipState, OrganisationState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from backend.common.viewer import Viewer


class NoName(Invalid):
    """The others have to call somebody something; it may be an alias."""

    code = "no_name"
    message = _("Skriv det namn som visas.")


class BadPhone(Invalid):
    """Not a number that can be called."""

    code = "bad_phone"
    message = _("Skriv ett telefonnummer som går att ringa, till exempel 070-174 06 05, eller lämna fältet tomt.")


@dataclass(frozen=True, slots=True)
class KeptPerson:
    """What is kept: ``name`` is shown and may be an alias, ``legal_name`` is for the insurer."""

    name: str
    legal_name: str = ""
    phone: str = ""

    def values(self) -> dict[str, str | None]:
        """As columns. NoName, BadPhone."""
        name = " ".join(self.name.split())
        if not name:
            raise NoName(field="name")
        number = normalised(self.phone) if self.phone.strip() else None
        if self.phone.strip() and number is None:
            raise BadPhone(field="phone")
        return {"name": name, "legal_name": " ".join(self.legal_name.split()), "phone": number}


@transaction.atomic
def keep_member(
    *,
    viewer: Viewer,
    organisation_id: UUID,
    person: KeptPerson,
    now: dt.datetime,
    new_user_id: UUID,
    new_membership_id: UUID,
) -> Membership:
    """Somebody without an account becomes a volunteer of the organisation.

    Raises NotFound, NotAllowed, RoleNotOfKind, OrganisationClosed, NoName, BadPhone.
    """
    organisation = locked_organisation(viewer, organisation_id)
    if not policies.can_keep(viewer, organisation, Verb.CREATE):
        raise NotAllowed
    if Role.VOLUNTEER not in ROLES_OF_KIND[organisation.kind]:
        raise RoleNotOfKind
    if organisation.state == OrganisationState.CLOSED:
        raise OrganisationClosed(organisation=organisation.name)
    user = User.objects.create(pk=new_user_id, email=None, password=make_password(None), **person.values())
    member = Membership(pk=new_membership_id, organisation=organisation, user=user, role=Role.VOLUNTEER)
    return start_membership(member, now=now)


@transaction.atomic
def edit_kept(*, viewer: Viewer, membership_id: UUID, person: KeptPerson, seen: int | None = None) -> Membership:
    """What is kept of somebody. Who has got an account writes for themselves and is not found here.

    Of somebody with protected personal data an empty telephone or name for the insurer leaves what is there. Raises
    NotFound, ChangedMeanwhile, NoName, BadPhone.
    """
    membership = _locked(viewer, membership_id, Verb.UPDATE)
    refuse_stale(membership, seen)
    user, values = membership.user, person.values()
    if user.is_protected:
        # Whoever keeps them is not shown these, so that an empty field says nothing (DOMAIN.md R17).
        values = {column: value for column, value in values.items() if value}
    for column, value in values.items():
        setattr(user, column, value)
    user.save(update_fields=["name", "legal_name", "phone"])
    membership.version += 1
    membership.save(update_fields=["version"])
    return membership


@transaction.atomic
def end_kept(*, viewer: Viewer, membership_id: UUID, now: dt.datetime) -> Membership:
    """Is no longer with us, nor by an invitation that waits. The row stays: who walked when is a fact. NotFound."""
    membership = _locked(viewer, membership_id, Verb.DELETE)
    membership.state, membership.ended_at = MembershipState.ENDED, now
    membership.version += 1
    membership.save(update_fields=["state", "ended_at", "version"])
    waiting = Invitation.objects.filter(organisation_id=membership.organisation_id, person_id=membership.user_id)
    waiting.filter(revoked_at__isnull=True).update(revoked_at=now)
    bump_rights([membership.user_id])
    changes.lost(membership.user_id, viewer.municipality_id, changes.ROLE, now)
    return membership


def fields_shown(rows: Iterable[Membership], *more: str) -> dict[UUID, tuple[str, ...]]:
    """What the read log hears that is shown of these people: no number, and none of ``more``, of who is protected."""
    return {row.user_id: ("name",) if row.user.is_protected else ("name", "phone", *more) for row in rows}


def _locked(viewer: Viewer, membership_id: UUID, verb: Verb) -> Membership:
    """One that the viewer keeps, with its person, after its organisation. NotFound."""
    seen = Membership.objects.kept_by(viewer, verb).filter(pk=membership_id)
    lock(Organisation.objects.filter(pk__in=seen.order_by().values("organisation_id"))).first()
    lock(User.objects.filter(pk__in=seen.order_by().values("user_id"))).first()
    found: Membership | None = lock(seen.select_related("organisation", "user")).first()
    if found is None:
        raise NotFound
    return found
