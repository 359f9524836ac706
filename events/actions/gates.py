"""What a gate refuses, and what happens to answers when somebody loses what they were cleared for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common import times
from backend.common.db import alone, lock
from backend.common.errors import Conflict
from events.actions.calendars import answer_changed
from events.actions.common import tell_event
from events.actions.teams import leave_team, part_youths
from events.answers import on_it
from events.gates import Position
from events.kinds import KINDS
from events.models import Event, Signup
from events.querysets.gates import Gaps, gaps, house_of, words
from events.states import EventState, SignupState
from notifications.actions import Change
from volunteers.actions.rights import bump_rights
from volunteers.models import User
from volunteers.policies import NOTED
from volunteers.states import CONSENT, ClearanceKind
from volunteers.viewers import build

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

# What the API's fields say at once; the rest is somebody else's to note.
FIELDS = {ClearanceKind.OF_AGE.value: "of_age", ClearanceKind.GOLDEN_RULES.value: "rules_read"}


class ClearanceMissing(Conflict):
    """Something has to be said, read, learnt or shown first; ``missing`` are the codes (events.gates)."""

    code = "clearance_missing"
    message = _("Något saknas.")

    def __init__(self, *, missing: tuple[str, ...], age: int, own: bool = True, **params: Any) -> None:
        super().__init__(field=FIELDS.get(missing[0]) if own else None, **params)
        self.missing, self.age, self.own = missing, age, own

    @property
    def detail(self) -> str:
        """What is missing and what to do about it, one sentence or two for each."""
        return " ".join(words(self.missing, self.age, own=self.own))


class YouthsHome(Conflict):
    """The walk goes on after the hour at which those under eighteen are home."""

    code = "youths_home"
    message = _("Den som är under 18 är hemma senast %(clock)s. Välj en vandring som slutar tidigare.")


def refuse_uncleared(event: Event, user_id: UUID, now: dt.datetime) -> Gaps:
    """ClearanceMissing or YouthsHome for who may not come; what is missing to lead comes back. Five queries."""
    found = gaps(event, user_id, now)
    if found.walker:
        raise ClearanceMissing(missing=found.walker, age=found.house.rules.youngest)
    if found.is_too_late:
        raise YouthsHome(clock=times.clock(found.house.rules.youths_until))
    return found


def refuse_kept(event: Event, user_id: UUID, now: dt.datetime) -> None:
    """ClearanceMissing or YouthsHome for who may not come, whoever says yes for them.

    What one says of oneself is not asked of somebody without an account; what others note is, and a guardian's consent
    is a paper. Five queries.
    """
    found = gaps(event, user_id, now)
    missing = tuple(one for one in found.walker if one == CONSENT or one in NOTED)
    if missing:
        raise ClearanceMissing(missing=missing, age=found.house.rules.youngest, own=False)
    if found.is_too_late:
        raise YouthsHome(clock=times.clock(found.house.rules.youths_until))


def refuse_leader(event: Event, user_id: UUID, now: dt.datetime) -> None:
    """ClearanceMissing for who may not lead."""
    found = gaps(event, user_id, now)
    if found.leader:
        raise ClearanceMissing(missing=found.leader, age=found.house.rules.youngest, own=False)


def one_at_a_time(user_id: UUID) -> None:
    """Until commit, one change of whether this person may come, or one yes that rests on it; taken before any event.

    Without it, a yes that is not committed yet is not seen by the withdrawal that it has not seen either.
    """
    alone(f"clearance:{user_id}")


def uncleared(user_id: UUID, municipality_id: UUID, what: str, now: dt.datetime) -> None:
    """Somebody has lost a clearance, a consent or a role: what they said yes to, and lead, is looked at anew, at once.

    Only what was noted by others counts here: nobody loses a yes because rules are published or an age is asked for,
    nor because of another gate than the one that ``what`` opened.
    In the transaction of the action that took it away.
    """
    one_at_a_time(user_id)
    ahead = Event.objects.of_municipality(municipality_id).filter(
        state=EventState.OPEN, starts_at__gt=now, signups__user_id=user_id, signups__state=SignupState.COMING
    )
    house = house_of(municipality_id)
    # What the person may, not what this session has shown: nobody is here to show anything.
    viewer = build(User.objects.get(pk=user_id), municipality_id, now=now, second_factor=True)
    for event in lock(ahead.select_related("organisation", "municipality").order_by("pk")):
        person = house.cleared(event, [user_id], now)[user_id]
        signup = Signup.objects.get(event=event, user_id=user_id)
        lacking = {CONSENT, what} & set(house.lacks(event, person, Position.WALKER))
        # Who is in charge of what nobody signs up to stays named: the organiser sees what is missing.
        if lacking or house.is_too_late(event, person) or not on_it(viewer, event, signup):
            _take_off(event, signup, now)
        elif signup.is_leader and KINDS[event.kind].answers and house.lacks(event, person, Position.LEADER):
            signup.is_leader, signup.changed_at = False, now
            signup.save(update_fields=["is_leader", "changed_at"])
            tell_event(event, Change("signup", event.pk, "leader"), now=now)
        if person.is_youth and (parted := part_youths(signup)):
            tell_event(event, *parted, now=now)


def _take_off(event: Event, signup: Signup, now: dt.datetime) -> None:
    """As if the person had said "Jag kan inte"."""
    groups = leave_team(signup)
    signup.state, signup.is_leader, signup.changed_at = SignupState.STEPPED_DOWN, False, now
    signup.times_changed += 1
    signup.save()
    if signup.user_id is not None:
        bump_rights([signup.user_id])
        answer_changed(event, signup.user_id)
    tell_event(event, Change("signup", event.pk, SignupState.STEPPED_DOWN), *groups, now=now)
