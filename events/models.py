"""What happens when: events, who comes, groups, facts from phones, focus places, calendar feeds."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.calendar_models import CalendarBody, CalendarEntry, CalendarFeed, CalendarNetwork, CalendarScope
from events.kinds import KIND_CHOICES
from events.querysets.events import EventQuerySet, FocusPlaceQuerySet, SignupQuerySet, TeamQuerySet
from events.rules_models import EventsRules
from events.staffing import group_name
from events.states import (
    CancelReason,
    CheckInKind,
    EventState,
    FocusAnswerKind,
    SignupState,
    TeamState,
)
from places.models import District, Municipality, Place
from volunteers.models import Organisation

__all__ = [
    "CalendarBody",
    "CalendarEntry",
    "CalendarFeed",
    "CalendarNetwork",
    "CalendarScope",
    "CheckIn",
    "DecidedFocus",
    "Event",
    "EventsRules",
    "FocusAnswer",
    "FocusPlace",
    "Signup",
    "Team",
    "TeamMember",
]


class Event(models.Model):
    """A walk, an activity or a meeting. Times are UTC; week, weekday and band are of the local start."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="events")
    kind = models.CharField(_("slag"), max_length=24, choices=KIND_CHOICES)
    title = models.CharField(_("rubrik"), max_length=120)
    description = models.TextField(_("beskrivning"), max_length=2000, blank=True)
    state = models.CharField(_("läge"), max_length=12, choices=EventState.choices, default=EventState.DRAFT)
    starts_at = models.DateTimeField(_("börjar"))
    ends_at = models.DateTimeField(_("slutar"))
    week = models.CharField(max_length=8, editable=False)
    weekday = models.PositiveSmallIntegerField(editable=False)
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name=_("kommundel"))
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("mötesplats")
    )
    meeting_point = models.CharField(_("var vi möts"), max_length=200, blank=True)
    min_people = models.PositiveSmallIntegerField(_("minst"), default=0)
    max_people = models.PositiveSmallIntegerField(_("högst"), null=True, blank=True)
    # What an activity tells the public.
    age_from = models.PositiveSmallIntegerField(_("från ålder"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("till ålder"), null=True, blank=True)
    cost = models.CharField(_("kostnad"), max_length=80, blank=True)
    accessibility = models.CharField(_("tillgänglighet"), max_length=200, blank=True)
    contact = models.CharField(_("kontakt (en funktion, inte en privatperson)"), max_length=120, blank=True)
    cancel_reason = models.CharField(_("skäl"), max_length=16, choices=CancelReason.choices, blank=True)
    cancel_note = models.CharField(_("mer om skälet"), max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # RFC 5545 SEQUENCE: +1 on each change of time, place, title or status.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(editable=False)

    if TYPE_CHECKING:  # annotated by EventQuerySet.listed()
        coming: int
        leaders: int
        youths: int
        own_answer: str | None
        is_mine_to_lead: bool

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "id")
        verbose_name = _("händelse")
        verbose_name_plural = _("händelser")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_start"),
            models.CheckConstraint(
                condition=Q(max_people__isnull=True) | Q(max_people__gte=F("min_people")),
                name="event_max_not_below_min",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "kind", "starts_at", "id"]),
            models.Index(fields=["organisation", "starts_at", "id"]),
            models.Index(fields=["municipality", "week"]),
        ]

    def __str__(self) -> str:
        return self.title


