"""The addresses as they are in the demo."""

from __future__ import annotations

from django.urls import include, path

from backend.desk.styleguide import styleguide
from backend.urls import urlpatterns as real

urlpatterns = [
    *real,
    path("demo/stil/", styleguide, name="styleguide"),
    path("demo/", include("backend.demo.urls")),
]
