"""Writes to somebody's standing in an organisation: suspended and back, and who its contact persons are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Conflict, NotAllowed, NotFound
from notifications.actions import deliver
from volunteers import changes, messages, policies
from volunteers.actions.common import refuse_stale
from volunteers.actions.rights import bump_rights
from volunteers.models import Membership, Organisation
from volunteers.reach import way_to
from volunteers.states import MEMBERSHIP_TRANSITIONS, MembershipState

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer


class NotInThatState(Conflict):
    """Only what stands can be suspended, only what is suspended can be given back."""

    code = "not_in_that_state"
    message = _("Det går inte: medlemskapet är %(state)s.")


@transaction.atomic
def suspend(*, viewer: Viewer, membership_id: UUID, seen: int | None = None, now: dt.datetime) -> Membership:
    """The role gives nothing until it is given back. The person is told so, without a reason: that is a talk.

    Raises NotFound, NotAllowed, ChangedMeanwhile, NotInThatState.
    """
    membership = _locked(viewer, membership_id)
    return _move(membership, MembershipState.SUSPENDED, seen, now)


@transaction.atomic
def reinstate(*, viewer: Viewer, membership_id: UUID, seen: int | None = None, now: dt.datetime) -> Membership:
    """The role gives what it gave. Raises NotFound, NotAllowed, ChangedMeanwhile, NotInThatState."""
    membership = _locked(viewer, membership_id)
    if membership.state != MembershipState.SUSPENDED:
        raise NotInThatState(state=membership.get_state_display())
    return _move(membership, MembershipState.ACTIVE, seen, now)


@transaction.atomic
def set_contact(*, viewer: Viewer, membership_id: UUID, is_contact: bool, seen: int | None = None) -> Membership:
    """Whether the person's function is the one that others turn to.

    Raises NotFound, NotAllowed, ChangedMeanwhile, NotInThatState.
    """
    membership = _locked(viewer, membership_id, also_own=True)
    refuse_stale(membership, seen)
    if membership.state != MembershipState.ACTIVE:
        raise NotInThatState(state=membership.get_state_display())
    membership.is_contact = is_contact
    membership.version += 1
    membership.save(update_fields=["is_contact", "version"])
    return membership


def _locked(viewer: Viewer, membership_id: UUID, *, also_own: bool = False) -> Membership:
    """The row after its organisation, as whoever adds and ends members takes them. NotFound, NotAllowed."""
    seen = Membership.objects.visible_to(viewer).filter(pk=membership_id)
    lock(Organisation.objects.filter(pk__in=seen.order_by().values("organisation_id"))).first()
    rows = seen.select_related("organisation__municipality", "user")
    membership: Membership | None = lock(rows).first()
    if membership is None:
        raise NotFound
    if not policies.can_suspend(viewer, membership, also_own=also_own):
        raise NotAllowed
    return membership


def _move(membership: Membership, state: MembershipState, seen: int | None, now: dt.datetime) -> Membership:
    refuse_stale(membership, seen)
    if state not in MEMBERSHIP_TRANSITIONS[membership.state]:
        raise NotInThatState(state=membership.get_state_display())
    membership.state = state
    membership.version += 1
    if state == MembershipState.SUSPENDED:
        membership.is_contact = False
    membership.save(update_fields=["state", "version", "is_contact"])
    bump_rights([membership.user_id])
    if state == MembershipState.SUSPENDED:
        changes.lost(membership.user_id, membership.organisation.municipality_id, changes.ROLE, now)
    message = messages.standing(membership=membership)
    deliver(
        kind=messages.STANDING.code,
        key=f"{messages.STANDING.code}:{membership.pk}:{membership.version}",
        municipality_id=membership.organisation.municipality_id,
        user_id=membership.user_id,
        channel=way_to(membership.user),
        language=membership.user.language,
        subject=message.subject,
        body=message.body,
        now=now,
    )
    return membership
