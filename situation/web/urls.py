"""Pages of the week."""

from django.urls import path

from situation import keys  # noqa: F401 -- registers <week:…>
from situation.web import views

app_name = "situation"
urlpatterns = [
    path("veckan/", views.current, name="week"),
    path("veckan/<week:key>/", views.week, name="week_of"),
    path("veckan/<week:key>/faststalld.json", views.fixed, name="fixed"),
    path("veckan/<week:key>/utkast/", views.draft, name="draft"),
    path("atgarder/ny/", views.propose, name="propose"),
    path("atgarder/<uuid:measure_id>/", views.measure, name="measure"),
    path("atgarder/<uuid:measure_id>/steg/", views.measure_step, name="measure_step"),
]
