"""The week: its picture, the measures decided on it, and the police's published events."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.clock import Week as SafetyWeek
from backend.common.clock import following
from places.models import District, Municipality, Place
from places.states import WEEKDAY_CHOICES
from places.weeks import boundary_of
from situation.querysets.police import PoliceEventQuerySet, PoliceFetchQuerySet
from situation.querysets.weeks import MeasureQuerySet, WeekQuerySet
from situation.states import Effect, FetchOutcome, MeasureKind, MeasureState, WeekState
from volunteers.models import Organisation

# Weekdays come in the same order after the end of any week.
ANY_WEEK = SafetyWeek(dt.date(2026, 1, 5))


class SituationRules(models.Model):
    """One municipality's clock for the week; all times local."""

    municipality = models.OneToOneField(Municipality, models.CASCADE, related_name="situation_rules", primary_key=True)
    # The week after what happened: data boundary and meeting.
    cut_weekday = models.PositiveSmallIntegerField(_("brytdag"), default=2, choices=WEEKDAY_CHOICES)
    cut_time = models.TimeField(_("bryttid"), default=dt.time(15))
    meeting_weekday = models.PositiveSmallIntegerField(_("mötesdag"), default=3, choices=WEEKDAY_CHOICES)
    meeting_time = models.TimeField(_("mötestid"), default=dt.time(10))

    class Meta:
        verbose_name = _("veckans regler")

    def __str__(self) -> str:
        return str(self.municipality_id)

    def clean(self) -> None:
        """The meeting looks at what was cut, before the week after has ended."""
        if self._state.adding and not self.pk:
            return  # a form's row, that is nobody's yet: the action asks again, for the municipality whose it is
        _begins, ended = boundary_of(self.municipality_id).bounds(ANY_WEEK)
        if following(ended, self.meeting_weekday, self.meeting_time) <= self.cut_after(ended):
            raise ValidationError({"meeting_weekday": _("Mötet hålls efter brytpunkten.")})

    def cut_after(self, ended: dt.datetime) -> dt.datetime:
        """When the week that has ended then is cut."""
        return following(ended, self.cut_weekday, self.cut_time)

    def meeting_after(self, cut_at: dt.datetime) -> dt.datetime:
        """When the meeting about the week that was cut then is held."""
        return following(cut_at, self.meeting_weekday, self.meeting_time)


class Week(models.Model):
    """A municipality's safety week (``key`` 2026-W47) and where its picture stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    key = models.CharField(_("vecka"), max_length=8)
    state = models.CharField(max_length=8, choices=WeekState.choices, default=WeekState.OPEN)
    begins_at = models.DateTimeField()
    cut_at = models.DateTimeField(_("bryts"))
    meeting_at = models.DateTimeField(_("möte"))
    version = models.PositiveIntegerField(default=1)

    objects = WeekQuerySet.as_manager()

    class Meta:
        ordering = ("-key", "id")
        verbose_name = _("vecka")
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "key"], name="one_row_a_week")]

    def __str__(self) -> str:
        return self.key

    @property
    def number(self) -> int:
        """The ISO week number, as people say it."""
        return int(self.key[6:])


class Picture(models.Model):
    """What was known of a week at its cut. ``content`` follows situation/picture.py; a fixed one has a hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    week = models.OneToOneField(Week, models.CASCADE, related_name="picture")
    content = models.JSONField()
    drafted_at = models.DateTimeField()
    note = models.TextField(_("mötets egna ord"), max_length=2000, blank=True)
    fixed_at = models.DateTimeField(null=True, blank=True)
    fixed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    # What the meeting had decided when it fixed the picture, as picture.canonical takes it; the measures live on.
    decided = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("drafted_at", "id")
        verbose_name = _("lägesbild")

    def __str__(self) -> str:
        return str(self.week_id)


class Measure(models.Model):
    """Something decided about a problem at a place, with an owner and a deadline."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    week = models.ForeignKey(Week, models.PROTECT, related_name="measures")
    title = models.CharField(_("åtgärd"), max_length=150)
    kind = models.CharField(_("slag"), max_length=16, choices=MeasureKind.choices)
    category = models.CharField(_("gäller"), max_length=32, blank=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="+", null=True, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True, blank=True)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("ansvarig"))
    deadline = models.DateField(_("klart senast"))
    state = models.CharField(_("läge"), max_length=12, choices=MeasureState.choices, default=MeasureState.PROPOSED)
    effect = models.CharField(_("effekt"), max_length=8, choices=Effect.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ("deadline", "id")
        verbose_name = _("åtgärd")

    def __str__(self) -> str:
        return self.title


class MeasureEvent(models.Model):
    """One step in a measure's life; never changed."""

    id = models.BigAutoField(primary_key=True)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="history")
    at = models.DateTimeField()
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class PoliceEvent(models.Model):
    """A line the police published: kind, time, area and where to read it. Never a point on a map, and never their
    sentences: those tell of suspects and of the hurt, and what we fixed would stand long after they took it away."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    source_id = models.PositiveIntegerField()
    kind = models.CharField(max_length=120)
    url = models.CharField(max_length=400)
    place_text = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField()
    occurred_at = models.DateTimeField()
    week = models.CharField(max_length=8)
    raw_digest = models.CharField(max_length=64)
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = PoliceEventQuerySet.as_manager()

    class Meta:
        ordering = ("-occurred_at", "-id")
        verbose_name = _("polisens händelse")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "source_id"], name="one_row_per_police_event")
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "week"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.occurred_at:%Y-%m-%d %H:%M}"


class PoliceFetch(models.Model):
    """One call to the police's open data: when and how it went, so that the limits hold over all processes."""

    id = models.BigAutoField(primary_key=True)
    started_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=FetchOutcome.choices, blank=True)
    items = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    detail = models.CharField(max_length=300, blank=True)
    # A file taken in by hand is no call: it does not count towards the limits.
    from_file = models.BooleanField(default=False)
    # The server's own words about this version of the list, sent back with the next question.
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)

    objects = PoliceFetchQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at", "-id")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.outcome}"
