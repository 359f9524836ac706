"""Addresses of the pages about observations."""

from __future__ import annotations

from django.urls import path

from tips.web import numbers, queue, receivers, views

app_name = "tips"

urlpatterns = [
    path("observera/", views.observe, name="observe"),
    path("observera/tack/", views.thanks, name="thanks"),
    path("kod/", views.follow_code, name="follow"),
    path("samtal/", views.call, name="call"),
    path("observationer/", queue.queue, name="queue"),
    path("observationer/omradet/", numbers.numbers, name="numbers"),
    path("observationer/<uuid:tip_id>/", queue.detail, name="detail"),
    path("observationer/<uuid:tip_id>/<slug:name>/", queue.step, name="step"),
    path("kommun/installningar/mottagare/", receivers.receivers, name="receivers"),
    path("kommun/installningar/mottagare/ny/", receivers.receiver, name="receiver_new"),
    path("kommun/installningar/mottagare/<uuid:receiver_id>/", receivers.receiver, name="receiver"),
]
