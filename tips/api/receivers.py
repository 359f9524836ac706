"""The routing table over the API: parse → one action or one queryset → answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from backend.common.api import viewer_of
from backend.common.clock import now
from backend.common.endpoints import Endpoint, WholeListEndpoint
from backend.common.errors import NotAllowed, NotFound
from backend.common.openapi import problems
from places import changes
from places.policies import can_see_rules
from tips.actions import routing
from tips.api import serializers as shapes
from tips.models import Receiver

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request

    from backend.common.viewer import Viewer


class Receivers(WholeListEndpoint):
    """Who receives which observations."""

    @extend_schema(operation_id="receiver_list", responses={200: shapes.ReceiverSerializer(many=True), **problems(403)})
    def get(self, request: Request) -> Response:
        """All of them, those out of use too; for the safety coordinator and the data protection officer."""
        viewer = _reader(request)
        return self.whole(shapes.ReceiverSerializer, Receiver.objects.visible_to(viewer).listed(), **_versions(viewer))

    @extend_schema(
        operation_id="receiver_add",
        request=shapes.ReceiverValuesSerializer,
        responses={201: shapes.ReceiverSerializer, **problems(403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """One more; 404 for an organisation or a district that is not there."""
        values, made = self.parsed(shapes.ReceiverValuesSerializer).values(), uuid4()
        routing.save_receiver(viewer=viewer_of(request), receiver_id=made, values=values, version=0, now=now())
        return _answer(viewer_of(request), made, status.HTTP_201_CREATED)


class ReceiverDetail(Endpoint):
    """One of them. It is never deleted: ``is_active`` takes it out of use."""

    @extend_schema(operation_id="receiver_read", responses={200: shapes.ReceiverSerializer, **problems(403)})
    def get(self, request: Request, receiver_id: UUID) -> Response:
        """With its version."""
        return _answer(_reader(request), receiver_id)

    @extend_schema(
        operation_id="receiver_change",
        request=shapes.ReceiverChangeSerializer,
        responses={200: shapes.ReceiverSerializer, **problems(403, 409)},
    )
    def put(self, request: Request, receiver_id: UUID) -> Response:
        """All of it anew; 409 when somebody else was first."""
        viewer, shape = viewer_of(request), self.parsed(shapes.ReceiverChangeSerializer)
        if not Receiver.objects.visible_to(viewer).filter(pk=receiver_id).exists():
            raise NotFound
        version = shape.validated_data["version"]
        routing.save_receiver(viewer=viewer, receiver_id=receiver_id, values=shape.values(), version=version, now=now())
        return _answer(viewer, receiver_id)


def _reader(request: Request) -> Viewer:
    viewer = viewer_of(request)
    if not can_see_rules(viewer):
        raise NotAllowed
    return viewer


def _versions(viewer: Viewer) -> dict[str, Any]:
    return {"versions": changes.versions_of(viewer.municipality_id, routing.AREA)}


def _answer(viewer: Viewer, receiver_id: UUID, code: int = status.HTTP_200_OK) -> Response:
    row = Receiver.objects.visible_to(viewer).listed().filter(pk=receiver_id).first()
    if row is None:
        raise NotFound
    return Response(shapes.ReceiverSerializer(row, context=_versions(viewer)).data, status=code)
