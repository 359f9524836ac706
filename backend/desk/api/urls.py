"""The roof's part of /api/v1/: what is put together from many apps."""

from __future__ import annotations

from django.urls import path

from backend.desk.api import views

app_name = "api-desk"
urlpatterns = [path("settings/", views.SettingsView.as_view(), name="settings")]
