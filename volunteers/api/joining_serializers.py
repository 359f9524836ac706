"""Shapes of how people join; they never save."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from volunteers.actions.invitations import LONGEST_DAYS, MOST_USES, OFFERED_WAYS
from volunteers.models import Invitation
from volunteers.states import ROLE_CHOICES, InvitationWay


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """A way in, without its secret."""

    class Meta:
        model = Invitation
        fields = (
            "id", "organisation", "role", "way", "label", "sent_to", "created_at", "expires_at", "max_uses", "uses",
            "revoked_at",
        )  # fmt: skip
        read_only_fields = fields


class MadeInvitationSerializer(InvitationSerializer):
    """The same, and its address: this once, and null where it was sent."""

    address = serializers.CharField(allow_null=True, read_only=True)

    class Meta(InvitationSerializer.Meta):
        fields = (*InvitationSerializer.Meta.fields, "address")  # type: ignore[assignment]
        read_only_fields = fields


class OrganisationQuerySerializer(serializers.Serializer[Any]):
    """What such a list may be asked."""

    organisation = serializers.UUIDField(required=False, help_text="only this organisation")


class NewInvitationSerializer(serializers.Serializer[Any]):
    """What to make; ``email`` where it is sent, ``person`` for somebody who is kept without an account."""

    organisation = serializers.UUIDField()
    role = serializers.ChoiceField(choices=ROLE_CHOICES)
    way = serializers.ChoiceField(choices=[(way.value, way.label) for way in InvitationWay if way in OFFERED_WAYS])
    label = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, default="", allow_blank=True)
    max_uses = serializers.IntegerField(min_value=1, max_value=MOST_USES, required=False, default=1)
    days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS, required=False)
    person = serializers.UUIDField(required=False)
