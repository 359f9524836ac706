"""Every read: heads and events of topics, due rows, deliveries, the workers' health."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from notifications.states import KEEP_DELIVERIES, KEEP_DONE, KEEP_EVENTS, MAX_REPLAY, WORKER_SILENT, DeliveryState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping
    from uuid import UUID

    from backend.common.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Event:
    """One row of a topic's log, as it travels."""

    seq: int
    kind: str
    ref: UUID
    code: str
    at: dt.datetime

    def as_data(self) -> dict[str, Any]:
        """The shape of docs/live.md."""
        return {
            "seq": self.seq,
            "kind": self.kind,
            "ref": str(self.ref),
            "code": self.code,
            "at": self.at.isoformat(),
        }


class TopicQuerySet(models.QuerySet[Any]):
    """Reads of the counters."""

    def heads(self, keys: Iterable[str]) -> dict[str, int]:
        """Last number of each topic, 0 for one that has never spoken. One query."""
        wanted = list(keys)
        found = dict(self.filter(key__in=wanted).values_list("key", "seq"))
        return {key: found.get(key, 0) for key in wanted}

    def head(self, key: str) -> int:
        """Last number of one topic. Read it before the rows that a page shows, so that nothing falls between."""
        return self.heads([key])[key]


class TopicEventQuerySet(models.QuerySet[Any]):
    """Reads of the log."""

    def after(self, since: Mapping[str, int], limit: int = MAX_REPLAY) -> dict[str, list[Event]]:
        """The next ``limit`` numbers of each topic, by topic and number; no topic waits for another's. One query."""
        behind = Q(pk__in=[])
        for key, seq in since.items():
            behind |= Q(topic_id=key, seq__gt=seq, seq__lte=seq + limit)
        rows = self.filter(behind).order_by("topic_id", "seq", "id")
        log: dict[str, list[Event]] = {key: [] for key in since}
        for key, *values in rows.values_list("topic_id", "seq", "kind", "ref", "code", "at"):
            log[key].append(Event(*values))
        return log

    def outlived(self, now: dt.datetime) -> TopicEventQuerySet:
        """Old enough to be trimmed."""
        return self.filter(at__lt=now - KEEP_EVENTS)


class DueQuerySet(models.QuerySet[Any]):
    """Reads of the clockwork."""

    def open(self) -> DueQuerySet:
        """Neither done nor given up."""
        return self.filter(done_at__isnull=True, dead_at__isnull=True)

    def claimable(self, now: dt.datetime, kinds: Collection[str]) -> DueQuerySet:
        """Due, held by nobody, of a kind that this process knows; clocks before bulk, oldest first."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        return self.open().filter(free, due_at__lte=now, kind__in=kinds).order_by("lane", "due_at", "id")

    def dead(self) -> DueQuerySet:
        """Given up after the last attempt; a person has to look."""
        return self.filter(dead_at__isnull=False).order_by("-dead_at", "id")

    def outlived(self, now: dt.datetime) -> DueQuerySet:
        """Done so long ago that nothing can ask for them again."""
        return self.filter(done_at__lt=now - KEEP_DONE)


class DeliveryQuerySet(models.QuerySet[Any]):
    """Reads of the messages."""

    def visible_to(self, viewer: Viewer) -> DeliveryQuerySet:
        """A person's own messages of this municipality."""
        return self.filter(municipality_id=viewer.municipality_id, user_id=viewer.user_id, user__isnull=False).order_by(
            "-created_at", "id"
        )

    def outlived(self, now: dt.datetime) -> DeliveryQuerySet:
        """Closed so long ago that address and text are to go."""
        return self.exclude(state=DeliveryState.WAITING).filter(closed_at__lt=now - KEEP_DELIVERIES)


class WorkerBeatQuerySet(models.QuerySet[Any]):
    """Reads of the workers' pulse."""

    def health(self, now: dt.datetime) -> tuple[bool, float | None]:
        """(a worker has ticked lately, seconds since the last tick or None when none ever did). One query."""
        seen = self.order_by("-seen_at", "worker").values_list("seen_at", flat=True).first()
        if seen is None:
            return False, None
        silent = max(0.0, (now - seen).total_seconds())
        return silent <= WORKER_SILENT.total_seconds(), silent


def health(now: dt.datetime) -> tuple[bool, float | None]:
    """For /health and the board's red line; see WorkerBeatQuerySet.health."""
    from notifications.models import WorkerBeat  # noqa: PLC0415 -- models import this module

    return WorkerBeat.objects.health(now)


def head(topic_key: str) -> int:
    """For a page that shows a topic: its last number, read before the rows themselves."""
    from notifications.models import Topic  # noqa: PLC0415 -- models import this module

    return Topic.objects.head(topic_key)
