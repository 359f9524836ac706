"""Every address: pages in Swedish at the root, the API under /api/v1/, sign-in under /konto/."""

from __future__ import annotations

from importlib.util import find_spec

from allauth.account.urls import urlpatterns as account_patterns
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

APPS = ("places", "volunteers", "events", "tips", "situation", "notifications")

# The one-time code is the only door: allauth's pages for passwords and addresses are not routed.
ACCOUNT_PAGES = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_request_login_code",
        "account_confirm_login_code",
    }
)


def rooms(kind: str) -> list[URLResolver]:
    """The ``web`` or ``api`` addresses of every app that has such a room."""
    names = [f"{app}.{kind}.urls" for app in APPS]
    return [path("", include(name)) for name in names if find_spec(name)]


demo: list[URLPattern | URLResolver] = []
if settings.DEMO:
    from backend.desk.styleguide import styleguide

    demo = [path("demo/stil/", styleguide, name="styleguide"), path("demo/", include("backend.demo.urls"))]

urlpatterns = [
    path("", include("backend.desk.urls")),
    *rooms("web"),
    path("konto/", include([page for page in account_patterns if page.name in ACCOUNT_PAGES])),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/v1/", include(rooms("api"))),
    *demo,
]

handler400 = "backend.desk.errors.bad_request"
handler403 = "backend.desk.errors.forbidden"
handler404 = "backend.desk.errors.not_found"
handler500 = "backend.desk.errors.server_error"
