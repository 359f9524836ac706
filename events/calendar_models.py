"""Subscribed calendars: who reads which, and the bytes they are served from. Part of events.models."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.querysets.feeds import CalendarBodyQuerySet, CalendarFeedQuerySet
from events.states import FeedKind
from places.models import Municipality
from volunteers.models import Organisation


class CalendarScope(models.Model):
    """A set of events that calendars are made of. ``version`` moves in the transaction that changes one of them,
    also when one leaves the set."""

    key = models.CharField(max_length=100, primary_key=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("key",)
        verbose_name = _("kalenderomfång")

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class CalendarFeed(models.Model):
    """A subscribed calendar. Only the token's SHA-256 is kept; the address is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=FeedKind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feeds")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", null=True, blank=True)
    scope = models.ForeignKey(CalendarScope, models.PROTECT, related_name="feeds")
    label = models.CharField(_("namn"), max_length=60, blank=True)
    language = models.CharField(max_length=8, default="sv")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_fetched_at = models.DateTimeField(null=True, blank=True)
    last_fetched_by = models.CharField(max_length=40, blank=True)
    # From here on an empty calendar for a while, then 410: only an empty one clears a copy in somebody's cloud.
    revoked_at = models.DateTimeField(null=True, blank=True)

    # What CalendarFeedQuerySet.polled() adds to the row.
    has_rights: bool
    fresh_etag: str | None
    # … and what CalendarFeedQuerySet.with_networks() does.
    network_count: int

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")
        verbose_name = _("kalenderprenumeration")
        indexes: ClassVar = [models.Index(fields=["user", "municipality", "revoked_at"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind=FeedKind.ORGANISATION, organisation__isnull=False)
                | (~models.Q(kind=FeedKind.ORGANISATION) & models.Q(organisation__isnull=True)),
                name="feed_organisation_if_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.label or self.kind


class CalendarNetwork(models.Model):
    """A network that a subscribed calendar was read from, as a keyed hash of its own feed: it can be counted, and
    neither read nor compared between feeds (docs/adr/0012)."""

    id = models.BigAutoField(primary_key=True)
    feed = models.ForeignKey(CalendarFeed, models.CASCADE, related_name="networks")
    digest = models.CharField(max_length=64)
    seen_on = models.DateField(db_index=True)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["feed", "digest"], name="one_row_per_network")]

    def __str__(self) -> str:
        return f"{self.feed_id} {self.seen_on}"


class CalendarEntry(models.Model):
    """One event's VEVENT as bytes; ``digest`` is of what they say, so a change renders one event and no other."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey("events.Event", models.CASCADE, related_name="calendar_entries")
    variant = models.CharField(max_length=16)
    language = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    body = models.BinaryField()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "variant", "language"], name="one_entry_per_variant")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.variant}"


class CalendarBody(models.Model):
    """A whole calendar as served, gzipped: good while its scope's version stands and until the window slides."""

    id = models.BigAutoField(primary_key=True)
    scope = models.ForeignKey(CalendarScope, models.CASCADE, related_name="bodies")
    variant = models.CharField(max_length=16)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    fresh_until = models.DateTimeField()
    etag = models.CharField(max_length=32)
    body = models.BinaryField()

    objects = CalendarBodyQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "variant", "language"], name="one_body_per_variant")
        ]

    def __str__(self) -> str:
        return f"{self.scope_id} {self.variant}"
