"""The names for the insurer over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api import viewer_of
from backend.common.clock import now
from backend.common.endpoints import ListEndpoint
from backend.common.openapi import problems
from volunteers.actions import insured
from volunteers.models import Membership


class InsuredNameSerializer(serializers.Serializer[Any]):
    """Somebody of the organisation. ``legal_name`` is null where none is kept, and of whoever has protected personal
    data, who gives it to the insurer in person."""

    id = serializers.UUIDField(help_text="the membership")
    name = serializers.CharField(help_text="the shown name, which may be an alias")
    legal_name = serializers.CharField(allow_null=True)
    is_protected = serializers.BooleanField()


class InsuredNamesView(ListEndpoint[Membership]):
    """GET /api/v1/organisations/<id>/insured-names/."""

    serializer_class = InsuredNameSerializer
    queryset = Membership.objects.none()

    @extend_schema(
        operation_id="insured_name_list",
        responses={200: InsuredNameSerializer(many=True), **problems(403)},
    )
    def get(self, request: Request, organisation_id: UUID) -> Response:
        """Names for a claim to the insurer, in the order in which people came. A second factor, and the log, see it."""
        return self.list(request)

    def get_queryset(self) -> QuerySet[Membership]:
        """Each person once."""
        viewer = viewer_of(self.request)
        organisation = insured.readable(viewer=viewer, organisation_id=self.kwargs["organisation_id"])
        return insured.people_of(viewer=viewer, organisation=organisation)

    def paginate_queryset(self, queryset: Any) -> Any:
        """The page's people, after the log has heard whose names it shows."""
        rows = super().paginate_queryset(queryset) or []
        return insured.told(viewer=viewer_of(self.request), rows=rows, now=now())
