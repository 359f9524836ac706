"""Addresses of the places API."""

from __future__ import annotations

from django.urls import path

from places.api import views

urlpatterns = [
    path("municipality/", views.MunicipalityView.as_view(), name="api-places-municipality"),
    path("districts/", views.DistrictsView.as_view(), name="api-places-districts"),
    path("places/", views.PlacesView.as_view(), name="api-places-places"),
]
