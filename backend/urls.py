"""Every address: pages in Swedish at the root, the API under /api/v1/, sign-in under /konto/."""

from __future__ import annotations

from importlib.util import find_spec

from allauth.account.urls import urlpatterns as account_patterns
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from backend.desk.styleguide import styleguide

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


def rooms(*modules: str) -> list[URLResolver]:
    """The addresses of every room that there is: a room exists only when something stands in it."""
    return [path("", include(module)) for module in modules if _stands(module)]


def _stands(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def demo() -> list[URLPattern | URLResolver]:
    """Routed only in the demo: sign-in by one press, and the style guide."""
    if not settings.DEMO:
        return []
    return [path("demo/stil/", styleguide, name="styleguide"), path("demo/", include(rooms("backend.demo.urls")))]


urlpatterns = [
    *rooms("backend.desk.urls", *(f"{app}.web.urls" for app in APPS)),
    path("konto/", include([page for page in account_patterns if page.name in ACCOUNT_PAGES])),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/v1/", include(rooms(*(f"{app}.api.urls" for app in APPS)))),
    *demo(),
]

handler400 = "backend.desk.errors.bad_request"
handler403 = "backend.desk.errors.forbidden"
handler404 = "backend.desk.errors.not_found"
handler500 = "backend.desk.errors.server_error"
