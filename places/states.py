"""Kinds of places, owners of ground and contact channels: plain data."""

from __future__ import annotations

from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

# Monday is 0.
WEEKDAY_CHOICES = list(WEEKDAYS.items())


class GroundOwner(models.TextChoices):
    """Who answers for the ground; routing of observations reads it."""

    MUNICIPALITY = "municipality", _("kommunen")
    HOUSING = "housing", _("bostadsbolag")
    TRANSIT = "transit", _("SL / Region Stockholm")
    STATE = "state", _("Trafikverket eller annan statlig")
    PRIVATE = "private", _("privat ägare")
    UNKNOWN = "unknown", _("okänt")


class ChannelKind(models.TextChoices):
    """What a telephone number is for."""

    EMERGENCY = "emergency", _("112")
    POLICE = "police", _("114 14")
    SOCIAL = "social", _("socialjour")
    TRANSIT = "transit", _("SL Trygghetscentral")
    YOUTH_CENTRE = "youth_centre", _("fritidsgård")
    GUARDS = "guards", _("vaktbolag")
    CONTACT_CENTRE = "contact_centre", _("kontaktcenter")
    SUPPORT = "support", _("stödlinje")


# Whom one calls when a kind does not answer and the municipality has said nothing else.
CALLED_INSTEAD: dict[str, str] = {ChannelKind.SOCIAL: "112"}


class HolidayRule(models.TextChoices):
    """What a number does on red days and the eves that everybody is off."""

    SUNDAY = "sunday", _("som en söndag")
    CLOSED = "closed", _("stängt")
    ALWAYS = "always", _("öppet dygnet runt")


class PlaceKind(models.TextChoices):
    """What sort of place it is; the pictogram follows it."""

    METRO = "metro", _("tunnelbana")
    METRO_ENTRANCE = "metro_entrance", _("tunnelbaneuppgång")
    RAIL = "rail", _("pendeltåg")
    CENTRE = "centre", _("centrum")
    SCHOOL = "school", _("skola")
    SPORTS = "sports", _("idrottsplats")
    LIBRARY = "library", _("bibliotek")
    BATH = "bath", _("bad")
    PARK = "park", _("park")
    WORSHIP = "worship", _("samfundslokal")
    CULTURE = "culture", _("kulturhus")
    YOUTH_CLUB = "youth_club", _("fritidsgård")
    CIVIC = "civic", _("medborgarservice")
    LOCALITY = "locality", _("ort")
    OTHER = "other", _("annan plats")


# Who answers for the ground when nobody has said: a default that the municipality corrects (places/data/README.md).
GROUND_OWNER_OF_KIND: dict[str, GroundOwner] = {
    PlaceKind.METRO: GroundOwner.TRANSIT,
    PlaceKind.METRO_ENTRANCE: GroundOwner.TRANSIT,
    PlaceKind.RAIL: GroundOwner.TRANSIT,
    PlaceKind.SCHOOL: GroundOwner.MUNICIPALITY,
    PlaceKind.SPORTS: GroundOwner.MUNICIPALITY,
    PlaceKind.LIBRARY: GroundOwner.MUNICIPALITY,
    PlaceKind.BATH: GroundOwner.MUNICIPALITY,
    PlaceKind.PARK: GroundOwner.MUNICIPALITY,
    PlaceKind.CULTURE: GroundOwner.MUNICIPALITY,
    PlaceKind.YOUTH_CLUB: GroundOwner.MUNICIPALITY,
    PlaceKind.CIVIC: GroundOwner.MUNICIPALITY,
    PlaceKind.WORSHIP: GroundOwner.PRIVATE,
}

# ``Place.source`` of a place that the municipality has edited: a file never overwrites it.
LOCAL_SOURCE = "kommunen"
