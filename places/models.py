"""Where: the municipality (the tenant), its districts and its named places."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from places import hours_text
from places.querysets import (
    ContactChannelQuerySet,
    DistrictQuerySet,
    MunicipalityQuerySet,
    PlaceQuerySet,
    RuleChangeQuerySet,
)
from places.states import CALLED_INSTEAD, WEEKDAY_CHOICES, ChannelKind, GroundOwner, HolidayRule, PlaceKind

# A number that nobody has rung for longer is said to be unchecked.
CHECKED_FOR = dt.timedelta(days=365)


class Municipality(models.Model):
    """The tenant. The request's host name picks it; every aggregate root points to one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("kommunkod"), max_length=4, unique=True)
    name = models.CharField(_("namn"), max_length=100)
    hostname = models.CharField(_("värdnamn"), max_length=253, unique=True)
    is_default = models.BooleanField(_("svarar på den egna maskinens adress"), default=False)
    population = models.PositiveIntegerField(_("invånare"), default=0)
    boundary = models.JSONField(_("gräns"), default=list, blank=True)
    credits = models.TextField(_("källor"), blank=True)
    # What its pages offer; none chosen: all that Lykta speaks.
    languages = models.JSONField(_("språk"), default=list, blank=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("kommun")
        verbose_name_plural = _("kommuner")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_municipality"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def offered(self) -> list[str]:
        """Codes of the languages that its pages offer, Swedish always."""
        return self.languages or [code for code, _name in settings.LANGUAGES]


class PlacesRules(models.Model):
    """Where one safety week ends and the next begins, local time; one row for a municipality that has chosen.

    ``places.weeks.boundary_of`` reads it, ``situation.actions.rules.set_boundary`` writes it.
    """

    municipality = models.OneToOneField(Municipality, models.CASCADE, related_name="places_rules", primary_key=True)
    week_weekday = models.PositiveSmallIntegerField(_("veckan börjar på en"), default=0, choices=WEEKDAY_CHOICES)
    week_time = models.TimeField(_("klockan"), default=dt.time(6))

    class Meta:
        verbose_name = _("veckans gräns")
        verbose_name_plural = _("veckornas gränser")

    def __str__(self) -> str:
        return str(self.municipality_id)


class District(models.Model):
    """A part of the municipality. ``polygon`` is a list of rings of [lon, lat], WGS 84."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="districts")
    name = models.CharField(_("namn"), max_length=100)
    name_sort = models.CharField(max_length=120, editable=False)
    population = models.PositiveIntegerField(_("invånare"), default=0)
    population_date = models.DateField(_("folkmängd den"), null=True, blank=True)
    polygon = models.JSONField(_("yta"), default=list, blank=True)
    is_approximate = models.BooleanField(_("ungefärlig yta"), default=True)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        ordering = ("name_sort", "id")
        verbose_name = _("kommundel")
        verbose_name_plural = _("kommundelar")
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "name"], name="one_district_per_name")]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """A named place. Without a point it is chosen by name within its district and no distance rule uses it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="places")
    district = models.ForeignKey(District, models.PROTECT, related_name="places")
    name = models.CharField(_("namn"), max_length=150)
    name_search = models.CharField(max_length=150, editable=False, db_index=True)
    name_sort = models.CharField(max_length=170, editable=False)
    kind = models.CharField(_("slag"), max_length=32, choices=PlaceKind.choices)
    address = models.CharField(_("adress"), max_length=200, blank=True)
    latitude = models.FloatField(_("latitud"), null=True, blank=True)
    longitude = models.FloatField(_("longitud"), null=True, blank=True)
    uncertainty_m = models.PositiveIntegerField(_("osäkerhet, meter"), null=True, blank=True)
    ground_owner = models.CharField(
        _("markägare"), max_length=20, choices=GroundOwner.choices, default=GroundOwner.UNKNOWN
    )
    source = models.CharField(_("källa"), max_length=200, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("name_sort", "id")
        verbose_name = _("plats")
        verbose_name_plural = _("platser")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "name"], name="one_place_per_name"),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180), uncertainty_m__isnull=False),
                name="a_point_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContactChannel(models.Model):
    """Whom to call: configuration with the day it was last verified, never code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="channels")
    kind = models.CharField(_("slag"), max_length=24, choices=ChannelKind.choices)
    title = models.JSONField(_("namn på olika språk"), default=dict)
    when = models.JSONField(_("när man ringer, på olika språk"), default=dict, blank=True)
    phone = models.CharField(_("telefon"), max_length=32)
    # Weekly hours in local time (places.hours); none: round the clock.
    hours = models.JSONField(_("tider"), default=list, blank=True)
    holidays = models.CharField(_("helgdagar"), max_length=8, choices=HolidayRule.choices, default=HolidayRule.SUNDAY)
    fallback = models.CharField(_("ring i stället när det är stängt"), max_length=32, blank=True)
    position = models.PositiveSmallIntegerField(_("ordning"), default=100)
    verified_on = models.DateField(_("kontrollerad den"), null=True, blank=True)

    objects = ContactChannelQuerySet.as_manager()

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("kontaktväg")
        verbose_name_plural = _("kontaktvägar")

    def __str__(self) -> str:
        return f"{self.kind} {self.phone}"

    @property
    def calls_instead(self) -> str:
        """Whom to call when it is closed; empty where nobody has said and the kind has no default."""
        return self.fallback or CALLED_INSTEAD.get(self.kind, "")

    @property
    def hours_text(self) -> str:
        """As the municipality writes them."""
        return hours_text.write(self.hours)

    def is_unchecked(self, today: dt.date) -> bool:
        """Nobody has rung it for a year."""
        return self.verified_on is None or self.verified_on < today - CHECKED_FOR


class RuleChange(models.Model):
    """What the municipality decided anew: which of its settings, from what to what, when and by whom. Append-only."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    # Code of the app's rules, or of one number.
    area = models.CharField(_("inställning"), max_length=60)
    at = models.DateTimeField(_("när"))
    # An account's id, without a relation: places knows no people. None: the operator's command.
    by_id = models.UUIDField(null=True, blank=True)
    # By field: what it was, and what it is.
    changes = models.JSONField(_("ändringar"))

    objects = RuleChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("ändrad inställning")
        verbose_name_plural = _("ändrade inställningar")
        indexes: ClassVar = [models.Index(fields=["municipality", "area", "-id"], name="change_of_area")]

    def __str__(self) -> str:
        return f"{self.area} {self.at:%Y-%m-%d}"
