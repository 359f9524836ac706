"""Shapes of municipality, districts and places, and what their lists may be asked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from places.models import ContactChannel, District, Municipality, Place


class PolygonField(serializers.ListField):
    """Closed rings of [longitude, latitude], WGS 84: the outer one, then holes."""

    def __init__(self, **kwargs: Any) -> None:
        pair = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)
        super().__init__(child=serializers.ListField(child=pair), **kwargs)


class WordsSerializer(serializers.Serializer[dict[str, str]]):
    """A tenant's text by language; Swedish is always there."""

    sv = serializers.CharField(default="", allow_blank=True)
    en = serializers.CharField(default="", allow_blank=True)

    def to_representation(self, instance: dict[str, str]) -> dict[str, str]:
        """Both languages, Swedish where English is missing."""
        swedish = instance.get("sv", "")
        return {"sv": swedish, "en": instance.get("en") or swedish}


class OpeningsField(serializers.ListField):
    """Times that a number answers, as pairs of moments from now and two weeks ahead; null where it always does."""

    def __init__(self, **kwargs: Any) -> None:
        pair = serializers.ListField(child=serializers.DateTimeField(), min_length=2, max_length=2)
        super().__init__(child=pair, allow_null=True, **kwargs)


class HoursRowSerializer(serializers.Serializer[Any]):
    """Weekly hours in local time: weekdays on which it begins (Monday 0), from and to; past midnight allowed."""

    days = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6))
    to = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """With ``from``, which is no name in Python."""
        fields = super().get_fields()
        return {"days": fields["days"], "from": serializers.CharField(), "to": fields["to"]}


class ContactChannelSerializer(serializers.ModelSerializer[ContactChannel]):
    """``verified_on`` is null until the municipality has checked the number; ``number`` is the one to call now, and
    ``changes_at`` when that is another."""

    title = WordsSerializer()
    when = WordsSerializer()
    hours = HoursRowSerializer(many=True)
    fallback = serializers.CharField(source="calls_instead", allow_blank=True)
    number = serializers.CharField(source="now.number")
    is_open = serializers.BooleanField(source="now.is_open")
    changes_at = serializers.DateTimeField(source="now.until", allow_null=True)
    open_at = OpeningsField(source="now.open_at")

    class Meta:
        model = ContactChannel
        fields = (
            "kind",
            "title",
            "when",
            "phone",
            "verified_on",
            "hours",
            "holidays",
            "fallback",
            "number",
            "is_open",
            "changes_at",
            "open_at",
        )


class MunicipalitySerializer(serializers.ModelSerializer[Municipality]):
    """The municipality at this host, with its numbers to call."""

    boundary = PolygonField()
    channels = ContactChannelSerializer(many=True)

    class Meta:
        model = Municipality
        fields = ("id", "code", "name", "population", "boundary", "credits", "channels")


class DistrictSerializer(serializers.ModelSerializer[District]):
    """``polygon`` is empty when there is none, and not official while ``is_approximate``."""

    polygon = PolygonField()

    class Meta:
        model = District
        fields = ("id", "name", "population", "population_date", "is_approximate", "polygon")


class PointSerializer(serializers.Serializer[Place]):
    """WGS 84, and how far off it may be."""

    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    uncertainty_m = serializers.IntegerField()


class PlaceSerializer(serializers.ModelSerializer[Place]):
    """``point`` is null for a place known by name; ``distance_m`` is null unless ``near`` was asked."""

    point = serializers.SerializerMethodField()
    distance_m = serializers.SerializerMethodField()

    class Meta:
        model = Place
        fields = ("id", "name", "kind", "district", "address", "ground_owner", "point", "distance_m", "source")

    @extend_schema_field(PointSerializer(allow_null=True))
    def get_point(self, place: Place) -> dict[str, Any] | None:
        """Both coordinates with their uncertainty, or nothing."""
        return None if place.latitude is None else dict(PointSerializer(place).data)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_distance_m(self, place: Place) -> int | None:
        """Metres from ``near``."""
        distance = getattr(place, "distance_m", None)
        return None if distance is None else round(distance)


# Degrees on the globe, to ten decimals.
LATITUDE = r"-?([0-8]?[0-9](\.[0-9]{1,10})?|90(\.0{1,10})?)"
LONGITUDE = r"-?((1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,10})?|180(\.0{1,10})?)"
NOT_A_POSITION = _("Skriv latitud,longitud i grader, till exempel 59.2475,17.8608.")


class PlaceQuerySerializer(serializers.Serializer[Any]):
    """What the list of places may be asked."""

    district = serializers.UUIDField(required=False, help_text="only this district")
    q = serializers.CharField(required=False, max_length=100, trim_whitespace=False, help_text="part of the name")
    near = serializers.RegexField(
        rf"^{LATITUDE},{LONGITUDE}$",
        required=False,
        error_messages={"invalid": NOT_A_POSITION},
        help_text="latitude,longitude: the ten nearest places that have a point, nearest first",
    )

    def validate_near(self, value: str) -> tuple[float, float]:
        """In degrees."""
        latitude, longitude = (float(part) for part in value.split(","))
        return latitude, longitude
