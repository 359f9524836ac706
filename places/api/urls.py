"""The places' part of /api/v1/."""

from __future__ import annotations

from django.urls import path

from places.api import views

app_name = "api-places"
urlpatterns = [
    path("municipality/", views.MunicipalityView.as_view(), name="municipality"),
    path("districts/", views.DistrictsView.as_view(), name="districts"),
    path("places/", views.PlacesView.as_view(), name="places"),
]
