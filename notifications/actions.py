"""What the apps above say: something changed, something has a clock, somebody is to be told."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from notifications import due, kinds, realtime, sql, topics
from notifications.models import Delivery, Due, TopicEvent
from notifications.states import Channel, Lane

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

DELIVERY = "notifications.delivery"
_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}\Z")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: what kind of thing, which one, and the code of its state. Never a name, never a text."""

    kind: str
    ref: UUID
    code: str

    def __post_init__(self) -> None:
        """ValueError for a kind or a code that could be somebody's words."""
        if not (_CODE.match(self.kind) and _CODE.match(self.code)):
            raise ValueError(f"{self.kind!r}, {self.code!r}: a change carries codes only")


def tell(changes: Iterable[tuple[str, Change]], *, now: dt.datetime) -> None:
    """Append each change to its topic's log; an action's last statement, in the action's transaction.

    ``changes`` are (topic key, change). Two queries whatever their number. The counters stay locked until commit,
    which is what keeps a topic's numbers free from holes. After commit the web processes are poked, and whatever
    happens to the poke, the log is right. RuntimeError outside a transaction, ValueError for an unknown topic.
    """
    _inside_transaction("tell")
    said = sorted(changes, key=lambda pair: pair[0])
    if not said:
        return
    counts = Counter(topic for topic, _ in said)
    for topic in counts:
        if topics.parse(topic) is None:
            raise ValueError(f"{topic!r} is no topic")
    heads = sql.bump(counts)
    following = {topic: heads[topic] - count for topic, count in counts.items()}
    rows = []
    for topic, change in said:
        following[topic] += 1
        rows.append(
            TopicEvent(topic_id=topic, seq=following[topic], kind=change.kind, ref=change.ref, code=change.code, at=now)
        )
    sql.append(rows)
    pairs = sorted(heads.items())

    def poke() -> None:
        realtime.poke(pairs)

    transaction.on_commit(poke, robust=True)


def schedule(
    *,
    kind: str,
    key: str,
    due_at: dt.datetime,
    municipality_id: UUID | None,
    ref: UUID | None = None,
    now: dt.datetime,
    lane: Lane = Lane.CLOCK,
) -> None:
    """Set the clock of ``key``: one row per key, moved when ``due_at`` changed. One query.

    A step that is done runs again only for a new ``due_at``; a withdrawn one also for the old. ``municipality_id`` is
    None only for the clockwork's own rows. RuntimeError outside a transaction, ValueError for an unknown kind.
    """
    _inside_transaction("schedule")
    due.get(kind)
    sql.put(Due(kind=kind, key=key, due_at=due_at, municipality_id=municipality_id, ref=ref, lane=lane))
    if due_at <= now:

        def wake() -> None:
            due.nudge.set()

        transaction.on_commit(wake, robust=True)


def withdraw(*, key: str, now: dt.datetime) -> None:
    """The step is no longer to be taken. Nothing happens when it is done already, or was never scheduled. One query."""
    _inside_transaction("withdraw")
    Due.objects.filter(key=key, done_at__isnull=True).update(
        done_at=now, withdrawn=True, lease=None, lease_until=None, dead_at=None
    )


def deliver(
    *,
    kind: str,
    key: str,
    municipality_id: UUID,
    user_id: UUID | None = None,
    address: str = "",
    channel: Channel = Channel.EMAIL,
    language: str = "sv",
    subject: str,
    body: str,
    now: dt.datetime,
    due_at: dt.datetime | None = None,
) -> Delivery:
    """Write a message that the worker sends once, at ``due_at`` or soon; an SMS is its ``body``. Three queries.

    One per key for ever: a repeat gives the first back. Without ``address`` to where the user is when it is sent.
    """
    _inside_transaction("deliver")
    notice = kinds.get(kind)
    if user_id is None and not address:
        raise ValueError(f"{key}: a message needs a user or an address")
    written = Delivery(
        key=key,
        kind=kind,
        municipality_id=municipality_id,
        user_id=user_id,
        address=address,
        channel=channel,
        language=language,
        subject=" ".join(subject.split()),
        body=body,
        created_at=now,
        due_at=due_at or now,
    )
    Delivery.objects.bulk_create([written], ignore_conflicts=True)
    kept: Delivery = Delivery.objects.get(key=key)
    if kept.pk == written.pk:
        send_when_due(kept, notice.lane, now, at=kept.due_at)
    return kept


def send_when_due(delivery: Delivery, lane: Lane, now: dt.datetime, *, at: dt.datetime) -> None:
    """The message's step of the clockwork, set or moved. RuntimeError outside a transaction."""
    schedule(
        kind=DELIVERY,
        key=f"{DELIVERY}:{delivery.pk}",
        due_at=at,
        municipality_id=delivery.municipality_id,
        ref=delivery.pk,
        now=now,
        lane=lane,
    )


def _inside_transaction(verb: str) -> None:
    """What is written here must arrive or vanish together with the fact that it is about."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{verb}() belongs in the transaction of the action that calls it")
