"""One's own keys for other systems over the API: by a session, never by a key."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from backend.common.api import viewer_of
from backend.common.clock import at, now
from backend.common.endpoints import Endpoint, ListEndpoint
from backend.common.openapi import problems
from volunteers.actions import tokens
from volunteers.keys import new_key
from volunteers.models import AccessToken
from volunteers.scopes import SCOPES
from volunteers.second_factor import was_given

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request

SCOPE_CHOICES = [(scope.code, scope.label) for scope in SCOPES.values()]


class AccessTokenSerializer(serializers.ModelSerializer[AccessToken]):
    """A key without its secret; ``hint`` are its first letters."""

    scopes = serializers.SerializerMethodField()

    class Meta:
        model = AccessToken
        fields = ("id", "purpose", "scopes", "hint", "created_at", "expires_at", "last_used_at", "revoked_at")

    def get_scopes(self, token: AccessToken) -> list[str]:
        """As a list."""
        return str(token.scopes).split()


class NewAccessTokenSerializer(serializers.Serializer[Any]):
    """A key to make; it ends with the day ``expires_on``, within a year."""

    purpose = serializers.CharField(max_length=80)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPE_CHOICES), max_length=len(SCOPES))
    expires_on = serializers.DateField()


class MadeAccessTokenSerializer(AccessTokenSerializer):
    """The only answer that holds the key itself."""

    key = serializers.CharField()

    class Meta(AccessTokenSerializer.Meta):
        fields = (*AccessTokenSerializer.Meta.fields, "key")


class AccessTokensView(ListEndpoint[AccessToken]):
    """GET and POST /api/v1/access-tokens/."""

    serializer_class = AccessTokenSerializer
    queryset = AccessToken.objects.none()

    @extend_schema(operation_id="access_token_list", responses=AccessTokenSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """My keys for other systems, newest first."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="access_token_create",
        request=NewAccessTokenSerializer,
        responses={201: MadeAccessTokenSerializer, **problems(403, 409)},
    )
    def post(self, request: Request) -> Response:
        """A new key, told this once. Wants a second factor in this session."""
        said = self.asked(NewAccessTokenSerializer)
        key = new_key()
        token = tokens.create_token(
            viewer=viewer_of(request),
            token_id=uuid4(),
            key=key,
            purpose=said["purpose"],
            scopes=said["scopes"],
            expires_at=end_of(said["expires_on"]),
            second_factor_given=was_given(request._request.session),  # noqa: SLF001 -- DRF's has none
            now=now(),
        )
        told = AccessTokenSerializer(token).data | {"key": key}
        return Response(told, status=status.HTTP_201_CREATED)

    def get_queryset(self) -> QuerySet[AccessToken]:
        """One's own, here."""
        return AccessToken.objects.visible_to(viewer_of(self.request))


class AccessTokenView(Endpoint):
    """DELETE /api/v1/access-tokens/<id>/."""

    @extend_schema(operation_id="access_token_revoke", responses={204: None, **problems(409)})
    def delete(self, request: Request, token_id: UUID) -> Response:
        """Revoke a key of mine. It opens nothing from the next request on."""
        tokens.revoke_token(viewer=viewer_of(request), token_id=token_id, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def end_of(day: dt.date) -> dt.datetime:
    """The midnight that ends a local day."""
    return at(day + dt.timedelta(days=1), dt.time(0))
