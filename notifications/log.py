"""One read of the log for a whole web process: heads, what came after, and the listeners' rights versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connections
from django.utils import timezone

from notifications import querysets, topics, viewers
from notifications.models import Topic, TopicEvent
from notifications.states import MAX_REPLAY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from backend.common.viewer import Viewer
    from notifications.querysets import Event
    from notifications.viewers import Scope

# SQLite's limit on the depth of an OR.
TOPICS_PER_QUERY = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What the database said: each topic's head, its events up to that head, each listener's rights version."""

    heads: dict[str, int]
    events: dict[str, list[Event]]
    versions: Mapping[UUID, int | None]


def read(floors: Mapping[str, int | None], users: set[UUID]) -> Reading:
    """Read the topics from their floors up (None: the head only), then the versions of the users.

    The versions come last: if an event is in the reading, a right that was revoked before that event was committed
    shows in the versions too. Three queries when something is new, two otherwise. Raises what the database raises.
    """
    heads = Topic.objects.heads(floors)
    behind = {
        key: max(floor, heads[key] - MAX_REPLAY)
        for key, floor in floors.items()
        if floor is not None and floor < heads[key]
    }
    events: dict[str, list[Event]] = {key: [] for key in floors}
    keys = sorted(behind)
    for start in range(0, len(keys), TOPICS_PER_QUERY):
        part = {key: behind[key] for key in keys[start : start + TOPICS_PER_QUERY]}
        for key, rows in TopicEvent.objects.after(part).items():
            # The heads were read a moment earlier: what came since belongs to the next reading.
            events[key] = [event for event in rows if event.seq <= heads[key]]
    return Reading(heads, events, viewers.versions(users))


def worker_ticks() -> bool:
    """Whether a worker has ticked lately. One query."""
    ticks, _silent = querysets.health(timezone.now())
    return ticks


def admit(scope: Scope, wanted: list[str]) -> tuple[Viewer | None, set[str]]:
    """The socket's Viewer as of now, and which of the wanted topics it may read."""
    viewer = viewers.build(scope)
    if viewer is None or not viewer.is_signed_in:
        return None, set()
    return viewer, {key for key in wanted if topics.may_read(viewer, key)}


def close() -> None:
    """Give the calling thread's database connections back."""
    connections.close_all()
