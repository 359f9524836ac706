"""What the actions on events share: locking one, refusing by its state, telling screens and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Conflict, NotAllowed, NotFound
from events import kinds
from events.actions.calendars import site_of
from events.models import Event, Signup
from events.states import EventState, SignupState
from notifications import topics
from notifications.actions import Change, deliver, tell
from notifications.states import Channel
from volunteers.reach import way_to

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from backend.common.viewer import Viewer
    from events.messages import Message
    from volunteers.models import User

BOARD = "board"
WALK = "walk"


class WalkBegun(Conflict):
    """The evening has begun: people are on the spot or on their way."""

    code = "walk_begun"
    message = _("Det har redan börjat. Gå till mötesplatsen eller ring den som leder.")


class WalkCancelled(Conflict):
    """It does not happen."""

    code = "walk_cancelled"
    message = _("Det är inställt. Se efter om det finns en annan kväll som passar.")


class AlreadyEnded(Conflict):
    """It is over."""

    code = "already_ended"
    message = _("Det är redan slut.")


class NotOpen(Conflict):
    """Not published yet."""

    code = "not_open"
    message = _("Det är inte publicerat än.")


class NotAWalk(Conflict):
    """Groups, check-ins and focus places belong to walks."""

    code = "not_a_walk"
    message = _("Det här är ingen vandring.")


def locked_event(viewer: Viewer, event_id: UUID) -> Event:
    """The event, locked until commit: every writer on it, its sign-ups and its groups begins here. NotFound."""
    rows = Event.objects.visible_to(viewer).select_related("organisation", "district", "place", "municipality")
    event: Event | None = lock(rows.filter(pk=event_id)).first()
    if event is None:
        raise NotFound
    return event


def locked_walk(viewer: Viewer, event_id: UUID) -> Event:
    """The same for a walk. NotFound, NotAWalk."""
    event = locked_event(viewer, event_id)
    if not kinds.KINDS[event.kind].walks:
        raise NotAWalk
    return event


def require(allowed: bool) -> None:
    """NotAllowed unless the policy said yes."""
    if not allowed:
        raise NotAllowed


def person(viewer: Viewer) -> UUID:
    """Who acts, where only a person can: NotAllowed for a resident without account and for the clockwork."""
    if viewer.user_id is None:
        raise NotAllowed
    return viewer.user_id


def refuse_finished(event: Event) -> None:
    """WalkCancelled or AlreadyEnded for what has reached its end."""
    if event.state == EventState.CANCELLED:
        raise WalkCancelled
    if event.state == EventState.CLOSED:
        raise AlreadyEnded


def refuse_begun(event: Event, now: dt.datetime) -> None:
    """As refuse_finished, and also WalkBegun or AlreadyEnded by state and clock; NotOpen for a draft."""
    refuse_finished(event)
    if event.state == EventState.DRAFT:
        raise NotOpen
    if now >= event.ends_at:
        raise AlreadyEnded
    if event.state == EventState.UNDER_WAY or now >= event.starts_at:
        raise WalkBegun


def tell_event(event: Event, *changes: Change, now: dt.datetime) -> None:
    """To the municipality's board and to the event's own page; an action's last statement. Drafts are told nobody."""
    tell_events([(event, change) for change in changes], now=now)


def tell_events(changes: Iterable[tuple[Event, Change]], *, now: dt.datetime) -> None:
    """The same for several events at once."""
    tell(
        [
            (topic, change)
            for event, change in changes
            if event.state != EventState.DRAFT
            for topic in (topics.key(BOARD, event.municipality_id), topics.key(WALK, event.pk))
        ],
        now=now,
    )


def link_to(event: Event) -> str:
    """The address of the event's page, for a mail; ``event.municipality`` is read."""
    return f"{site_of(event.municipality)}/{kinds.KINDS[event.kind].path}/{event.pk}/"


def write_to_coming(
    event: Event, kind: str, message: Callable[[str], Message], *, but: UUID | None, now: dt.datetime
) -> None:
    """One letter to everybody who comes but the one who acts; ``message(language)`` writes it. Once per SEQUENCE."""
    coming = Signup.objects.filter(event=event, state=SignupState.COMING, user__isnull=False).exclude(user_id=but)
    for signup in coming.select_related("user").order_by("id"):
        key = f"{kind}:{event.pk}:{event.sequence}:{signup.user_id}"
        write_to(signup.user, event, kind, key, message(signup.user.language), now=now)


def write_to(
    user: User,
    event: Event,
    kind: str,
    key: str,
    message: Message,
    *,
    for_the_evening: bool = False,
    now: dt.datetime,
) -> None:
    """One mail or SMS to one person (volunteers.reach), in the action's transaction; the key makes it once."""
    way = way_to(user, for_the_evening=for_the_evening)
    deliver(
        kind=kind,
        key=key,
        municipality_id=event.municipality_id,
        user_id=user.pk,
        channel=way,
        language=user.language,
        subject=message.subject,
        body=message.sms or message.body if way is Channel.SMS else message.body,
        now=now,
    )
