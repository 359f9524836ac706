"""Shapes of weeks, pictures, measures and police events; never save."""

from __future__ import annotations

import datetime as dt
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from situation.models import Measure, PoliceEvent, Week
from situation.states import Effect, MeasureKind, MeasureState, WeekState


class WrittenTimeField(serializers.DateTimeField):
    """A time that stands in the picture's content as text, to the minute."""

    def to_representation(self, value: str) -> str:
        """RFC 3339, which wants seconds."""
        return str(super().to_representation(dt.datetime.fromisoformat(value)))


class ApartSerializer(serializers.Serializer[Any]):
    """What was told on walks, and outside them: by residents and others."""

    residents = serializers.IntegerField(min_value=0)
    walkers = serializers.IntegerField(min_value=0)


class KeyedSerializer(ApartSerializer):
    """… of one category, place or district."""

    key = serializers.CharField()


class DistrictLineSerializer(KeyedSerializer):
    """… with the mean of the four weeks before."""

    usual = serializers.FloatField(min_value=0)


class TipFiguresSerializer(ApartSerializer):
    """All observations of the week. ``staff``: of ``residents``, by the municipality's own people and the police."""

    staff = serializers.IntegerField(min_value=0, required=False)
    by_district = DistrictLineSerializer(many=True)
    by_category = KeyedSerializer(many=True)
    by_place = KeyedSerializer(many=True)
    by_band = ApartSerializer(many=True)


class LateFiguresSerializer(ApartSerializer):
    """What came after the week before was cut."""

    by_category = KeyedSerializer(many=True)


class WalkLineSerializer(serializers.Serializer[Any]):
    """A district's walks."""

    key = serializers.CharField()
    walks = serializers.IntegerField()
    hours = serializers.FloatField()


class WalkTotalsSerializer(serializers.Serializer[Any]):
    """The week's walks; ``hours`` are walked hours over people."""

    held = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    people = serializers.IntegerField()
    hours = serializers.FloatField()
    by_district = WalkLineSerializer(many=True)


class PoliceLineSerializer(serializers.Serializer[Any]):
    """A line that the police published."""

    kind = serializers.CharField()
    occurred_at = WrittenTimeField(source="when")
    area = serializers.CharField(allow_blank=True, default="")
    url = serializers.CharField(allow_blank=True)


class AnswersSerializer(serializers.Serializer[Any]):
    """How many groups answered what."""

    seen = serializers.IntegerField(required=False)
    not_seen = serializers.IntegerField(required=False)
    not_visited = serializers.IntegerField(required=False)


class FocusLineSerializer(serializers.Serializer[Any]):
    """A focus place of the week."""

    place = serializers.CharField()
    district = serializers.CharField()
    why = serializers.CharField(allow_blank=True)
    answers = AnswersSerializer()


class MissingSerializer(serializers.Serializer[Any]):
    """Something the picture does not know."""

    code = serializers.CharField()
    n = serializers.IntegerField()
    names = serializers.ListField(child=serializers.CharField(), required=False)


class ContentSerializer(serializers.Serializer[Any]):
    """What was known at the cut; the shape that situation/picture.py composes."""

    week = serializers.CharField()
    cut_at = WrittenTimeField()
    tips = TipFiguresSerializer()
    late = LateFiguresSerializer()
    walks = WalkTotalsSerializer()
    activities = serializers.IntegerField()
    police = PoliceLineSerializer(many=True)
    focus = FocusLineSerializer(many=True)
    missing = MissingSerializer(many=True)


class PictureSerializer(serializers.Serializer[Any]):
    """The picture; ``sha256`` once it is fixed."""

    content = ContentSerializer()
    note = serializers.CharField(allow_blank=True)
    drafted_at = serializers.DateTimeField()
    fixed_at = serializers.DateTimeField(allow_null=True)
    sha256 = serializers.CharField(allow_blank=True)


class WeekSerializer(serializers.ModelSerializer[Week]):
    """A week in a list."""

    state = serializers.ChoiceField(choices=WeekState.choices)

    class Meta:
        model = Week
        fields = ("id", "key", "state", "cut_at", "meeting_at", "version")


class WeekDetailSerializer(serializers.ModelSerializer[Week]):
    """A week with its picture, when there is one."""

    state = serializers.ChoiceField(choices=WeekState.choices)
    picture = serializers.SerializerMethodField()

    class Meta:
        model = Week
        fields = ("id", "key", "state", "cut_at", "meeting_at", "version", "picture")

    @extend_schema_field(PictureSerializer(allow_null=True))
    def get_picture(self, week: Week) -> dict[str, Any] | None:
        """None before the first draft."""
        found = getattr(week, "picture", None)
        return PictureSerializer(found).data if found is not None else None


class FixSerializer(serializers.Serializer[Any]):
    """Fixing needs the version that the meeting looked at."""

    version = serializers.IntegerField(min_value=1, max_value=2_000_000_000)
    note = serializers.CharField(max_length=2000, allow_blank=True, required=False, default="")


class FocusDecisionSerializer(serializers.Serializer[Any]):
    """A place for the coming week's walks."""

    place = serializers.UUIDField()
    why = serializers.CharField(max_length=200)


class DecidedFocusSerializer(serializers.Serializer[Any]):
    """What was decided; ``week`` is the one whose walks go there."""

    id = serializers.UUIDField()
    week = serializers.CharField()
    place = serializers.UUIDField(source="place_id")
    why = serializers.CharField()


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    """A measure."""

    week = serializers.CharField(source="week.key")
    owner_name = serializers.CharField(source="owner.name")
    kind = serializers.ChoiceField(choices=MeasureKind.choices)
    state = serializers.ChoiceField(choices=MeasureState.choices)
    effect = serializers.ChoiceField(choices=Effect.choices, allow_blank=True)

    class Meta:
        model = Measure
        fields = (
            "id",
            "week",
            "title",
            "kind",
            "category",
            "district",
            "place",
            "owner",
            "owner_name",
            "deadline",
            "state",
            "effect",
            "version",
            "decided_at",
            "changed_at",
        )


class NewMeasureSerializer(serializers.Serializer[Any]):
    """A proposal. ``week`` is its key, ``owner`` an organisation."""

    week = serializers.RegexField(r"^[0-9]{4}-W[0-9]{2}$")
    title = serializers.CharField(max_length=150)
    kind = serializers.ChoiceField(choices=MeasureKind.choices)
    owner = serializers.UUIDField()
    deadline = serializers.DateField()
    category = serializers.CharField(max_length=32, required=False, default="", allow_blank=True)
    district = serializers.UUIDField(required=False, allow_null=True, default=None)
    place = serializers.UUIDField(required=False, allow_null=True, default=None)


class StepSerializer(serializers.Serializer[Any]):
    """One step; ``effect`` goes with evaluated."""

    to = serializers.ChoiceField(choices=MeasureState.choices)
    version = serializers.IntegerField(min_value=1, max_value=2_000_000_000)
    effect = serializers.ChoiceField(choices=Effect.choices, required=False, default="", allow_blank=True)


class PoliceEventSerializer(serializers.ModelSerializer[PoliceEvent]):
    """A line that the police published."""

    class Meta:
        model = PoliceEvent
        fields = ("id", "kind", "url", "place_text", "occurred_at", "published_at", "week")
