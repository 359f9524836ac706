"""Members without an account over HTTP, for whoever keeps them."""

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
from volunteers.actions import kept, reading
from volunteers.api import joining_serializers as shapes
from volunteers.models import Membership
from volunteers.reading import KEPT


class KeptMembersView(ListEndpoint[Membership]):
    """GET and POST /api/v1/kept-members/."""

    serializer_class = shapes.KeptMemberSerializer
    query_shape = shapes.OrganisationQuerySerializer
    queryset = Membership.objects.none()

    @extend_schema(operation_id="kept_member_list", responses=shapes.KeptMemberSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Those of the organisations whose people without account I keep, in the order in which they came."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="kept_member_add",
        request=shapes.NewKeptMemberSerializer,
        responses={201: shapes.KeptMemberSerializer, **problems(403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Keep somebody who has no account."""
        said = self.asked(shapes.NewKeptMemberSerializer)
        organisation_id = said.pop("organisation")
        added = kept.keep_member(
            viewer=viewer_of(request),
            organisation_id=organisation_id,
            person=kept.KeptPerson(**said),
            now=now(),
            new_user_id=uuid4(),
            new_membership_id=uuid4(),
        )
        return Response(shapes.KeptMemberSerializer(added).data, status=status.HTTP_201_CREATED)

    def paginate_queryset(self, queryset: Any) -> Any:
        """The page's rows, after the log has heard whose names and numbers they show."""
        rows = super().paginate_queryset(queryset) or []
        seen = kept.fields_shown(rows)
        reading.record_each(viewer=viewer_of(self.request), seen=seen, what=KEPT, now=now())
        return rows

    def get_queryset(self) -> QuerySet[Membership]:
        """By the membership's first day: names are no key of a page."""
        rows = Membership.objects.kept_by(viewer_of(self.request)).select_related("user").order_by("since", "id")
        organisation: UUID | None = self.query.get("organisation")
        return rows.filter(organisation_id=organisation) if organisation else rows


class KeptMemberView(Endpoint):
    """PUT and DELETE /api/v1/kept-members/<id>/."""

    @extend_schema(
        operation_id="kept_member_edit",
        request=shapes.KeptEditSerializer,
        responses={200: shapes.KeptMemberSerializer, **problems(409)},
    )
    def put(self, request: Request, membership_id: UUID) -> Response:
        """Change what is kept; 409 when somebody else has changed it meanwhile."""
        said = self.asked(shapes.KeptEditSerializer)
        seen = said.pop("version")
        row = kept.edit_kept(
            viewer=viewer_of(request), membership_id=membership_id, person=kept.KeptPerson(**said), seen=seen
        )
        return Response(shapes.KeptMemberSerializer(row).data)

    @extend_schema(operation_id="kept_member_end", responses={204: None})
    def delete(self, request: Request, membership_id: UUID) -> Response:
        """Is no longer with us; the row stays as history."""
        kept.end_kept(viewer=viewer_of(request), membership_id=membership_id, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)
