"""The house with the admin in it."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from backend.urls import urlpatterns as house

urlpatterns = [path("admin/", admin.site.urls), *house]
