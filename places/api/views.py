"""Public reads of where things are: the municipality, its districts, its places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from backend.common.api import Anyone, viewer_of
from backend.common.clock import now
from backend.common.endpoints import Endpoint, ListEndpoint
from backend.common.pages import InvalidPage, KeysetPages
from places.api.serializers import (
    DistrictSerializer,
    MunicipalitySerializer,
    PlaceQuerySerializer,
    PlaceSerializer,
)
from places.calls import line_of
from places.geometry import nearest
from places.models import ContactChannel, District, Municipality, Place
from places.querysets import PlaceQuerySet

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

NEAREST = 10


class MunicipalityView(Endpoint):
    """GET /api/v1/municipality/."""

    permission_classes = (Anyone,)

    @extend_schema(operation_id="municipality_read", responses=MunicipalitySerializer)
    def get(self, request: Request) -> Response:
        """The municipality at this host, with its numbers to call."""
        viewer, moment = viewer_of(request), now()
        channels = Prefetch("channels", ContactChannel.objects.visible_to(viewer))
        municipality = Municipality.objects.visible_to(viewer).prefetch_related(channels).get()
        for channel in municipality.channels.all():
            channel.now = line_of(channel, moment)
        return Response(MunicipalitySerializer(municipality).data)


class DistrictsView(ListEndpoint[District]):
    """GET /api/v1/districts/."""

    permission_classes = (Anyone,)
    serializer_class = DistrictSerializer
    queryset = District.objects.none()

    @extend_schema(operation_id="district_list", responses=DistrictSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The municipality's districts, in Swedish order."""
        return self.list(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[District]:
        """Of this municipality."""
        return District.objects.visible_to(viewer_of(self.request))


class PlacesView(ListEndpoint[Place]):
    """GET /api/v1/places/."""

    permission_classes = (Anyone,)
    serializer_class = PlaceSerializer
    query_shape = PlaceQuerySerializer
    queryset = Place.objects.none()

    @extend_schema(operation_id="place_list", responses=PlaceSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Named places in Swedish order; with ``near`` the closest ones instead, of those that have a point."""
        if "near" in self.query:
            paging = next((name for name in KeysetPages.params if name in request.query_params), None)
            if paging:
                raise InvalidPage(field=paging)  # the nearest are ten, and have no second page
            return self._nearest(self.query["near"])
        return self.list(request, *args, **kwargs)

    def get_queryset(self) -> PlaceQuerySet:
        """Of this municipality, by district and part of the name."""
        places = Place.objects.visible_to(viewer_of(self.request))
        if "district" in self.query:
            places = places.in_district(self.query["district"])
        if "q" in self.query:
            places = places.matching(self.query["q"])
        return places

    def _nearest(self, here: tuple[float, float]) -> Response:
        found = nearest(self.get_queryset().exact(), here, NEAREST)
        for distance, place in found:
            place.distance_m = distance
        rows = self.get_serializer([place for _, place in found], many=True).data
        return Response({"results": rows, "next": None})
