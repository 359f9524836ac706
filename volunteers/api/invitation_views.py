"""Invitations over HTTP. Accepting one is a page: it needs a code."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api import viewer_of
from backend.common.clock import now
from backend.common.endpoints import Endpoint, ListEndpoint
from backend.common.openapi import problems
from backend.common.viewer import Role
from places.addresses import home_of
from volunteers.actions import invitations
from volunteers.api.joining_serializers import (
    InvitationSerializer,
    MadeInvitationSerializer,
    NewInvitationSerializer,
    OrganisationQuerySerializer,
)
from volunteers.invitation_tokens import new_token
from volunteers.models import Invitation
from volunteers.states import InvitationWay


class InvitationsView(ListEndpoint[Invitation]):
    """GET and POST /api/v1/invitations/."""

    serializer_class = InvitationSerializer
    query_shape = OrganisationQuerySerializer
    queryset = Invitation.objects.none()

    @extend_schema(operation_id="invitation_list", responses=InvitationSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Those of the organisations whose members I add, newest first; never with their secret."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="invitation_create",
        request=NewInvitationSerializer,
        responses={201: MadeInvitationSerializer, **problems(403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Make one. A link's address stands in this answer and nowhere else; a mail and an SMS are sent."""
        said, token = self.asked(NewInvitationSerializer), new_token()
        offer = invitations.Offer(
            role=Role(said["role"]),
            way=InvitationWay(said["way"]),
            label=said["label"],
            email=said["email"],
            phone=said["phone"],
            max_uses=said["max_uses"],
            days=said.get("days"),
            person_id=said.get("person"),
        )
        made = invitations.create_invitation(
            viewer=viewer_of(request),
            organisation_id=said["organisation"],
            offer=offer,
            token=token,
            new_id=uuid4(),
            language=get_language() or "sv",
            now=now(),
        )
        is_sent = made.way in invitations.SENT_WAYS
        made.address = None if is_sent else f"{home_of(made.organisation.municipality)}/inbjudan/{token}/"  # type: ignore[attr-defined]
        return Response(MadeInvitationSerializer(made).data, status=status.HTTP_201_CREATED)

    def get_queryset(self) -> QuerySet[Invitation]:
        """Those that the viewer looks after."""
        rows = Invitation.objects.visible_to(viewer_of(self.request))
        organisation: UUID | None = self.query.get("organisation")
        return rows.filter(organisation_id=organisation) if organisation else rows


class InvitationView(Endpoint):
    """DELETE /api/v1/invitations/<id>/."""

    @extend_schema(operation_id="invitation_revoke", responses={204: None, **problems(409)})
    def delete(self, request: Request, invitation_id: UUID) -> Response:
        """Take it back: nobody comes in by it any more."""
        invitations.revoke_invitation(viewer=viewer_of(request), invitation_id=invitation_id, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)
