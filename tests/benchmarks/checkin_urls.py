"""The project's addresses, and the floor that the check-in is measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import include, path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common import clock
from events.api.walk_serializers import CheckInSerializer, NewCheckInSerializer
from events.models import CheckIn

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request


class BareCheckIn(APIView):
    """The same session, CSRF check, middleware and serializers; no rights, no lock, no fold, no log: one insert."""

    permission_classes = [IsAuthenticated]

    def put(self, request: Request, team_id: UUID, check_in_id: UUID) -> Response:
        """201 with the row."""
        shape = NewCheckInSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        now = clock.now()
        with transaction.atomic():
            row = CheckIn.objects.create(
                id=check_in_id,
                team_id=team_id,
                sender_id=request.user.pk,
                received_at=now,
                corrected_at=now,
                **shape.validated_data,
            )
        return Response(CheckInSerializer(row).data, status=201)


urlpatterns = [
    path("bench/teams/<uuid:team_id>/check-ins/<uuid:check_in_id>/", BareCheckIn.as_view()),
    path("", include("backend.urls")),
]
