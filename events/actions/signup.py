"""Writes of answers: "Jag kommer", "Jag kan inte", and who leads. The event's row is the lock: nobody overbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.errors import Conflict, NotAllowed, NotFound
from backend.common.rights import Verb
from backend.common.viewer import Role
from events import messages, policies
from events.actions import evening, gates
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
from volunteers.actions.clearances import declare_of_age
from volunteers.actions.golden_rules import read_rules
from volunteers.actions.rights import bump_rights
from volunteers.models import Membership
from volunteers.viewers import build

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


def say_yes(
    *, viewer: Viewer, event_id: UUID, now: dt.datetime, of_age: bool = False, rules_read: UUID | None = None
) -> Signup:
    """Say "Jag kommer". A repeat changes nothing, whatever has happened to the event since.

    ``of_age`` says "Jag har fyllt …", ``rules_read`` "Jag har läst" of that version, in the same breath: what is asked
    for once costs no other page. A walk leader leads when nothing is missing for it, and else comes along.
    Raises NotFound, DropIn, NotAllowed, NotOpen, WalkCancelled, AlreadyEnded, WalkBegun, WalkFull, ClearanceMissing,
    YouthsHome, NotOfAge, RulesReplaced.
    """
    with transaction.atomic():
        if viewer.user_id is not None:
            gates.one_at_a_time(viewer.user_id)
        event = locked_event(viewer, event_id)
        _refuse_answer(viewer, event)
        known = policies.own_signup(viewer, event.pk)
        if known is not None and known.state == SignupState.COMING:
            return known
        refuse_begun(event, now)
        _refuse_full(event)
        signup = known or Signup(event=event, user_id=person(viewer), answered_at=now)
        if of_age:
            declare_of_age(viewer=viewer, now=now, new_id=uuid4())
        if rules_read is not None:
            read_rules(viewer=viewer, rules_id=rules_read, now=now, new_id=uuid4())
        lacking = gates.refuse_uncleared(event, person(viewer), now)
        signup.is_leader = event.organisation_id in viewer.organisations(Role.WALK_LEADER) and not lacking.leader
        if signup.is_leader:
            evening.schedule_links(event, now=now)
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
        groups: list[Change] = []
        if known is not None:
            groups = leave_team(known)
            bump_rights([person(viewer)])
        return _answer(signup, event, SignupState.STEPPED_DOWN, now, *groups)


def say_yes_for(*, viewer: Viewer, event_id: UUID, membership_id: UUID, now: dt.datetime) -> Signup:
    """Say "Jag kommer" for somebody without an account whom the viewer keeps; a repeat changes nothing.

    The person must be able to come: what a member of that organisation could not answer, nobody answers for them.
    Raises as say_yes.
    """
    with transaction.atomic():
        member = _member(viewer, membership_id)
        gates.one_at_a_time(member.user_id)
        event = locked_event(viewer, event_id)
        user_id = _kept(viewer, event, member, now)
        known: Signup | None = Signup.objects.filter(event=event, user_id=user_id).first()
        if known is not None and known.state == SignupState.COMING:
            return known
        refuse_begun(event, now)
        _refuse_full(event)
        gates.refuse_kept(event, user_id, now)
        return _answer(known or Signup(event=event, user_id=user_id, answered_at=now), event, SignupState.COMING, now)


def step_down_for(*, viewer: Viewer, event_id: UUID, membership_id: UUID, now: dt.datetime) -> Signup:
    """The same with "Jag kan inte", out of the group if there is one. Raises as step_down, NotComing."""
    with transaction.atomic():
        event = locked_event(viewer, event_id)
        user_id = _kept(viewer, event, _member(viewer, membership_id), now)
        known: Signup | None = Signup.objects.filter(event=event, user_id=user_id).first()
        if known is None:
            raise NotComing
        if known.state == SignupState.STEPPED_DOWN:
            return known
        refuse_begun(event, now)
        known.is_leader = False
        groups = leave_team(known)
        return _answer(known, event, SignupState.STEPPED_DOWN, now, *groups)


def set_leader(*, viewer: Viewer, event_id: UUID, signup_id: UUID, is_leader: bool = True, now: dt.datetime) -> Signup:
    """Put somebody who comes in charge of the evening, or take it back. Who is put in charge gets a mail.

    Raises NotFound, NotAllowed, NotComing, WalkCancelled, AlreadyEnded, ClearanceMissing.
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
        if is_leader:
            gates.refuse_leader(event, signup.user.pk, now)
        signup.is_leader, signup.changed_at = is_leader, now
        signup.save(update_fields=["is_leader", "changed_at"])
        if is_leader and signup.user_id != viewer.user_id:
            message = messages.put_in_charge(event, link=link_to(event), language=signup.user.language)
            key = f"{IN_CHARGE}:{signup.pk}:{now.isoformat()}"
            write_to(signup.user, event, IN_CHARGE, key, message, now=now)
        if is_leader:
            evening.schedule_links(event, now=now)
        tell_event(event, Change("signup", event.pk, "leader"), now=now)
        return signup


def _answer(signup: Signup, event: Event, state: SignupState, now: dt.datetime, *more: Change) -> Signup:
    if not signup._state.adding:  # noqa: SLF001 -- Django's own word for a row that is not saved yet
        signup.times_changed += 1
    signup.state, signup.changed_at = state, now
    signup.save()
    if signup.user_id is not None:
        answer_changed(event, signup.user_id)
    tell_event(event, Change("signup", event.pk, state), *more, now=now)
    return signup


def _refuse_answer(viewer: Viewer, event: Event) -> None:
    if not KINDS[event.kind].answers:
        raise DropIn
    if not policies.can_answer(viewer, event):
        raise NotAllowed


def _member(viewer: Viewer, membership_id: UUID) -> Membership:
    """Somebody whom the viewer keeps, or NotFound."""
    rows = Membership.objects.kept_by(viewer, Verb.UPDATE).active().filter(pk=membership_id).select_related("user")
    member: Membership | None = rows.first()
    if member is None:
        raise NotFound(field="member")
    return member


def _kept(viewer: Viewer, event: Event, member: Membership, now: dt.datetime) -> UUID:
    """Whom the membership is of: NotAllowed unless they could come."""
    _refuse_answer(build(member.user, viewer.municipality_id, now=now, second_factor=False), event)
    return member.user_id


def _refuse_full(event: Event) -> None:
    if event.max_people is None:
        return
    if Signup.objects.filter(event=event, state=SignupState.COMING).count() >= event.max_people:
        raise WalkFull