class Signup(models.Model):
    """One person's answer to one event; stepping down keeps the row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="signups")
    # None: the time for the name is over; that somebody came is still counted.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="signups", null=True, blank=True)
    state = models.CharField(max_length=12, choices=SignupState.choices, default=SignupState.COMING)
    # Leads this evening, by role or because the coordinator put them in charge.
    is_leader = models.BooleanField(_("leder vandringen"), default=False)
    answered_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # How often the answer was changed: the person's calendar adds it to SEQUENCE, so that the latest answer wins.
    times_changed = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = SignupQuerySet.as_manager()

    class Meta:
        ordering = ("answered_at", "id")
        verbose_name = _("anmälan")
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "user"], name="one_answer_each")]
        indexes: ClassVar = [models.Index(fields=["user", "state"]), models.Index(fields=["event", "state"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"


class Team(models.Model):
    """A group (two or more). ``state`` and times cache the fold of its check-ins (events/fold.py)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="teams")
    name = models.CharField(_("namn"), max_length=40)
    state = models.CharField(max_length=8, choices=TeamState.choices, default=TeamState.FORMED)
    out_at = models.DateTimeField(null=True, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    last_sign_at = models.DateTimeField(null=True, blank=True)
    is_overdue = models.BooleanField(default=False)
    # Split or merged groups stay, with what they did; only the current ones are walked with.
    is_current = models.BooleanField(default=True)
    formed_at = models.DateTimeField()

    if TYPE_CHECKING:  # annotated by TeamQuerySet.with_people()
        people: int

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ("formed_at", "id")
        verbose_name = _("grupp")

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name in the reader's language."""
        return group_name(self.name)


class TeamMember(models.Model):
    """A signed-up person in a group."""

    id = models.BigAutoField(primary_key=True)
    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    signup = models.ForeignKey(Signup, models.CASCADE, related_name="team_memberships")

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "signup"], name="once_in_a_group")]

    def __str__(self) -> str:
        return f"{self.signup_id} in {self.team_id}"


class PhoneFact(models.Model):
    """What a phone reports happened: its own id, four times, who sent it, and a digest for replays."""

    id = models.UUIDField(primary_key=True, editable=False)
    occurred_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    corrected_at = models.DateTimeField()
    # None: the time for the name is over.
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    digest = models.CharField(max_length=64)
    # Space-separated oddities (backend.common.facts.oddities); kept, never a reason to refuse.
    flags = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class CheckIn(PhoneFact):
    """At base, out, all well, back."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="check_ins")
    kind = models.CharField(max_length=8, choices=CheckInKind.choices)

    class Meta:
        ordering = ("corrected_at", "received_at", "id")
        verbose_name = _("incheckning")
        indexes: ClassVar = [models.Index(fields=["team", "corrected_at", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.corrected_at:%H:%M}"


class DecidedFocus(models.Model):
    """A place that the weekly meeting wants the coming week's walks to visit; each such walk gets a FocusPlace."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    week = models.CharField(max_length=8)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    why = models.CharField(_("varför"), max_length=200)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("decided_at", "id")
        verbose_name = _("beslutad fokusplats")
        verbose_name_plural = _("beslutade fokusplatser")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "week", "place"], name="one_decided_focus_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.place_id}"


class FocusPlace(models.Model):
    """A place that a walk is asked to visit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="focus_places")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("plats"))
    why = models.CharField(_("varför"), max_length=200, blank=True)
    decided = models.ForeignKey(DecidedFocus, models.SET_NULL, related_name="focus_places", null=True, blank=True)
    # No longer asked for. The row stays: a phone without coverage still answers about it, and facts are not refused.
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = FocusPlaceQuerySet.as_manager()

    class Meta:
        ordering = ("place__name_sort", "id")
        verbose_name = _("fokusplats")
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "place"], name="one_focus_per_place")]

    def __str__(self) -> str:
        return f"{self.place_id}"


class FocusAnswer(PhoneFact):
    """Seen, not seen, not visited: the latest answer of a group counts."""

    focus_place = models.ForeignKey(FocusPlace, models.CASCADE, related_name="answers")
    team = models.ForeignKey(Team, models.CASCADE, related_name="focus_answers")
    answer = models.CharField(max_length=12, choices=FocusAnswerKind.choices)

    class Meta:
        ordering = ("corrected_at", "received_at", "id")
        verbose_name = _("svar om fokusplats")

    def __str__(self) -> str:
        return self.answer
