"""Pages of organisations and their members."""

from __future__ import annotations

from django.urls import path

from volunteers.web import access_log, erasing, papers, retention, views

app_name = "volunteers"
urlpatterns = [
    path("organisationer/", views.organisations, name="organisations"),
    path("organisationer/<uuid:organisation_id>/", views.organisation, name="organisation"),
    path("integritet/logg/", access_log.access_log, name="access_log"),
    path("integritet/gallring/", retention.retention, name="retention"),
    path("integritet/", papers.index, name="papers"),
    path("integritet/<slug:slug>/", papers.paper, name="paper"),
    path("radera-mig/", erasing.erase, name="erase"),
    path("radera-mig/kvitto/<uuid:erasure_id>/", erasing.erased, name="erased"),
    path("medlemskap/<uuid:membership_id>/avsluta/", views.end, name="membership_end"),
]
