"""Shapes of how people join; they never save."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from backend.common.phones import LONGEST
from volunteers.actions.invitations import LONGEST_DAYS, MOST_USES
from volunteers.api.serializers import VersionSerializer
from volunteers.models import Invitation, JoinRequest, Membership
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
        fields = (*InvitationSerializer.Meta.fields, "address")
        read_only_fields = fields


class OrganisationQuerySerializer(serializers.Serializer[Any]):
    """What such a list may be asked."""

    organisation = serializers.UUIDField(required=False, help_text="only this organisation")


class NewInvitationSerializer(serializers.Serializer[Any]):
    """What to make; ``email`` or ``phone`` where it is sent, ``person`` for somebody who is kept without an account."""

    organisation = serializers.UUIDField()
    role = serializers.ChoiceField(choices=ROLE_CHOICES)
    way = serializers.ChoiceField(choices=InvitationWay.choices)
    label = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, default="", allow_blank=True)
    phone = serializers.CharField(max_length=LONGEST, required=False, default="", allow_blank=True)
    max_uses = serializers.IntegerField(min_value=1, max_value=MOST_USES, required=False, default=1)
    days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS, required=False)
    person = serializers.UUIDField(required=False)


class KeptMemberSerializer(serializers.ModelSerializer[Membership]):
    """Somebody without an account; the name for the insurer is read one at a time."""

    name = serializers.CharField(source="user.name", read_only=True)
    phone = serializers.SerializerMethodField(help_text="null too for somebody with protected personal data")

    class Meta:
        model = Membership
        fields = ("id", "organisation", "name", "phone", "role", "state", "since", "version")
        read_only_fields = fields

    def get_phone(self, row: Membership) -> str | None:
        """Never of somebody who is protected (DOMAIN.md R17)."""
        return None if row.user.is_protected else row.user.phone


class KeptPersonSerializer(serializers.Serializer[Any]):
    """What is kept of a person."""

    name = serializers.CharField(max_length=80)
    legal_name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    phone = serializers.CharField(max_length=32, required=False, default="", allow_blank=True)


class NewKeptMemberSerializer(KeptPersonSerializer):
    """Somebody to keep."""

    organisation = serializers.UUIDField()


class KeptEditSerializer(KeptPersonSerializer, VersionSerializer):
    """All of it anew, or the shown name alone of whoever has protected personal data."""


@extend_schema_serializer(component_name="Wish")  # a name that ends in Request would be a body's
class JoinRequestSerializer(serializers.ModelSerializer[JoinRequest]):
    """Who asks where, by the shown name."""

    name = serializers.CharField(source="user.name", read_only=True)

    class Meta:
        model = JoinRequest
        fields = ("id", "organisation", "name", "state", "asked_at", "answered_at")
        read_only_fields = fields


class NewJoinRequestSerializer(serializers.Serializer[Any]):
    """Where one wants to be."""

    organisation = serializers.UUIDField()


class JoinAnswerSerializer(serializers.Serializer[Any]):
    """Yes or no."""

    approve = serializers.BooleanField()
