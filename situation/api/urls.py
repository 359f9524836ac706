"""The situation's part of /api/v1/."""

from django.urls import path

from situation import keys  # noqa: F401 -- registers <week:…>
from situation.api import views

app_name = "api-situation"
urlpatterns = [
    path("weeks/", views.WeekList.as_view(), name="weeks"),
    path("weeks/<week:key>/", views.WeekDetail.as_view(), name="week"),
    path("weeks/<week:key>/draft/", views.WeekDraft.as_view(), name="week-draft"),
    path("weeks/<week:key>/fix/", views.WeekFix.as_view(), name="week-fix"),
    path("weeks/<week:key>/focus/", views.WeekFocus.as_view(), name="week-focus"),
    path("weeks/<week:key>/focus/<uuid:decided_id>/", views.WeekFocusPlace.as_view(), name="week-focus-place"),
    path("measures/", views.MeasureList.as_view(), name="measures"),
    path("measures/<uuid:measure_id>/", views.MeasureDetail.as_view(), name="measure"),
    path("measures/<uuid:measure_id>/step/", views.MeasureStep.as_view(), name="measure-step"),
    path("police-events/", views.PoliceEventList.as_view(), name="police-events"),
]
