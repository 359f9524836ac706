"""Every address: pages in Swedish at the root, the API under /api/v1/, sign-in under /konto/."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from backend.desk.styleguide import styleguide
from volunteers.web import language


def demo() -> list[URLPattern | URLResolver]:
    """Routed only in the demo: sign-in by one press, and the style guide."""
    if not settings.DEMO:
        return []
    return [path("demo/stil/", styleguide, name="styleguide"), path("demo/", include("backend.demo.urls"))]


urlpatterns = [
    path("", include("backend.desk.urls")),
    path("", include("volunteers.web.urls")),
    path("", include("events.web.urls")),
    path("", include("tips.web.urls")),
    path("", include("situation.web.urls")),
    path("konto/", include("volunteers.web.account_urls")),
    path("i18n/setlang/", language.choose, name="set_language"),
    path("drift/", admin.site.urls),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/v1/", include("places.api.urls")),
    path("api/v1/", include("volunteers.api.urls")),
    path("api/v1/", include("events.api.urls")),
    path("api/v1/", include("tips.api.urls")),
    path("api/v1/", include("situation.api.urls")),
    path("api/v1/", include("backend.desk.api.urls")),
    *demo(),
]

handler400 = "backend.desk.errors.bad_request"
handler403 = "backend.desk.errors.forbidden"
handler404 = "backend.desk.errors.not_found"
handler500 = "backend.desk.errors.server_error"
