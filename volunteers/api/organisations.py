"""Organisations over HTTP: all of them, one, founding, changing, how alive it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api import viewer_of
from backend.common.endpoints import Endpoint, ListEndpoint
from backend.common.errors import NotFound
from backend.common.openapi import problems
from volunteers import policies
from volunteers.actions import organisations
from volunteers.api.serializers import (
    NewOrganisationSerializer,
    OrganisationEditSerializer,
    OrganisationSerializer,
    OrganisationStateSerializer,
)
from volunteers.models import Organisation
from volunteers.states import OrganisationKind, OrganisationState

if TYPE_CHECKING:
    from backend.common.viewer import Viewer


class OrganisationsView(ListEndpoint[Organisation]):
    """GET and POST /api/v1/organisations/."""

    serializer_class = OrganisationSerializer
    queryset = Organisation.objects.none()

    @extend_schema(operation_id="organisation_list", responses=OrganisationSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The municipality's organisations, in Swedish order."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="organisation_found",
        request=NewOrganisationSerializer,
        responses={201: OrganisationSerializer, **problems(403, 409)},
    )
    def post(self, request: Request) -> Response:
        """Found one, forming or active at once. Its kind is for ever: roles and rights follow from it."""
        viewer, said = viewer_of(request), self.asked(NewOrganisationSerializer)
        made = organisations.found_organisation(
            viewer=viewer,
            organisation_id=uuid4(),
            name=said["name"],
            kind=OrganisationKind(said["kind"]),
            state=OrganisationState(said["state"]),
            district_ids=frozenset(said["districts"]),
            ground_owner=said["ground_owner"],
            contact_email=said["contact_email"],
        )
        return Response(shown(viewer, made.pk), status=status.HTTP_201_CREATED)

    def get_queryset(self) -> QuerySet[Organisation]:
        """With a count of people, which the policy may take away again."""
        viewer = viewer_of(self.request)
        return Organisation.objects.visible_to(viewer).with_member_count().prefetch_related("districts")

    def paginate_queryset(self, queryset: Any) -> Any:
        """The page's rows, with the count for those who may know it."""
        viewer = viewer_of(self.request)
        rows = super().paginate_queryset(queryset)
        for organisation in rows or []:
            count(viewer, organisation)
        return rows


class OrganisationView(Endpoint):
    """GET and PUT /api/v1/organisations/<id>/."""

    @extend_schema(operation_id="organisation_read", responses=OrganisationSerializer)
    def get(self, request: Request, organisation_id: UUID) -> Response:
        """One of the municipality's organisations."""
        return Response(shown(viewer_of(request), organisation_id))

    @extend_schema(
        operation_id="organisation_edit",
        request=OrganisationEditSerializer,
        responses={200: OrganisationSerializer, **problems(403, 409)},
    )
    def put(self, request: Request, organisation_id: UUID) -> Response:
        """Its name, districts, ground and address; 409 when somebody else has changed it meanwhile."""
        viewer, said = viewer_of(request), self.asked(OrganisationEditSerializer)
        facts = organisations.Facts(
            name=said["name"],
            district_ids=frozenset(said["districts"]),
            ground_owner=said["ground_owner"],
            contact_email=said["contact_email"],
        )
        organisations.edit_organisation(
            viewer=viewer, organisation_id=organisation_id, facts=facts, seen=said["version"]
        )
        return Response(shown(viewer, organisation_id))


class OrganisationStateView(Endpoint):
    """PUT /api/v1/organisations/<id>/state/."""

    @extend_schema(
        operation_id="organisation_state",
        request=OrganisationStateSerializer,
        responses={200: OrganisationSerializer, **problems(403, 409)},
    )
    def put(self, request: Request, organisation_id: UUID) -> Response:
        """Forming, active, dormant, closed. A closed one gives no rights from the same moment on."""
        viewer, said = viewer_of(request), self.asked(OrganisationStateSerializer)
        organisations.set_state(
            viewer=viewer,
            organisation_id=organisation_id,
            state=OrganisationState(said["state"]),
            seen=said["version"],
        )
        return Response(shown(viewer, organisation_id))


def shown(viewer: Viewer, organisation_id: UUID) -> dict[str, Any]:
    """The organisation as this viewer sees it. NotFound."""
    rows = Organisation.objects.visible_to(viewer).with_member_count().prefetch_related("districts")
    found: Organisation | None = rows.filter(pk=organisation_id).first()
    if found is None:
        raise NotFound
    count(viewer, found)
    return dict(OrganisationSerializer(found).data)


def count(viewer: Viewer, organisation: Any) -> None:
    """Put ``people_shown`` on a row that was read with_member_count: for those who may know, else None."""
    organisation.people_shown = organisation.people if policies.can_count_members(viewer, organisation) else None
