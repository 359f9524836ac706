"""Pages of organisations and their members."""

from __future__ import annotations

from django.urls import path

from volunteers.web import tokens, views

app_name = "volunteers"
urlpatterns = [
    path("organisationer/", views.organisations, name="organisations"),
    path("organisationer/<uuid:organisation_id>/", views.organisation, name="organisation"),
    path("medlemskap/<uuid:membership_id>/avsluta/", views.end, name="membership_end"),
    path("nycklar/", tokens.keys, name="keys"),
    path("nycklar/<uuid:token_id>/aterkalla/", tokens.revoke, name="key_revoke"),
]
