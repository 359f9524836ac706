"""Writes at the end of an event: closing it, by hand or by the clock, and asking for a group that is not back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.errors import Conflict, NotFound
from backend.common.viewer import Role
from events import messages, policies
from events.actions import evening
from events.actions.common import (
    NotOpen,
    WalkCancelled,
    link_to,
    locked_event,
    require,
    tell_event,
    write_to,
)
from events.fold import BACK_WITHIN, expected_back
from events.kinds import KINDS
from events.models import Event, Team
from events.states import EventState, TeamState
from notifications.actions import Change, deliver, schedule, withdraw
from volunteers.models import User
from volunteers.states import MembershipState

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer

END = "events.end"
OVERDUE = "events.overdue_back"
# A group that is out when the walk should end: ask again after this long.
ASK_AGAIN = dt.timedelta(minutes=30)
# The phone that says "out" hours late says "back" in the next breath: let it finish.
OUTBOX = dt.timedelta(minutes=2)


class StillOut(Conflict):
    """A walk is not over while a group is out."""

    code = "still_out"
    message = _("En grupp är fortfarande ute. Vänta in den, eller tryck ”Vi är tillbaka” åt den.")


class NotBegun(Conflict):
    """What has not begun is cancelled, not closed."""

    code = "not_begun"
    message = _("Det har inte börjat än. Ska det inte bli av, ställ in det.")


def close_event(*, viewer: Viewer, event_id: UUID, now: dt.datetime) -> Event:
    """The button "Avsluta": everybody is back. A closed one stays as it is.

    Raises NotFound, NotAllowed, WalkCancelled, NotOpen, NotBegun, StillOut.
    """
    with transaction.atomic():
        event = locked_event(viewer, event_id)
        own = policies.own_signup(viewer, event.pk)
        plans = policies.can_plan(viewer, event) or policies.leads(viewer, event, own)
        require(policies.can_run(viewer, event, own) if KINDS[event.kind].walks else plans)
        if event.state == EventState.CLOSED:
            return event
        if event.state == EventState.CANCELLED:
            raise WalkCancelled
        if event.state == EventState.DRAFT:
            raise NotOpen
        if event.state == EventState.OPEN and now < event.starts_at:
            raise NotBegun
        if _out(event):
            raise StillOut
        withdraw_end(event, now=now)
        _close(event, now)
        return event


def close_ended(*, viewer: Viewer, event_id: UUID, now: dt.datetime) -> None:
    """The clockwork's turn, after the end: close, or come back while a group is out. NotFound."""
    with transaction.atomic():
        event = locked_event(viewer, event_id)
        if event.state not in (EventState.OPEN, EventState.UNDER_WAY):
            return
        if now < _end_due(event):
            schedule_end(event, now=now)
        elif _out(event):
            _schedule_end_at(event, now + ASK_AGAIN, now)
        else:
            _close(event, now)


def flag_overdue(*, viewer: Viewer, team_id: UUID, now: dt.datetime) -> None:
    """The clockwork's turn, half an hour after the end or the group's last word: flag it, tell board and coordinators.

    A group that is back, or has been heard of since, is left alone. Each mail goes once per silence. NotFound.
    """
    with transaction.atomic():
        event_id = Team.objects.filter(pk=team_id).values_list("event_id", flat=True).first()
        if event_id is None:
            raise NotFound
        event = locked_event(viewer, event_id)
        team = Team.objects.get(pk=team_id)
        if team.state != TeamState.OUT:
            return
        expected = expected_back(event.ends_at, team.last_sign_at)
        if now < expected:
            schedule_overdue(event, team.pk, expected, now=now)
            return
        Team.objects.filter(pk=team.pk).update(is_overdue=True)
        _write_overdue(event, team, expected, now)
        tell_event(event, Change("team", team.pk, "overdue"), now=now)


def schedule_end(event: Event, *, now: dt.datetime) -> None:
    """Set or move the clocks of an open event: the leaders' links before it, and the one that closes it."""
    evening.schedule_links(event, now=now)
    _schedule_end_at(event, _end_due(event), now)


def withdraw_end(event: Event, *, now: dt.datetime) -> None:
    """It is closed or cancelled already."""
    evening.withdraw_links(event, now=now)
    withdraw(key=f"{END}:{event.pk}", now=now)


def schedule_overdue(event: Event, team_id: UUID, expected: dt.datetime, *, now: dt.datetime) -> None:
    """Set or move the clock that asks for a group which is out."""
    schedule(
        kind=OVERDUE,
        key=f"{OVERDUE}:{team_id}",
        due_at=max(expected, now + OUTBOX),
        municipality_id=event.municipality_id,
        ref=team_id,
        now=now,
    )


def withdraw_overdue(team_id: UUID, *, now: dt.datetime) -> None:
    """The group is back."""
    withdraw(key=f"{OVERDUE}:{team_id}", now=now)


def _schedule_end_at(event: Event, due_at: dt.datetime, now: dt.datetime) -> None:
    schedule(
        kind=END,
        key=f"{END}:{event.pk}",
        due_at=due_at,
        municipality_id=event.municipality_id,
        ref=event.pk,
        now=now,
    )


def _end_due(event: Event) -> dt.datetime:
    """A walk's groups have half an hour to come in."""
    ends_at: dt.datetime = event.ends_at
    return ends_at + BACK_WITHIN if KINDS[event.kind].walks else ends_at


def _out(event: Event) -> bool:
    return Team.objects.filter(event=event).out().exists()


def _close(event: Event, now: dt.datetime) -> None:
    event.state, event.closed_at = EventState.CLOSED, now
    event.save(update_fields=["state", "closed_at"])
    tell_event(event, Change("event", event.pk, EventState.CLOSED), now=now)


def _write_overdue(event: Event, team: Team, expected: dt.datetime, now: dt.datetime) -> None:
    """To the organisation's coordinators, or to its own address when it has none."""
    link, key = link_to(event), f"{OVERDUE}:{team.pk}:{expected.isoformat()}"

    def message(language: str) -> messages.Message:
        return messages.overdue(
            event, team_name=team.name, last_sign_at=team.last_sign_at, link=link, language=language
        )

    coordinators = list(_coordinators(event.organisation_id))
    for user in coordinators:
        write_to(user, event, OVERDUE, f"{key}:{user.pk}", message(user.language), now=now)
    if not coordinators and event.organisation.contact_email:
        said = message("sv")
        deliver(
            kind=OVERDUE,
            key=f"{key}:function",
            municipality_id=event.municipality_id,
            address=event.organisation.contact_email,
            subject=said.subject,
            body=said.body,
            now=now,
        )


def _coordinators(organisation_id: UUID) -> list[User]:
    answers_for_walks = [Role.COORDINATOR, Role.ASSOCIATION]
    rows = User.objects.filter(
        is_active=True,
        email__isnull=False,
        memberships__organisation_id=organisation_id,
        memberships__role__in=answers_for_walks,
        memberships__state=MembershipState.ACTIVE,
    )
    return list(rows.distinct().order_by("id"))
