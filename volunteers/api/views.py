"""Who I am, and the members of the organisations that I lead."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api import viewer_of
from backend.common.clock import now
from backend.common.endpoints import Endpoint, ListEndpoint
from backend.common.openapi import problems
from backend.common.viewer import Role
from volunteers.actions import members, reading, standing
from volunteers.api.serializers import (
    ContactSerializer,
    MembershipQuerySerializer,
    MembershipSerializer,
    MeSerializer,
    NewMemberSerializer,
    VersionSerializer,
)
from volunteers.models import Membership, User
from volunteers.reading import MEMBER, MEMBERS


class MeView(Endpoint):
    """GET /api/v1/me/."""

    @extend_schema(operation_id="me_read", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """My name, my language, and my roles in this municipality."""
        viewer = viewer_of(request)
        mine = Membership.objects.visible_to(viewer).filter(user_id=viewer.user_id).active()
        here = Prefetch("memberships", mine.select_related("organisation"), to_attr="memberships_here")
        return Response(MeSerializer(User.objects.prefetch_related(here).get(pk=viewer.user_id)).data)


class MembershipsView(ListEndpoint[Membership]):
    """GET and POST /api/v1/memberships/."""

    serializer_class = MembershipSerializer
    query_shape = MembershipQuerySerializer
    queryset = Membership.objects.none()

    @extend_schema(operation_id="membership_list", responses=MembershipSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """My own memberships and those of the organisations that I lead, in the order in which people came."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="membership_add",
        request=NewMemberSerializer,
        responses={201: MembershipSerializer, **problems(403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Give a person a role; a new address gets an account, and a mail that says how to sign in."""
        said = self.asked(NewMemberSerializer)
        membership = members.add_member(
            viewer=viewer_of(request),
            organisation_id=said["organisation"],
            email=said["email"],
            name=said["name"],
            role=Role(said["role"]),
            now=now(),
            new_user_id=uuid4(),
            new_membership_id=uuid4(),
        )
        return Response(MembershipSerializer(membership).data, status=status.HTTP_201_CREATED)

    def paginate_queryset(self, queryset: Any) -> Any:
        """The page's rows, after the log has heard whose names they show."""
        rows = super().paginate_queryset(queryset) or []
        reading.record(
            viewer=viewer_of(self.request),
            subjects=[row.user_id for row in rows],
            what=MEMBERS,
            fields=("name", "role"),
            now=now(),
        )
        return rows

    def get_queryset(self) -> QuerySet[Membership]:
        """Those that stand, by organisation."""
        rows = Membership.objects.visible_to(viewer_of(self.request)).standing().select_related("user")
        organisation: UUID | None = self.query.get("organisation")
        return rows.filter(organisation_id=organisation) if organisation else rows


class MembershipView(Endpoint):
    """DELETE /api/v1/memberships/<id>/."""

    @extend_schema(operation_id="membership_end", responses={204: None, **problems(403, 409)})
    def delete(self, request: Request, membership_id: UUID) -> Response:
        """End a membership: one's own, or one of an organisation that one leads. The row stays as history."""
        members.end_membership(viewer=viewer_of(request), membership_id=membership_id, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class SuspensionView(Endpoint):
    """POST /api/v1/memberships/<id>/suspend/."""

    @extend_schema(
        operation_id="membership_suspend",
        request=VersionSerializer,
        responses={200: MembershipSerializer, **problems(403, 409)},
    )
    def post(self, request: Request, membership_id: UUID) -> Response:
        """The role gives nothing until it is given back; the person is told, without a reason."""
        seen = self.asked(VersionSerializer)["version"]
        row = standing.suspend(viewer=viewer_of(request), membership_id=membership_id, seen=seen, now=now())
        return _shown(request, row)


class ReinstatementView(Endpoint):
    """POST /api/v1/memberships/<id>/reinstate/."""

    @extend_schema(
        operation_id="membership_reinstate",
        request=VersionSerializer,
        responses={200: MembershipSerializer, **problems(403, 409)},
    )
    def post(self, request: Request, membership_id: UUID) -> Response:
        """The role gives what it gave; the person is told."""
        seen = self.asked(VersionSerializer)["version"]
        row = standing.reinstate(viewer=viewer_of(request), membership_id=membership_id, seen=seen, now=now())
        return _shown(request, row)


class ContactView(Endpoint):
    """PUT /api/v1/memberships/<id>/contact/."""

    @extend_schema(
        operation_id="membership_contact",
        request=ContactSerializer,
        responses={200: MembershipSerializer, **problems(403, 409)},
    )
    def put(self, request: Request, membership_id: UUID) -> Response:
        """Whether others turn to this person's function."""
        said = self.asked(ContactSerializer)
        row = standing.set_contact(
            viewer=viewer_of(request),
            membership_id=membership_id,
            is_contact=said["is_contact"],
            seen=said["version"],
        )
        return _shown(request, row)


def _shown(request: Request, row: Membership) -> Response:
    """The row, after the log has heard whose name it shows."""
    reading.record(viewer=viewer_of(request), subjects=[row.user_id], what=MEMBER, fields=("name", "role"), now=now())
    return Response(MembershipSerializer(row).data)
