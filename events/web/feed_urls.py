"""Addresses of calendars; part of events.web.urls."""

from __future__ import annotations

from django.urls import path

from events.web import feeds

urlpatterns = [
    path("kalendrar/", feeds.feeds_page, name="feeds"),
    path("kalendrar/<uuid:feed_id>/ny-lank/", feeds.rotate, name="feed_rotate"),
    path("kalendrar/<uuid:feed_id>/stang-av/", feeds.revoke, name="feed_revoke"),
    path("calendar/public/<str:scope>.ics", feeds.public_calendar, name="feed_public"),
    path("calendar/<str:token>.ics", feeds.private_calendar, name="feed"),
]
