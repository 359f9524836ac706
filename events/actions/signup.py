"""Writes of answers: "Jag kommer", "Jag kan inte", and who leads. The event's row is the lock: nobody overbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.errors import Conflict, NotAllowed, NotFound
from backend.common.viewer import Role
from events import messages, policies
from events.actions.calendars import answer_changed
from events.actions.common import (
    link_to,
    locked_event,
    person,
    refuse_begun,
    refuse_finished,
    require,
    tell_event,
    write_to,
)
from events.actions.teams import leave_team
from events.kinds import KINDS
from events.models import Event, Signup
from events.states import SignupState
from notifications.actions import Change
from volunteers.actions.rights import bump_rights

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer

IN_CHARGE = "events.put_in_charge"


class WalkFull(Conflict):
    """Every place is taken."""

    code = "walk_full"
    message = _("Alla platser är tagna. Välj gärna en annan kväll.")


class DropIn(Conflict):
    """Nobody signs up: one comes."""

    code = "drop_in"
    message = _("Du behöver inte anmäla dig. Kom som du är.")


class NotComing(Conflict):
    """Only somebody who comes can lead or walk."""

    code = "not_coming"
    message = _("Personen har inte sagt att hen kommer.")


def say_yes(*, viewer: Viewer, event_id: UUID, now: dt.datetime) -> Signup:
    """Say "Jag kommer". A repeat changes nothing, whatever has happened to the event since.

    Raises NotFound, DropIn, NotAllowed, NotOpen, WalkCancelled, AlreadyEnded, WalkBegun, WalkFull.
    """
    with transaction.atomic():
        event = locked_event(viewer, event_id)
        _refuse_answer(viewer, event)
        known = policies.own_signup(viewer, event.pk)
        if known is not None and known.state == SignupState.COMING:
            return known
        refuse_begun(event, now)
        _refuse_full(event)
        signup = known or Signup(event=event, user_id=person(viewer), answered_at=now)
        signup.is_leader = event.organisation_id in viewer.organisations(Role.WALK_LEADER)
        return _answer(signup, event, SignupState.COMING, now)


def step_down(*, viewer: Viewer, event_id: UUID, now: dt.datetime) -> Signup:
    """Say "Jag kan inte": before the start, and out of the group if there is one. A repeat changes nothing.

    A no to something one never said yes to is kept as a no. Raises as say_yes, but WalkFull.
    """
    with transaction.atomic():
        event = locked_event(viewer, event_id)
        _refuse_answer(viewer, event)
        known = policies.own_signup(viewer, event.pk)
        if known is not None and known.state == SignupState.STEPPED_DOWN:
            return known
        refuse_begun(event, now)
        signup = known or Signup(event=event, user_id=person(viewer), answered_at=now)
        signup.is_leader = False
        if known is not None:
            leave_team(known)
            bump_rights([person(viewer)])
        return _answer(signup, event, SignupState.STEPPED_DOWN, now)


def set_leader(*, viewer: Viewer, event_id: UUID, signup_id: UUID, is_leader: bool = True, now: dt.datetime) -> Signup:
    """Put somebody who comes in charge of the evening, or take it back. Who is put in charge gets a mail.

    Raises NotFound, NotAllowed, NotComing, WalkCancelled, AlreadyEnded.
    """
    with transaction.atomic():
        event = locked_event(viewer, event_id)
        require(policies.can_appoint(viewer, event))
        rows = Signup.objects.filter(event=event, pk=signup_id).select_related("user")
        signup: Signup | None = rows.first()
        if signup is None or signup.user is None:
            raise NotFound(field="signup")
        refuse_finished(event)
        if signup.state != SignupState.COMING:
            raise NotComing
        if signup.is_leader == is_leader:
            return signup
        signup.is_leader, signup.changed_at = is_leader, now
        signup.save(update_fields=["is_leader", "changed_at"])
        if is_leader and signup.user_id != viewer.user_id:
            message = messages.put_in_charge(event, link=link_to(event), language=signup.user.language)
            key = f"{IN_CHARGE}:{signup.pk}:{now.isoformat()}"
            write_to(signup.user, event, IN_CHARGE, key, message, now=now)
        tell_event(event, Change("signup", event.pk, "leader"), now=now)
        return signup


def _answer(signup: Signup, event: Event, state: SignupState, now: dt.datetime) -> Signup:
    if not signup._state.adding:  # noqa: SLF001 -- Django's own word for a row that is not saved yet
        signup.times_changed += 1
    signup.state, signup.changed_at = state, now
    signup.save()
    if signup.user_id is not None:
        answer_changed(event, signup.user_id)
    tell_event(event, Change("signup", event.pk, state), now=now)
    return signup


def _refuse_answer(viewer: Viewer, event: Event) -> None:
    if not KINDS[event.kind].answers:
        raise DropIn
    if not policies.can_answer(viewer, event):
        raise NotAllowed


def _refuse_full(event: Event) -> None:
    if event.max_people is None:
        return
    if Signup.objects.filter(event=event, state=SignupState.COMING).count() >= event.max_people:
        raise WalkFull
