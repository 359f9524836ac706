"""The project's addresses, and beside them pages that do what no page may: the guards' own proof that they see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from backend.common.web import page, public_page
from backend.urls import handler400, handler403, handler404, handler500
from backend.urls import urlpatterns as real
from events.models import Event
from places.models import District, Place
from volunteers.models import Organisation

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def unmarked(request: HttpRequest) -> HttpResponse:
    """Says neither that it is for everybody nor that it is not."""
    return HttpResponse("open")


@public_page
def opened(request: HttpRequest) -> HttpResponse:
    """For everybody, and written in no list."""
    return HttpResponse("open")


@page
def leaking(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Anybody's event by its id: the read does not start at the viewer's municipality."""
    return HttpResponse(get_object_or_404(Event, pk=event_id).title)


@page
def leaking_list(request: HttpRequest) -> HttpResponse:
    """The districts of every municipality."""
    return HttpResponse(", ".join(District.objects.order_by("pk").values_list("name", flat=True)))


@page
def asked_for(request: HttpRequest) -> HttpResponse:
    """Anybody's place by the id of a query."""
    return HttpResponse(get_object_or_404(Place, pk=request.GET.get("place")).name)


@page
def told_of(request: HttpRequest) -> HttpResponse:
    """Says of anybody's place whether it is there, and no more."""
    return HttpResponse(status=200 if Place.objects.filter(pk=request.GET.get("place")).exists() else 404)


@page
def written_to(request: HttpRequest) -> HttpResponse:
    """Changes anybody's place, and says nothing of it."""
    Place.objects.filter(pk=request.POST.get("place")).update(address="planted")
    return HttpResponse("done")


@page
def asking_for_each(request: HttpRequest) -> HttpResponse:
    """One query for the list, and one more for each of its rows."""
    found: list[Any] = [one.municipality.name for one in Organisation.objects.order_by("pk")]
    return HttpResponse(", ".join(found))


@page
def standing_still(request: HttpRequest) -> HttpResponse:
    """Shows the same whatever there is."""
    return HttpResponse("nothing")


urlpatterns = [
    *real,
    path("planted/unmarked/", unmarked, name="planted-unmarked"),
    path("planted/opened/", opened, name="planted-opened"),
    path("planted/leaking/<uuid:event_id>/", leaking, name="planted-leaking"),
    path("planted/leaking-list/", leaking_list, name="planted-leaking-list"),
    path("planted/query/", asked_for, name="planted-query"),
    path("planted/told/", told_of, name="planted-told"),
    path("planted/write/", written_to, name="planted-write"),
    path("planted/asking/", asking_for_each, name="planted-asking"),
    path("planted/still/", standing_still, name="planted-still"),
]
