"""Addresses of observations under /api/v1/."""

from __future__ import annotations

from django.urls import path

from tips.api import receivers, views

app_name = "api-tips"

urlpatterns = [
    path("categories/", views.Categories.as_view(), name="categories"),
    path("receivers/", receivers.Receivers.as_view(), name="receivers"),
    path("receivers/<uuid:receiver_id>/", receivers.ReceiverDetail.as_view(), name="receiver"),
    path("tips/", views.Tips.as_view(), name="tips"),
    path("tips/count/", views.TipCount.as_view(), name="count"),
    path("tips/numbers/", views.AreaNumbers.as_view(), name="numbers"),
    path("tips/follow/", views.Follow.as_view(), name="follow"),
    path("tips/<uuid:tip_id>/", views.TipDetail.as_view(), name="tip"),
    path("tips/<uuid:tip_id>/history/", views.TipHistory.as_view(), name="history"),
    path("tips/<uuid:tip_id>/take-up/", views.take_up, name="take-up"),
    path("tips/<uuid:tip_id>/send-on/", views.send_on, name="send-on"),
    path("tips/<uuid:tip_id>/close/", views.close, name="close"),
    path("tips/<uuid:tip_id>/reopen/", views.reopen, name="reopen"),
    path("tips/<uuid:tip_id>/release-text/", views.release_text, name="release-text"),
    path("tips/<uuid:tip_id>/remove-text/", views.remove_text, name="remove-text"),
]
