"""Requests to join over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api import viewer_of
from backend.common.clock import now
from backend.common.endpoints import Endpoint, ListEndpoint
from backend.common.openapi import problems
from volunteers.actions import reading, requests
from volunteers.api import joining_serializers as shapes
from volunteers.models import JoinRequest
from volunteers.reading import REQUESTS


class JoinRequestsView(ListEndpoint[JoinRequest]):
    """GET and POST /api/v1/join-requests/."""

    serializer_class = shapes.JoinRequestSerializer
    query_shape = shapes.OrganisationQuerySerializer
    queryset = JoinRequest.objects.none()

    @extend_schema(operation_id="join_request_list", responses=shapes.JoinRequestSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """My own, and the open ones to organisations whose members I add; who has waited longest first."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="join_request_make",
        request=shapes.NewJoinRequestSerializer,
        responses={201: shapes.JoinRequestSerializer, **problems(404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Ask to join an organisation as a volunteer."""
        organisation_id = self.asked(shapes.NewJoinRequestSerializer)["organisation"]
        viewer = viewer_of(request)
        made = requests.ask_to_join(viewer=viewer, organisation_id=organisation_id, now=now(), new_id=uuid4())
        return Response(shapes.JoinRequestSerializer(made).data, status=status.HTTP_201_CREATED)

    def paginate_queryset(self, queryset: Any) -> Any:
        """The page's rows, after the log has heard whose names they show."""
        rows = super().paginate_queryset(queryset) or []
        subjects = [row.user_id for row in rows]
        viewer = viewer_of(self.request)
        reading.record(viewer=viewer, subjects=subjects, what=REQUESTS, fields=("name",), now=now())
        return rows

    def get_queryset(self) -> QuerySet[JoinRequest]:
        """Others' closed requests are nobody's business any more."""
        viewer = viewer_of(self.request)
        rows = JoinRequest.objects.visible_to(viewer).open_or_of(viewer).select_related("user")
        organisation: UUID | None = self.query.get("organisation")
        return rows.filter(organisation_id=organisation) if organisation else rows


class JoinRequestView(Endpoint):
    """PUT and DELETE /api/v1/join-requests/<id>/."""

    @extend_schema(
        operation_id="join_request_answer",
        request=shapes.JoinAnswerSerializer,
        responses={200: shapes.JoinRequestSerializer, **problems(403, 409)},
    )
    def put(self, request: Request, request_id: UUID) -> Response:
        """Say yes or no; the person gets a mail."""
        viewer = viewer_of(request)
        if self.asked(shapes.JoinAnswerSerializer)["approve"]:
            row = requests.approve_request(viewer=viewer, request_id=request_id, now=now(), new_membership_id=uuid4())
        else:
            row = requests.decline_request(viewer=viewer, request_id=request_id, now=now())
        return Response(shapes.JoinRequestSerializer(row).data)

    @extend_schema(operation_id="join_request_withdraw", responses={204: None, **problems(403, 409)})
    def delete(self, request: Request, request_id: UUID) -> Response:
        """Take one's own back."""
        requests.withdraw_request(viewer=viewer_of(request), request_id=request_id, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)
