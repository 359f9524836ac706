"""What is kept of the handling of personal data itself: who read, how long what stays, what was removed and erased."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from places.models import Municipality
from volunteers.querysets.privacy import (
    AccessLogQuerySet,
    ErasureQuerySet,
    NamedTextQuerySet,
    RetentionProofQuerySet,
)
from volunteers.states import AccessKind


class AccessLog(models.Model):
    """That somebody read or exported personal data of somebody: ids and names of fields, never a value.

    One row an hour for the same reader, person, page and fields: a board that is looked at all evening is not
    a thousand rows.
    """

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("slag"), max_length=8, choices=AccessKind.choices)
    at = models.DateTimeField(_("när"))
    hour = models.DateTimeField(editable=False)
    # None: the operator's command, or a reader who has been erased since.
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("läst av")
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False, verbose_name=_("om")
    )
    # Code of the page, list or file: volunteers.reading registers what it is called.
    what = models.CharField(_("var"), max_length=40)
    fields = models.CharField(_("uppgifter"), max_length=200)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("läsning")
        verbose_name_plural = _("läslogg")
        indexes: ClassVar = [
            models.Index(fields=["subject", "-at", "-id"], name="access_of_subject"),
            models.Index(fields=["municipality", "-at", "-id"], name="access_of_municipality"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "reader", "subject", "what", "kind", "fields", "hour"],
                name="one_reading_an_hour",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.what} {self.at:%Y-%m-%d %H}"


class RetentionRule(models.Model):
    """How long a municipality keeps one class of data. Municipal records need a decision before anything is removed."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="retention_rules")
    data_class = models.CharField(_("slag av uppgifter"), max_length=40)
    days = models.PositiveIntegerField(_("dagar"))
    decision_ref = models.CharField(_("gallringsbeslut"), max_length=80, blank=True)

    class Meta:
        ordering = ("data_class", "id")
        verbose_name = _("gallringsregel")
        verbose_name_plural = _("gallringsregler")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "data_class"], name="one_time_per_class")
        ]

    def __str__(self) -> str:
        return f"{self.data_class} {self.days}"


class RetentionProof(models.Model):
    """What was removed when, by which rule: append-only, numbers only."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    data_class = models.CharField(_("slag av uppgifter"), max_length=40)
    at = models.DateTimeField(_("när"))
    older_than = models.DateTimeField(_("äldre än"))
    removed = models.PositiveIntegerField(_("borttagna"))
    decision_ref = models.CharField(_("gallringsbeslut"), max_length=80, blank=True)
    # Why nothing was removed, when that was refused: a code.
    refused = models.CharField(_("inte gjort"), max_length=40, blank=True)

    objects = RetentionProofQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("gallringsbevis")
        verbose_name_plural = _("gallringslogg")
        indexes: ClassVar = [models.Index(fields=["municipality", "-at", "-id"], name="proof_of_municipality")]

    def __str__(self) -> str:
        return f"{self.data_class} {self.removed}"


class Erasure(models.Model):
    """Somebody's wish to be erased: what went at once, what stays until when and why. The receipt, without a name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="erasure", null=True, blank=True
    )
    # Where it was asked for, and where the receipt is shown.
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField(_("begärt"))
    # [{"title": {lang: text}, "ground": {lang: text}, "until": "YYYY-MM-DD"}]: what stays, as the receipt says it.
    stays = models.JSONField(default=list)
    last_day = models.DateField(_("sista dag"), null=True, blank=True)
    finished_at = models.DateTimeField(_("allt är borta"), null=True, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "id")
        verbose_name = _("radering")
        verbose_name_plural = _("raderingar")

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"


class NamedText(models.Model):
    """A text of the municipality in which the name of somebody who has been erased may stand: somebody reads it.

    Where in which row, never the name: ``digest`` is of the whole text, so that a text that has been written anew is
    not cut in the wrong place.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    erasure = models.ForeignKey(Erasure, models.CASCADE, related_name="named_texts")
    # app.Model, as backend.common.free_text has it, and the row's key.
    model = models.CharField(max_length=60)
    object_id = models.CharField(max_length=36)
    path = models.CharField(max_length=200)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    found_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NamedTextQuerySet.as_manager()

    class Meta:
        ordering = ("found_at", "id")
        verbose_name = _("text att läsa igenom")
        verbose_name_plural = _("texter att läsa igenom")
        indexes: ClassVar = [
            models.Index(
                fields=["municipality", "found_at", "id"],
                condition=models.Q(read_at__isnull=True),
                name="named_text_unread",
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.path}"
