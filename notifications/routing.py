"""The sockets' addresses, for backend.asgi."""

from __future__ import annotations

from django.urls import path

from notifications.consumer import live

websocket_urlpatterns = [path("ws/live/", live, name="live")]  # type: ignore[arg-type]  # an ASGI application, for Channels
