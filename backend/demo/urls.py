"""Addresses of the demo: routed only when LYKTA_DEMO is on."""

from __future__ import annotations

from django.urls import path

from backend.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("in/", views.sign_in, name="sign_in"),
]
