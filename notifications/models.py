"""How people hear: live topics and their log, rows with a clock, deliveries, the workers' pulse."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.querysets import (
    DeliveryQuerySet,
    DueQuerySet,
    TopicEventQuerySet,
    TopicQuerySet,
    WorkerBeatQuerySet,
)
from notifications.states import Channel, DeliveryState, Lane


class Topic(models.Model):
    """What a screen can listen to. The counter row is what makes a topic's numbers free from holes."""

    key = models.CharField(primary_key=True, max_length=80)
    seq = models.PositiveBigIntegerField(default=0)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return f"{self.key} {self.seq}"


class TopicEvent(models.Model):
    """One thing that changed: ids, a code and a time, never a name or a text. Append-only."""

    id = models.BigAutoField(primary_key=True)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="events", db_index=False)
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    ref = models.UUIDField()
    code = models.CharField(max_length=40)
    at = models.DateTimeField(db_index=True)

    objects = TopicEventQuerySet.as_manager()

    class Meta:
        ordering = ("topic", "seq", "id")
        constraints: ClassVar = [models.UniqueConstraint(fields=["topic", "seq"], name="one_event_per_number")]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.seq} {self.kind} {self.code}"


class Due(models.Model):
    """Something with a clock. One row per key; it is open until ``done_at``, and dead rows are shown to people."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("slag"), max_length=60)
    key = models.CharField(_("nyckel"), max_length=200, unique=True)
    municipality = models.ForeignKey(
        "places.Municipality", models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    ref = models.UUIDField(null=True, blank=True)
    lane = models.PositiveSmallIntegerField(choices=Lane.choices, default=Lane.CLOCK)
    due_at = models.DateTimeField(_("klockan"))
    # The token of the worker that has the row now. Without a token, ``lease_until`` is the pause before a retry.
    lease = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("försök"), default=0)
    last_error = models.CharField(_("senaste fel"), max_length=100, blank=True)
    done_at = models.DateTimeField(_("klar"), null=True, blank=True)
    withdrawn = models.BooleanField(_("återtagen"), default=False)
    dead_at = models.DateTimeField(_("gav upp"), null=True, blank=True)

    objects = DueQuerySet.as_manager()

    class Meta:
        ordering = ("lane", "due_at", "id")
        verbose_name = _("väntande steg")
        verbose_name_plural = _("väntande steg")
        indexes: ClassVar = [
            models.Index(
                fields=["lane", "due_at", "id"],
                condition=models.Q(done_at__isnull=True, dead_at__isnull=True),
                name="due_open",
            ),
            models.Index(fields=["done_at"], condition=models.Q(done_at__isnull=False), name="due_done"),
            models.Index(fields=["dead_at"], condition=models.Q(dead_at__isnull=False), name="due_dead"),
        ]

    def __str__(self) -> str:
        return self.key


class Delivery(models.Model):
    """A message to one person or function. Its id is the message's id: a repeat is the same message."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(_("nyckel"), max_length=200, unique=True)
    kind = models.CharField(_("slag"), max_length=60)
    municipality = models.ForeignKey("places.Municipality", models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("till")
    )
    channel = models.CharField(_("väg"), max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    address = models.CharField(_("adress"), max_length=254, blank=True)
    language = models.CharField(_("språk"), max_length=8)
    subject = models.CharField(_("ämne"), max_length=200)
    body = models.TextField(_("text"))
    state = models.CharField(_("läge"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    created_at = models.DateTimeField(_("skrivet"))
    due_at = models.DateTimeField(_("skickas"))
    closed_at = models.DateTimeField(_("skickat"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "id")
        verbose_name = _("meddelande")
        verbose_name_plural = _("meddelanden")
        indexes: ClassVar = [models.Index(fields=["user", "-created_at", "id"], name="delivery_of_user")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | ~models.Q(address=""), name="delivery_goes_somewhere"
            ),
            models.CheckConstraint(
                condition=models.Q(state=DeliveryState.WAITING, closed_at__isnull=True)
                | (~models.Q(state=DeliveryState.WAITING) & models.Q(closed_at__isnull=False)),
                name="delivery_closed_with_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class NotificationsRules(models.Model):
    """When a municipality sends nothing that can wait: local times, none where nobody has chosen."""

    municipality = models.OneToOneField(
        "places.Municipality", models.CASCADE, primary_key=True, related_name="notifications_rules"
    )
    quiet_from = models.TimeField(_("tyst från"), null=True, blank=True)
    quiet_until = models.TimeField(_("tyst till"), null=True, blank=True)

    class Meta:
        verbose_name = _("tysta timmar")
        verbose_name_plural = _("tysta timmar")

    def __str__(self) -> str:
        return str(self.municipality_id)

    def clean(self) -> None:
        """Both or none."""
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValidationError({"quiet_until": _("Skriv både från och till, eller lämna båda tomma.")})


class WorkerBeat(models.Model):
    """A worker's last sign of life; when all are old, the board says so in red."""

    worker = models.CharField(primary_key=True, max_length=100)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    objects = WorkerBeatQuerySet.as_manager()

    class Meta:
        ordering = ("worker",)

    def __str__(self) -> str:
        return self.worker
