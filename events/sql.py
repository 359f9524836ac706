"""What a check-in asks and writes, by hand: forty groups say "ut" at once, and the ORM takes longer to put these into
words than the database to answer them (measured: tests/benchmarks/bench_checkin.py). The same on PostgreSQL and SQLite.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import connection, models

from backend.common.db import lock_clause
from events.models import CheckIn, Event

if TYPE_CHECKING:
    from uuid import UUID

    from events.fold import Whereabouts

_UUID, _MOMENT = models.UUIDField(), models.DateTimeField()

# What a check-in needs of its walk and no more; the sender's own sign-up is a fact of the same moment.
_WALK = """
SELECT event.id, event.municipality_id, event.organisation_id, event.kind, event.state, event.ends_at,
       team.is_current AS group_is_current, own.state AS own_state, own.changed_at AS own_changed_at,
       own.times_changed AS own_times_changed
FROM events_event event
JOIN events_team team ON team.event_id = event.id
LEFT JOIN events_signup own ON own.event_id = event.id AND own.user_id = %s
WHERE team.id = %s AND event.municipality_id = %s
"""
_SAID = "SELECT * FROM events_checkin WHERE team_id = %s OR id = %s"
# A sign of life that came by another fact is not forgotten; an old word that comes late calls no asking off.
_CACHE = """
UPDATE events_team SET state = %s, out_at = %s, back_at = %s, is_overdue = is_overdue AND NOT %s,
  last_sign_at = CASE WHEN last_sign_at > %s THEN last_sign_at ELSE %s END
WHERE id = %s
"""


def locked_walk_of(*, team_id: UUID, municipality_id: UUID, user_id: UUID) -> Event | None:
    """The group's walk, locked until commit (backend.common.db.lock says why so), or None; its other fields deferred.

    Carries ``group_is_current``, and ``own_state``, ``own_changed_at`` and ``own_times_changed`` of the user's sign-up,
    None without one.
    """
    events = Event.objects.raw(_WALK + lock_clause("event"), _ids(user_id, team_id, municipality_id))
    event: Event | None = next(iter(events), None)
    if event is not None:
        event.own_changed_at = _aware(event.own_changed_at)  # type: ignore[attr-defined]
    return event


def said_by(*, team_id: UUID, check_in_id: UUID) -> list[CheckIn]:
    """The group's check-ins in no order, and the one of this id, whoever's it is."""
    return list(CheckIn.objects.raw(_SAID, _ids(team_id, check_in_id)))


def cache_whereabouts(team_id: UUID, here: Whereabouts, sign: dt.datetime, *, is_heard: bool) -> None:
    """The fold on the group's row, and the later of its kept sign of life and this one.

    ``is_heard``: nobody has to ask for the group now.
    """
    out_at, back_at, last = (_MOMENT.get_db_prep_value(one, connection) for one in (here.out_at, here.back_at, sign))
    with connection.cursor() as cursor:
        cursor.execute(_CACHE, [str(here.state), out_at, back_at, is_heard, last, last, *_ids(team_id)])


def _ids(*ids: UUID) -> list[Any]:
    """As this database stores them."""
    return [_UUID.get_db_prep_value(one, connection) for one in ids]


def _aware(moment: dt.datetime | None) -> dt.datetime | None:
    """SQLite keeps moments in UTC without saying so; the framework adds it to a model's own columns only."""
    return moment.replace(tzinfo=dt.UTC) if moment is not None and moment.tzinfo is None else moment
