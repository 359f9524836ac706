"""Shapes of people, organisations and memberships. No address, no telephone: the name is what others see."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from places.states import GroundOwner
from volunteers.models import Membership, Organisation, User
from volunteers.states import ROLE_CHOICES, OrganisationKind, OrganisationState

# More than any municipality has.
MOST_DISTRICTS = 200


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
        fields = ("id", "name", "kind", "state", "districts", "ground_owner", "contact_email", "people", "version")


class NewOrganisationSerializer(serializers.Serializer[Any]):
    """An organisation to found. ``contact_email`` is a function's address, never a private person's."""

    name = serializers.CharField(max_length=120)
    districts = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_DISTRICTS, default=list)
    ground_owner = serializers.ChoiceField(choices=GroundOwner.choices, default=GroundOwner.UNKNOWN)
    contact_email = serializers.EmailField(max_length=254, required=False, default="", allow_blank=True)
    kind = serializers.ChoiceField(choices=OrganisationKind.choices)
    state = serializers.ChoiceField(choices=OrganisationState.choices, default=OrganisationState.ACTIVE)


class VersionSerializer(serializers.Serializer[Any]):
    """The version that was read; what has been changed since is not overwritten."""

    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class OrganisationEditSerializer(VersionSerializer):
    """All that may be changed of an organisation; what is left out would be emptied, so nothing is."""

    name = serializers.CharField(max_length=120)
    districts = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_DISTRICTS)
    ground_owner = serializers.ChoiceField(choices=GroundOwner.choices)
    contact_email = serializers.EmailField(max_length=254, allow_blank=True)


class OrganisationStateSerializer(VersionSerializer):
    """Where it is to go."""

    state = serializers.ChoiceField(choices=OrganisationState.choices)


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    """A person's role in an organisation that I lead, or my own."""

    name = serializers.CharField(source="shown_name")

    class Meta:
        model = Membership
        fields = ("id", "organisation", "name", "role", "state", "is_contact", "since", "version")


class ContactSerializer(VersionSerializer):
    """Whether the person's function is the one that others turn to."""

    is_contact = serializers.BooleanField()


class MembershipQuerySerializer(serializers.Serializer[Any]):
    """What the list may be asked."""

    organisation = serializers.UUIDField(required=False, help_text="only this organisation")


class NewMemberSerializer(serializers.Serializer[Any]):
    """Somebody to add; an account that exists keeps its own name."""

    organisation = serializers.UUIDField()
    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=80)
    role = serializers.ChoiceField(choices=ROLE_CHOICES)
