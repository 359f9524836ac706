"""Protected personal data over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api import viewer_of
from backend.common.clock import now
from backend.common.endpoints import Endpoint
from backend.common.errors import NotAllowed
from backend.common.openapi import problems
from volunteers.actions import protection
from volunteers.models import User


class ProtectionSerializer(serializers.Serializer[Any]):
    """Whether only the alias is shown of me; the alias is needed to begin."""

    is_protected = serializers.BooleanField()
    alias = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")


class ProtectedSerializer(serializers.ModelSerializer[User]):
    """How I am shown."""

    class Meta:
        model = User
        fields = ("is_protected", "name")


class LetterSerializer(serializers.Serializer[Any]):
    """Words to a member with protected personal data."""

    text = serializers.CharField(max_length=protection.LONGEST_LETTER)


class ProtectionView(Endpoint):
    """PUT /api/v1/me/protection/."""

    @extend_schema(
        operation_id="protection_set",
        request=ProtectionSerializer,
        responses={200: ProtectedSerializer, **problems(403)},
    )
    def put(self, request: Request) -> Response:
        """Begin or end being shown by an alias alone."""
        said, viewer = self.asked(ProtectionSerializer), viewer_of(request)
        if viewer.user_id is None:
            raise NotAllowed
        if said["is_protected"]:
            user = protection.protect(viewer=viewer, user_id=viewer.user_id, alias=said["alias"])
        else:
            user = protection.unprotect(viewer=viewer)
        return Response(ProtectedSerializer(user).data)


class LettersView(Endpoint):
    """POST /api/v1/organisations/<id>/members/<id>/letters/."""

    @extend_schema(operation_id="letter_write", request=LetterSerializer, responses={204: None, **problems(403, 409)})
    def post(self, request: Request, organisation_id: UUID, user_id: UUID) -> Response:
        """Write to a member with protected personal data; neither side learns the other's address."""
        protection.write_letter(
            viewer=viewer_of(request),
            organisation_id=organisation_id,
            user_id=user_id,
            text=self.asked(LetterSerializer)["text"],
            now=now(),
            new_id=uuid4(),
        )
        return Response(status=204)
