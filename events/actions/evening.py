"""The leader's link: tonight's own group without signing in, from two hours before the walk to four after."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from django.core import signing
from django.db import transaction

from events import messages
from events.actions.calendars import site_of
from events.actions.common import locked_event, write_to
from events.kinds import KINDS
from events.models import Event, Signup
from events.states import EventState, SignupState
from notifications.actions import schedule, withdraw
from volunteers.links import Opened

if TYPE_CHECKING:
    from backend.common.viewer import Viewer
    from volunteers.models import User

EVENING = "events.evening_link"
BEFORE = dt.timedelta(hours=2)
AFTER = dt.timedelta(hours=4)
_SALT = "lykta.evening"


def new_token(signup_id: UUID) -> str:
    """What stands in the link: the sign-up, signed. It expires with the evening, and says nothing to anybody else."""
    return signing.Signer(salt=_SALT).sign(signup_id.hex)


def signup_of(token: str) -> UUID | None:
    """The sign-up of a token that we signed, or None."""
    try:
        return UUID(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def opens(token: str, municipality_id: UUID, now: dt.datetime) -> Opened | None:
    """What the link opens at this moment: the walk of somebody who comes and leads it, within its hours. One query.

    Registered below as volunteers.links: whoever is no longer in charge, or has said no, holds a link to nothing.
    """
    signup_id = signup_of(token)
    if signup_id is None:
        return None
    rows = Signup.objects.filter(
        pk=signup_id,
        state=SignupState.COMING,
        is_leader=True,
        user__is_active=True,
        event__municipality_id=municipality_id,
        event__state__in=[EventState.OPEN, EventState.UNDER_WAY, EventState.CLOSED],
        event__starts_at__lte=now + BEFORE,
        event__ends_at__gte=now - AFTER,
    )
    signup = rows.select_related("user").order_by("id").first()
    return None if signup is None else Opened(signup.user, signup.event_id)


def closes_at(event: Event) -> dt.datetime:
    """The last moment at which the evening's links open anything."""
    ends_at: dt.datetime = event.ends_at
    return ends_at + AFTER


def schedule_links(event: Event, *, now: dt.datetime) -> None:
    """Set or move the clock that sends each leader the link, two hours before; in the caller's transaction."""
    if not KINDS[event.kind].walks:
        return
    schedule(
        kind=EVENING,
        key=f"{EVENING}:{event.pk}",
        due_at=max(event.starts_at - BEFORE, now),
        municipality_id=event.municipality_id,
        ref=event.pk,
        now=now,
    )


def withdraw_links(event: Event, *, now: dt.datetime) -> None:
    """It is cancelled or over."""
    withdraw(key=f"{EVENING}:{event.pk}", now=now)


def send_links(*, viewer: Viewer, event_id: UUID, now: dt.datetime) -> None:
    """The clockwork's turn: each leader who comes gets the link once. Nothing after the evening's end. NotFound."""
    with transaction.atomic():
        event = locked_event(viewer, event_id)
        if event.state not in (EventState.OPEN, EventState.UNDER_WAY) or now > event.ends_at:
            return
        leaders = Signup.objects.filter(event=event, state=SignupState.COMING, is_leader=True)
        for signup in leaders.select_related("user").order_by("id"):
            _send_link(event, signup, now)


def _send_link(event: Event, signup: Signup, now: dt.datetime) -> None:
    """By mail or SMS (volunteers.reach); the key makes it once for each start and person."""
    user: User | None = signup.user
    if user is None:  # erased since
        return
    link = f"{site_of(event.municipality)}/kvall/{new_token(signup.pk)}/"
    message = messages.evening_link(event, link=link, until=closes_at(event), language=user.language)
    key = f"{EVENING}:{signup.pk}:{event.starts_at.isoformat()}"
    write_to(user, event, EVENING, key, message, for_the_evening=True, now=now)
