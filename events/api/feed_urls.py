"""Addresses of calendar subscriptions; part of events.api.urls."""

from __future__ import annotations

from django.urls import path

from events.api import feeds

urlpatterns = [
    path("calendar-feeds/", feeds.FeedsView.as_view(), name="calendar-feeds"),
    path("calendar-feeds/<uuid:feed_id>/", feeds.FeedView.as_view(), name="calendar-feed"),
    path("calendar-feeds/<uuid:feed_id>/link/", feeds.FeedLinkView.as_view(), name="calendar-feed-link"),
]
