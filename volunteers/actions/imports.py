"""Writes of a member list: keep what was read, take it in whole or not at all, forget it within a day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Conflict, NotAllowed, NotFound
from backend.common.viewer import Role
from notifications.actions import schedule
from notifications.states import Lane
from volunteers import policies
from volunteers.actions.common import locked_organisation
from volunteers.actions.members import OrganisationClosed, send_welcome
from volunteers.actions.rights import bump_rights
from volunteers.member_lists import Row, packed, unpacked
from volunteers.models import MemberImport, Membership, Organisation, User
from volunteers.states import ROLES_OF_KIND, ImportState, MembershipState, OrganisationState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from backend.common.viewer import Viewer

FORGET_LIST = "volunteers.forget_list"
WELCOME_LIST = "volunteers.welcome_list"
AT_A_TIME = 50
LIST_STAYS = dt.timedelta(hours=24)


class ListHasFaults(Conflict):
    """Nothing is half taken in."""

    code = "list_has_faults"
    message = _("Listan har rader som behöver rättas. Inget är infört. Rätta dem och läs in listan igen.")


class ListGone(Conflict):
    """Taken in, thrown away or forgotten already."""

    code = "list_gone"
    message = _("Listan är redan införd eller borta. Läs in den igen.")


@transaction.atomic
def keep_list(
    *, viewer: Viewer, organisation_id: UUID, rows: list[Row], now: dt.datetime, new_id: UUID
) -> MemberImport:
    """Keep what was read, sealed, with what is wrong in each row for this organisation; for a day at most.

    Raises NotFound, NotAllowed, OrganisationClosed.
    """
    organisation = _mine(viewer, organisation_id)
    uploader = User.objects.get(pk=viewer.user_id)
    _judge(viewer, organisation, rows)
    made: MemberImport = MemberImport.objects.create(
        pk=new_id,
        organisation=organisation,
        uploaded_by=uploader,
        uploaded_at=now,
        rows=packed(rows),
        row_count=len(rows),
        error_count=sum(bool(row.faults) for row in rows),
    )
    _schedule(FORGET_LIST, made, now + LIST_STAYS, now)
    return made


@transaction.atomic
def take_in(*, viewer: Viewer, import_id: UUID, now: dt.datetime, new_id: Callable[[], UUID]) -> int:
    """Everybody of the list is a member, or nobody: with an address they get an account and a mail, without one they
    are kept. Who is a member already stays as they are. Returns how many are new.

    Raises NotFound, NotAllowed, OrganisationClosed, ListGone, ListHasFaults.
    """
    kept = _waiting(viewer, import_id)
    organisation, rows = kept.organisation, unpacked(kept.rows)
    _judge(viewer, organisation, rows)
    if any(row.faults for row in rows):
        raise ListHasFaults
    new = [row for row in rows if not row.note]
    had = list(User.objects.filter(email__in={row.email for row in new if row.email}).order_by("id"))
    strange = _strangers(viewer, had)
    users = _accounts(new, had, new_id)
    known = {
        (row.user_id, row.role): row
        for row in lock(Membership.objects.filter(organisation=organisation, user__in=list(users.values())))
    }
    begun, again = [], []
    for row in new:
        user = users[row.number]
        member = known.get((user.pk, row.role))
        if member is None:
            member = Membership(pk=new_id(), organisation=organisation, user=user, role=row.role, version=1)
            member.since, member.invited_as = now, row.name if user.pk in strange else ""
            begun.append(member)
            continue
        member.state, member.since, member.ended_at, member.user = MembershipState.ACTIVE, now, None, user
        member.version += 1
        if user.pk in strange:
            member.invited_as = row.name
        again.append(member)
    Membership.objects.bulk_create(begun, batch_size=500)
    Membership.objects.bulk_update(again, ["state", "since", "ended_at", "version", "invited_as"], batch_size=500)
    members = begun + again
    bump_rights([member.user_id for member in members])
    _forget(kept, ImportState.DONE, now)
    _schedule(WELCOME_LIST, kept, now, now)
    return len(members)


def welcome_list(*, import_id: UUID) -> None:
    """Write to everybody whom a list brought, some at a time: nobody else waits behind ten thousand mails. A second
    time writes nothing twice."""
    kept: MemberImport | None = MemberImport.objects.filter(pk=import_id, state=ImportState.DONE).first()
    if kept is None or kept.done_at is None:
        return
    came = Membership.objects.filter(
        organisation_id=kept.organisation_id, since=kept.done_at, user__email__isnull=False
    )
    ids = list(came.order_by("id").values_list("pk", flat=True))
    for begin in range(0, len(ids), AT_A_TIME):
        with transaction.atomic():
            rows = came.filter(pk__in=ids[begin : begin + AT_A_TIME]).order_by("id")
            for member in rows.select_related("user", "organisation__municipality"):
                send_welcome(member.user, member, kept.done_at)


@transaction.atomic
def drop_list(*, viewer: Viewer, import_id: UUID, now: dt.datetime) -> None:
    """Throw it away. Raises NotFound, NotAllowed, OrganisationClosed, ListGone."""
    _forget(_waiting(viewer, import_id), ImportState.DROPPED, now)


@transaction.atomic
def forget_list(*, import_id: UUID, now: dt.datetime) -> None:
    """What nobody decided about within a day. A second time changes nothing."""
    kept: MemberImport | None = lock(MemberImport.objects.waiting().filter(pk=import_id)).first()
    if kept is not None:
        _forget(kept, ImportState.DROPPED, now)


def _mine(viewer: Viewer, organisation_id: UUID) -> Organisation:
    organisation = locked_organisation(viewer, organisation_id)
    if viewer.user_id is None or not policies.can_add_members(viewer, organisation):
        raise NotAllowed
    if organisation.state == OrganisationState.CLOSED:
        raise OrganisationClosed(organisation=organisation.name)
    return organisation


def _waiting(viewer: Viewer, import_id: UUID) -> MemberImport:
    """The list, locked after its organisation."""
    seen = MemberImport.objects.visible_to(viewer).filter(pk=import_id)
    found: MemberImport | None = seen.first()
    if found is None:
        raise NotFound
    organisation = _mine(viewer, found.organisation_id)
    kept: MemberImport = lock(seen).get()
    if kept.state != ImportState.PREVIEW:
        raise ListGone
    kept.organisation = organisation
    return kept


def _judge(viewer: Viewer, organisation: Organisation, rows: list[Row]) -> None:
    """What this organisation and its people say to each row: a role that it does not have, somebody who is in it."""
    addresses = [row.email for row in rows if row.email]
    here = Membership.objects.filter(organisation=organisation, user__email__in=addresses).order_by("id")
    states = {(row.user.email, row.role): row.state for row in here.select_related("user")}
    closed = set(User.objects.filter(email__in=addresses, is_active=False).values_list("email", flat=True))
    # Who has no address is known by name and number: the same list read in again doubles nobody.
    without = Membership.objects.filter(organisation=organisation).standing().kept().select_related("user")
    kept = {(row.user.name.casefold(), row.user.phone or "") for row in without}
    givable = {
        role.value for role in ROLES_OF_KIND[organisation.kind] if policies.can_give_role(viewer, organisation, role)
    }
    for row in rows:
        row.note = ""
        state = states.get((row.email, row.role))
        wrong = {
            "role_not_here": row.role not in givable and "unknown_role" not in row.faults,
            "role_needs_email": not row.email and row.role != Role.VOLUNTEER.value and row.role in givable,
            "suspended": state == MembershipState.SUSPENDED,
            "address_refused": row.email in closed,
        }
        row.faults = [fault for fault in row.faults if fault not in wrong] + [
            code for code, is_so in wrong.items() if is_so
        ]
        if state == MembershipState.ACTIVE or (not row.email and (row.name.casefold(), row.phone) in kept):
            row.note = "member"


def _accounts(rows: list[Row], had: Iterable[User], new_id: Callable[[], UUID]) -> dict[int, User]:
    """Row number → its person: the account of the address, a new one, or somebody without any."""
    by_address = {user.email: user for user in had}
    made, found = [], {}
    for row in rows:
        user = by_address.get(row.email) if row.email else None
        if user is None:
            user = User(pk=new_id(), email=row.email or None, name=row.name, password=make_password(None))
            user.phone = row.phone or None
            made.append(user)
            if row.email:
                by_address[row.email] = user
        found[row.number] = user
    User.objects.bulk_create(made, batch_size=500)
    return found


def _strangers(viewer: Viewer, had: Iterable[User]) -> frozenset[UUID]:
    """Of those who had an account already, those whose own name the viewer does not read: an address is no key to a
    name. One query."""
    asked = {user.pk for user in had}
    seen = Membership.objects.visible_to(viewer).filter(user_id__in=asked).select_related("user")
    return frozenset(asked - {row.user_id for row in seen if row.is_name_shown})


def _schedule(kind: str, kept: MemberImport, due_at: dt.datetime, now: dt.datetime) -> None:
    municipality_id = kept.organisation.municipality_id
    schedule(
        kind=kind, key=f"{kind}:{kept.pk}", due_at=due_at, municipality_id=municipality_id, ref=kept.pk, now=now,
        lane=Lane.BULK,
    )  # fmt: skip


def _forget(kept: MemberImport, state: ImportState, now: dt.datetime) -> None:
    kept.state, kept.rows, kept.done_at = state, "", now
    kept.save(update_fields=["state", "rows", "done_at"])
