"""Observations: current values on one row, an append-only history beside it, hand-offs and receivers.

No field describes a person, and a tip has no user, session, address or device column.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event
from places.models import District, Municipality, Place
from places.states import GroundOwner
from tips.querysets import HandoffQuerySet, ReceiverQuerySet, TipQuerySet
from tips.states import Channel, CloseReason, HandoffState, ReporterRole, TextState, TipState, Urgency
from volunteers.models import Organisation


class Tip(models.Model):
    """An observation of a place. Its id comes from the phone; ``receipt_hash`` is a keyed hash of "Din kod"."""

    id = models.UUIDField(primary_key=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    category = models.CharField(_("vad"), max_length=32)
    behaviour = models.CharField(_("beteende"), max_length=32, blank=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name=_("kommundel"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("plats"))
    # To the hour: the form asks for no more, and no more is kept.
    occurred_at = models.DateTimeField(_("när"))
    week = models.CharField(max_length=8, editable=False)
    weekday = models.PositiveSmallIntegerField(editable=False)
    band = models.PositiveSmallIntegerField(editable=False)
    received_at = models.DateTimeField(_("togs emot"), editable=False)
    channel = models.CharField(_("väg in"), max_length=8, choices=Channel.choices)
    reporter = models.CharField(_("berättat av"), max_length=16, choices=ReporterRole.choices)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+", null=True, blank=True)
    language = models.CharField(max_length=8, default="sv")
    text = models.CharField(_("text"), max_length=300, blank=True)
    text_state = models.CharField(max_length=8, choices=TextState.choices, default=TextState.NONE)
    state = models.CharField(_("läge"), max_length=12, choices=TipState.choices, default=TipState.RECEIVED)
    urgency = models.PositiveSmallIntegerField(_("bråttom"), choices=Urgency.choices)
    close_reason = models.CharField(_("skäl"), max_length=16, choices=CloseReason.choices, blank=True)
    version = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, editable=False)
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)

    objects = TipQuerySet.as_manager()

    class Meta:
        ordering = ("-received_at", "-id")
        verbose_name = _("observation")
        verbose_name_plural = _("observationer")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(text="", text_state__in=["none", "removed"])
                | ~models.Q(text="") & models.Q(text_state__in=["clear", "held", "released"]),
                name="tip_text_has_its_state",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "-received_at", "-id"], name="tip_queue_all"),
            models.Index(fields=["municipality", "state", "-received_at", "-id"], name="tip_queue_state"),
            models.Index(fields=["municipality", "district", "-received_at", "-id"], name="tip_queue_district"),
            models.Index(fields=["municipality", "category", "-received_at", "-id"], name="tip_queue_category"),
            # What is new of one kind: one row in a thousand of a long queue.
            models.Index(
                fields=["municipality", "state", "category", "-received_at", "-id"], name="tip_queue_state_category"
            ),
            models.Index(fields=["municipality", "week"], name="tip_week"),
            # Few at any time; without it finding them reads every row.
            models.Index(
                fields=["municipality", "-received_at", "-id"],
                condition=models.Q(text_state=TextState.HELD),
                name="tip_text_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.week}"


class TipEvent(models.Model):
    """One step in an observation's life; never changed. The reporter's own step has no actor."""

    id = models.BigAutoField(primary_key=True)
    tip = models.ForeignKey(Tip, models.CASCADE, related_name="history")
    at = models.DateTimeField()
    name = models.CharField(max_length=24)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("steg")

    def __str__(self) -> str:
        return f"{self.name} → {self.to_state}"


class Receiver(models.Model):
    """Who gets which observations: the most specific row in use wins (district over ground owner over category).

    A row is taken out of use and never deleted: the history of settings tells who was named for what, and until when.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    category = models.CharField(_("vad"), max_length=32)
    ground_owner = models.CharField(_("där marken ägs av"), max_length=20, choices=GroundOwner.choices, blank=True)
    district = models.ForeignKey(
        District, models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("kommundel")
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("mottagare"))
    is_active = models.BooleanField(_("används"), default=True)

    objects = ReceiverQuerySet.as_manager()

    class Meta:
        ordering = ("category", "id")
        verbose_name = _("mottagare")
        verbose_name_plural = _("mottagare")
        constraints: ClassVar = [
            # Two, because SQLite knows no unique constraint in which nulls are equal.
            models.UniqueConstraint(
                fields=["municipality", "category", "ground_owner", "district"],
                condition=models.Q(district__isnull=False, is_active=True),
                name="one_receiver_per_district",
            ),
            models.UniqueConstraint(
                fields=["municipality", "category", "ground_owner"],
                condition=models.Q(district__isnull=True, is_active=True),
                name="one_receiver_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} → {self.organisation_id}"


class Handoff(models.Model):
    """An observation on its way to a receiver, with its own state and clock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, models.CASCADE, related_name="handoffs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=HandoffState.choices, default=HandoffState.PENDING)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = HandoffQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")
        verbose_name = _("överlämning")
        indexes: ClassVar = [
            models.Index(
                fields=["created_at", "id"],
                condition=models.Q(state__in=[HandoffState.PENDING, HandoffState.FAILED]),
                name="handoff_not_arrived",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tip_id} → {self.organisation_id}"
