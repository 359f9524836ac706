"""Addresses of the events API."""

from __future__ import annotations

from django.urls import include, path

from events.api import views, walk_views

_event = "events/<uuid:event_id>/"

app_name = "api-events"
urlpatterns = [
    path("events/", views.EventsView.as_view(), name="events"),
    path("events/open-dates/", views.OpenDatesView.as_view(), name="open-dates"),
    path(_event, views.EventView.as_view(), name="event"),
    path(f"{_event}publish/", views.PublishView.as_view(), name="publish"),
    path(f"{_event}cancel/", views.CancelView.as_view(), name="cancel"),
    path(f"{_event}close/", views.CloseView.as_view(), name="close"),
    path(f"{_event}answer/", views.AnswerView.as_view(), name="answer"),
    path(f"{_event}answers/<uuid:membership_id>/", views.AnswerForView.as_view(), name="answer-for"),
    path(f"{_event}leaders/<uuid:signup_id>/", views.LeaderView.as_view(), name="leader"),
    path(f"{_event}in-charge/<uuid:user_id>/", views.ChargeView.as_view(), name="in-charge"),
    path(f"{_event}roster/", walk_views.RosterView.as_view(), name="roster"),
    path(f"{_event}briefing/", walk_views.BriefingView.as_view(), name="briefing"),
    path(f"{_event}teams/", walk_views.TeamsView.as_view(), name="teams"),
    path(f"{_event}teams/suggestion/", walk_views.SuggestionView.as_view(), name="suggestion"),
    path(f"{_event}check-ins/", walk_views.CheckInsView.as_view(), name="check-ins"),
    path(f"{_event}focus-places/", walk_views.FocusPlacesView.as_view(), name="focus-places"),
    path(
        f"{_event}focus-places/<uuid:focus_place_id>/",
        walk_views.FocusPlaceView.as_view(),
        name="focus-place",
    ),
    path(
        "teams/<uuid:team_id>/check-ins/<uuid:check_in_id>/",
        walk_views.CheckInView.as_view(),
        name="check-in",
    ),
    path(
        "teams/<uuid:team_id>/focus-places/<uuid:focus_place_id>/answers/<uuid:answer_id>/",
        walk_views.FocusAnswerView.as_view(),
        name="focus-answer",
    ),
    path("", include("events.api.feed_urls")),
]
