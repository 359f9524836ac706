"""Who I am, which organisations there are, and the members of those that I lead."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common.api import problems, viewer_of
from backend.common.clock import now
from backend.common.viewer import Role
from volunteers import actions, policies
from volunteers.api.serializers import (
    MembershipQuerySerializer,
    MembershipSerializer,
    MeSerializer,
    NewMemberSerializer,
    OrganisationSerializer,
)
from volunteers.models import Membership, Organisation, User


class MeView(APIView):
    """GET /api/v1/me/."""

    @extend_schema(responses={200: MeSerializer, **problems(401)})
    def get(self, request: Request) -> Response:
        """My name, my language, and my roles in this municipality."""
        viewer = viewer_of(request)
        mine = Membership.objects.visible_to(viewer).filter(user_id=viewer.user_id).active()
        here = Prefetch("memberships", mine.select_related("organisation"), to_attr="memberships_here")
        return Response(MeSerializer(User.objects.prefetch_related(here).get(pk=viewer.user_id)).data)


class OrganisationsView(ListAPIView[Organisation]):
    """GET /api/v1/organisations/."""

    serializer_class = OrganisationSerializer
    queryset = Organisation.objects.none()

    @extend_schema(responses={200: OrganisationSerializer(many=True), **problems(400, 401)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The municipality's organisations, in Swedish order."""
        return self.list(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Organisation]:
        """With a count of people, which the policy may take away again."""
        viewer = viewer_of(self.request)
        return Organisation.objects.visible_to(viewer).with_member_count().prefetch_related("districts")

    def paginate_queryset(self, queryset: Any) -> Any:
        """The page's rows, with the count for those who may know it."""
        viewer = viewer_of(self.request)
        rows = super().paginate_queryset(queryset)
        for organisation in rows or []:
            organisation.people_shown = (
                organisation.people if policies.can_count_members(viewer, organisation) else None
            )
        return rows


class MembershipsView(ListAPIView[Membership]):
    """GET and POST /api/v1/memberships/."""

    serializer_class = MembershipSerializer
    queryset = Membership.objects.none()

    @extend_schema(
        parameters=[MembershipQuerySerializer],
        responses={200: MembershipSerializer(many=True), **problems(400, 401)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """My own memberships and those of the organisations that I lead, in the order in which people came."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        request=NewMemberSerializer,
        responses={201: MembershipSerializer, **problems(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Give a person a role; a new address gets an account, and a mail that says how to sign in."""
        asked = NewMemberSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        membership = actions.add_member(
            viewer=viewer_of(request),
            organisation_id=asked.validated_data["organisation"],
            email=asked.validated_data["email"],
            name=asked.validated_data["name"],
            role=Role(asked.validated_data["role"]),
            now=now(),
            new_user_id=uuid4(),
            new_membership_id=uuid4(),
        )
        return Response(MembershipSerializer(membership).data, status=status.HTTP_201_CREATED)

    def get_queryset(self) -> QuerySet[Membership]:
        """Those that stand, by organisation."""
        asked = MembershipQuerySerializer(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        rows = Membership.objects.visible_to(viewer_of(self.request)).standing().select_related("user")
        organisation: UUID | None = asked.validated_data.get("organisation")
        return rows.filter(organisation_id=organisation) if organisation else rows


class MembershipView(APIView):
    """DELETE /api/v1/memberships/<id>/."""

    @extend_schema(responses={204: None, **problems(401, 403, 404, 409)})
    def delete(self, request: Request, membership_id: UUID) -> Response:
        """End a membership: one's own, or one of an organisation that one leads. The row stays as history."""
        actions.end_membership(viewer=viewer_of(request), membership_id=membership_id, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)
