"""Shapes of people, organisations and memberships. No address, no telephone: the name is what others see."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from volunteers.models import Membership, Organisation, User
from volunteers.states import ROLE_CHOICES


class OrganisationNameSerializer(serializers.ModelSerializer[Organisation]):
    """An organisation in passing."""

    class Meta:
        model = Organisation
        fields = ("id", "name", "kind")


class OwnMembershipSerializer(serializers.ModelSerializer[Membership]):
    """One of my roles."""

    organisation = OrganisationNameSerializer()

    class Meta:
        model = Membership
        fields = ("id", "organisation", "role", "since")


class MeSerializer(serializers.ModelSerializer[User]):
    """Who I am in this municipality."""

    memberships = OwnMembershipSerializer(many=True, source="memberships_here")

    class Meta:
        model = User
        fields = ("id", "name", "language", "memberships")


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """``people`` is how many have a role in it; null for those who are not to know."""

    districts: Any = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    people = serializers.IntegerField(source="people_shown", allow_null=True)

    class Meta:
        model = Organisation
        fields = ("id", "name", "kind", "state", "districts", "ground_owner", "people")


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    """A person's role in an organisation that I lead, or my own."""

    name = serializers.CharField(source="shown_name")

    class Meta:
        model = Membership
        fields = ("id", "organisation", "name", "role", "state", "since")


class MembershipQuerySerializer(serializers.Serializer[Any]):
    """What the list may be asked."""

    organisation = serializers.UUIDField(required=False, help_text="only this organisation")


class NewMemberSerializer(serializers.Serializer[Any]):
    """Somebody to add; an account that exists keeps its own name."""

    organisation = serializers.UUIDField()
    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=80)
    role = serializers.ChoiceField(choices=ROLE_CHOICES)
