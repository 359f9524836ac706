"""Writes to requests: somebody asks to join, takes it back, and whoever adds members answers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Conflict, NotAllowed, NotFound
from backend.common.viewer import Role
from notifications.actions import deliver
from places.addresses import home_of
from volunteers import messages, policies
from volunteers.actions.common import locked_organisation
from volunteers.actions.members import MemberSuspended, OrganisationClosed, start_membership
from volunteers.models import JoinRequest, Membership, Organisation
from volunteers.reach import way_to
from volunteers.states import MembershipState, OrganisationState, RequestState

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer

# What somebody asks for; whoever leads may give another role afterwards.
ASKED_ROLE = Role.VOLUNTEER
# A no stands this long, and nobody asks everywhere at once.
AFTER_NO, MOST_OPEN = dt.timedelta(days=30), 10


class NotAskable(Conflict):
    """Police and companies choose their own people."""

    code = "not_askable"
    message = _("Hit ansöker man inte själv. Den som ska vara med läggs till av organisationen.")


class AlreadyWith(Conflict):
    """The person is a member."""

    code = "already_with"
    message = _("Du är redan med i organisationen.")


class AlreadyAsked(Conflict):
    """One open request each."""

    code = "already_asked"
    message = _("Du har redan frågat. Du får ett meddelande när de har svarat.")


class AskedLately(Conflict):
    """A no is a no for a while."""

    code = "asked_lately"
    message = _("Du fick svar nyligen. Vänta en månad innan du frågar igen.")


class TooManyRequests(Conflict):
    """Nobody asks everywhere."""

    code = "too_many_requests"
    message = _("Du har många frågor som väntar på svar. Vänta på dem, eller ta tillbaka någon.")


class AlreadyAnswered(Conflict):
    """Somebody was first."""

    code = "already_answered"
    message = _("Frågan är redan besvarad eller återtagen.")


@transaction.atomic
def ask_to_join(*, viewer: Viewer, organisation_id: UUID, now: dt.datetime, new_id: UUID) -> JoinRequest:
    """Ask to be a volunteer of an organisation.

    Raises NotAllowed, NotFound, NotAskable, OrganisationClosed, AlreadyWith, MemberSuspended, AlreadyAsked,
    AskedLately, TooManyRequests.
    """
    if viewer.user_id is None:
        raise NotAllowed
    organisation = locked_organisation(viewer, organisation_id)
    if not policies.is_askable(organisation):
        raise NotAskable
    if organisation.state == OrganisationState.CLOSED:
        raise OrganisationClosed(organisation=organisation.name)
    standing = Membership.objects.filter(organisation=organisation, user_id=viewer.user_id).standing()
    if standing.filter(state=MembershipState.SUSPENDED).exists():
        raise MemberSuspended
    if standing.exists():
        raise AlreadyWith
    mine = JoinRequest.objects.filter(user_id=viewer.user_id)
    if mine.open().filter(organisation=organisation).exists():
        raise AlreadyAsked
    declined = mine.filter(organisation=organisation, state=RequestState.DECLINED, answered_at__gt=now - AFTER_NO)
    if declined.exists():
        raise AskedLately
    if mine.open().count() >= MOST_OPEN:
        raise TooManyRequests
    made: JoinRequest = JoinRequest.objects.create(
        pk=new_id, organisation=organisation, user_id=viewer.user_id, asked_at=now
    )
    return made


@transaction.atomic
def withdraw_request(*, viewer: Viewer, request_id: UUID, now: dt.datetime) -> JoinRequest:
    """Take one's own back. Raises NotFound, AlreadyAnswered."""
    if viewer.user_id is None:
        raise NotFound
    row = _locked(viewer, request_id)
    if row.user_id != viewer.user_id:
        raise NotAllowed
    return _close(row, RequestState.WITHDRAWN, viewer, now)


@transaction.atomic
def approve_request(*, viewer: Viewer, request_id: UUID, now: dt.datetime, new_membership_id: UUID) -> JoinRequest:
    """A yes: the person is a volunteer from here on, and told so.

    Raises NotFound, NotAllowed, AlreadyAnswered, OrganisationClosed, MemberSuspended.
    """
    row = _locked(viewer, request_id)
    _require_leader(viewer, row)
    if row.organisation.state == OrganisationState.CLOSED:
        raise OrganisationClosed(organisation=row.organisation.name)
    known: Membership | None = lock(
        Membership.objects.filter(organisation=row.organisation, user_id=row.user_id, role=ASKED_ROLE)
    ).first()
    if known is not None and known.state == MembershipState.SUSPENDED:
        raise MemberSuspended
    _close(row, RequestState.APPROVED, viewer, now)
    if known is None or known.state != MembershipState.ACTIVE:
        new = Membership(pk=new_membership_id, organisation=row.organisation, user_id=row.user_id, role=ASKED_ROLE)
        start_membership(known or new, now=now)
    _tell(row, now)
    return row


@transaction.atomic
def decline_request(*, viewer: Viewer, request_id: UUID, now: dt.datetime) -> JoinRequest:
    """A no, which the person is told without a reason. Raises NotFound, NotAllowed, AlreadyAnswered."""
    row = _locked(viewer, request_id)
    _require_leader(viewer, row)
    _close(row, RequestState.DECLINED, viewer, now)
    _tell(row, now)
    return row


def _locked(viewer: Viewer, request_id: UUID) -> JoinRequest:
    """The request after its organisation. NotFound, AlreadyAnswered."""
    seen = JoinRequest.objects.visible_to(viewer).filter(pk=request_id)
    lock(Organisation.objects.filter(pk__in=seen.order_by().values("organisation_id"))).first()
    row: JoinRequest | None = lock(seen.select_related("organisation__municipality", "user")).first()
    if row is None:
        raise NotFound
    if row.state != RequestState.OPEN:
        raise AlreadyAnswered
    return row


def _require_leader(viewer: Viewer, row: JoinRequest) -> None:
    if row.user_id == viewer.user_id or not policies.can_add_members(viewer, row.organisation):
        raise NotAllowed


def _close(row: JoinRequest, state: RequestState, viewer: Viewer, now: dt.datetime) -> JoinRequest:
    row.state, row.answered_at, row.answered_by_id = state, now, viewer.user_id
    row.save(update_fields=["state", "answered_at", "answered_by"])
    return row


def _tell(row: JoinRequest, now: dt.datetime) -> None:
    message = messages.answered(request=row, address=home_of(row.organisation.municipality))
    deliver(
        kind=messages.ANSWERED.code,
        key=f"{messages.ANSWERED.code}:{row.pk}",
        municipality_id=row.organisation.municipality_id,
        user_id=row.user_id,
        channel=way_to(row.user),
        language=row.user.language,
        subject=message.subject,
        body=message.body,
        now=now,
    )
