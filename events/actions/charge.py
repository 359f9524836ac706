"""Who is in charge of what nobody signs up to: an association's open hall has leaders, and they are named here.

Named without the record check being noted, so that it can be shown before the doors open; the organiser sees what is
missing, and is told the day before.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common import rights
from backend.common.errors import Conflict, NotFound
from backend.common.rights import Scope, Verb
from events import messages, policies
from events.actions.calendars import answer_changed
from events.actions.common import link_to, locked_event, refuse_finished, require, tell_event, write_to
from events.gates import Position
from events.kinds import KINDS
from events.models import Event, Signup
from events.querysets.gates import house_of
from events.states import EventState, SignupState
from notifications.actions import Change, schedule, withdraw
from volunteers.actions.rights import bump_rights
from volunteers.models import Membership, User

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer

UNCHECKED = "events.leader_unchecked"
BEFORE = dt.timedelta(hours=24)


class SignedUpTo(Conflict):
    """Whoever leads a walk has said yes to it first."""

    code = "signed_up_to"
    message = _("Till det här anmäler man sig. Välj den som leder bland dem som kommer.")


class NotOfTheHouse(Conflict):
    """The organiser's own people alone."""

    code = "not_of_the_house"
    message = _("Personen är inte med i organisationen.")


def put_in_charge(*, viewer: Viewer, event_id: UUID, user_id: UUID, is_leader: bool = True, now: dt.datetime) -> Signup:
    """Put a member of the organiser in charge of this one event, or take it back; a repeat changes nothing.

    Raises NotFound, NotAllowed, SignedUpTo, WalkCancelled, AlreadyEnded, NotOfTheHouse.
    """
    with transaction.atomic():
        event = locked_event(viewer, event_id)
        require(policies.can_plan(viewer, event))
        if KINDS[event.kind].answers:
            raise SignedUpTo
        refuse_finished(event)
        known: Signup | None = Signup.objects.filter(event=event, user_id=user_id).first()
        if known is None and not is_leader:
            raise NotFound(field="user")
        if known is not None and known.is_leader == is_leader:
            return known
        of_house = Membership.objects.filter(organisation_id=event.organisation_id, user_id=user_id).active()
        if is_leader and not of_house.exists():
            raise NotOfTheHouse(field="user")
        signup = known or Signup(event=event, user_id=user_id, answered_at=now)
        signup.is_leader, signup.changed_at = is_leader, now
        signup.state = SignupState.COMING if is_leader else SignupState.STEPPED_DOWN
        signup.times_changed += known is not None
        signup.save()
        bump_rights([user_id])
        answer_changed(event, user_id)
        schedule_check(event, now=now)
        tell_event(event, Change("signup", event.pk, "leader"), now=now)
        return signup


def schedule_check(event: Event, *, now: dt.datetime) -> None:
    """Set, move or take away the clock that asks, the day before, whether its leaders are cleared."""
    key = f"{UNCHECKED}:{event.pk}"
    leads = Signup.objects.filter(event=event, state=SignupState.COMING, is_leader=True)
    if KINDS[event.kind].answers or not leads.exists():
        withdraw(key=key, now=now)
        return
    schedule(
        kind=UNCHECKED,
        key=key,
        due_at=max(event.starts_at - BEFORE, now),
        municipality_id=event.municipality_id,
        ref=event.pk,
        now=now,
    )


def warn_unchecked(*, viewer: Viewer, event_id: UUID, now: dt.datetime) -> None:
    """The clockwork's turn: write to those who organise when a leader lacks what the position asks for. NotFound."""
    with transaction.atomic():
        event = locked_event(viewer, event_id)
        if event.state not in (EventState.OPEN, EventState.DRAFT) or now >= event.starts_at:
            return
        if now < event.starts_at - BEFORE:
            schedule_check(event, now=now)
            return
        lacking = unchecked(event, now)
        if not lacking:
            return
        for user in _organisers(event):
            message = messages.leader_unchecked(
                event, lacking=len(lacking), link=link_to(event), language=user.language
            )
            key = f"{UNCHECKED}:{event.pk}:{event.starts_at.isoformat()}:{user.pk}"
            write_to(user, event, UNCHECKED, key, message, now=now)


def unchecked(event: Event, now: dt.datetime) -> dict[UUID, tuple[str, ...]]:
    """What each leader of an event lacks; those who lack nothing are left out. Six queries."""
    leads = Signup.objects.filter(event=event, state=SignupState.COMING, is_leader=True)
    user_ids = list(leads.order_by("id").values_list("user_id", flat=True))
    house = house_of(event.municipality_id)
    held = house.cleared(event, user_ids, now)
    found = {user_id: house.lacks(event, held[user_id], Position.LEADER) for user_id in user_ids}
    return {user_id: missing for user_id, missing in found.items() if missing}


def _organisers(event: Event) -> list[User]:
    """Whoever may publish such an event for the organisation."""
    artefact = KINDS[event.kind].artefact
    roles = [
        role
        for role, given in rights.artefacts()[artefact].items()
        if any(Verb.PUBLISH in one.verbs and one.scope is Scope.OWN_ORGANISATION for one in given)
    ]
    rows = Membership.objects.filter(organisation_id=event.organisation_id, role__in=roles).active()
    return list(User.objects.filter(pk__in=rows.order_by().values("user_id"), is_active=True).order_by("id"))
