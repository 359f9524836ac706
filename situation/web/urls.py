"""Pages of the week."""

from django.urls import path, register_converter

from situation.web import views


class WeekKey:
    """2026-W47."""

    regex = r"[0-9]{4}-W[0-5][0-9]"

    def to_python(self, value: str) -> str:
        """As it is; a week that does not exist is found by nobody."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(WeekKey, "week")

app_name = "situation"
urlpatterns = [
    path("veckan/", views.current, name="week"),
    path("veckan/<week:key>/", views.week, name="week_of"),
    path("veckan/<week:key>/utkast/", views.draft, name="draft"),
    path("atgarder/<uuid:measure_id>/", views.measure, name="measure"),
    path("atgarder/<uuid:measure_id>/steg/", views.measure_step, name="measure_step"),
]
