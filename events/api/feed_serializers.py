"""Shapes of calendar subscriptions."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from events.models import CalendarFeed
from events.states import FeedKind


class NewFeedSerializer(serializers.Serializer[Any]):
    """What a new subscription needs."""

    kind = serializers.ChoiceField(choices=FeedKind.choices)
    organisation = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Only, and always, with kind organisation."
    )
    label = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class FeedSerializer(serializers.ModelSerializer[CalendarFeed]):
    """A subscription without its secret."""

    organisation = serializers.UUIDField(source="organisation_id", allow_null=True)

    class Meta:
        model = CalendarFeed
        fields = ("id", "kind", "organisation", "label", "created_at", "last_fetched_at", "last_fetched_by")
        read_only_fields = fields


class LinksSerializer(serializers.Serializer[Any]):
    """The secret address, in three forms."""

    https = serializers.CharField()
    webcal = serializers.CharField()
    google = serializers.CharField()


class MadeFeedSerializer(serializers.Serializer[Any]):
    """A new subscription with its address: the only time that it is told."""

    feed = FeedSerializer()
    links = LinksSerializer()
