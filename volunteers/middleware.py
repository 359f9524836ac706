"""Sets ``request.viewer`` for every page and API call, and keeps what was answered to a session out of every cache."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from backend.common.clock import now
from volunteers import links
from volunteers.second_factor import is_of_another_host, last_shown, was_given
from volunteers.viewers import build, by_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from backend.common.viewer import Viewer


class ViewerMiddleware:
    """Lazily: a request that asks for no rights costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The municipality's middleware has been before: every request that comes here has one."""
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:  # noqa: ARG002 -- Django's
        """Whether the view is one of those that a leader's link opens; to all others its holder is a stranger."""
        said = getattr(view, "cls", view)
        request.opens_by_link = getattr(said, "opens_by_link", False)  # type: ignore[attr-defined]


def _viewer(request: HttpRequest) -> Viewer:
    municipality_id = request.municipality.pk  # type: ignore[attr-defined]
    if request.user.is_anonymous and getattr(request, "opens_by_link", False):
        opened = links.opened(request.session, municipality_id, now())
        if opened is not None:
            return by_link(opened, municipality_id)
    elsewhere = is_of_another_host(request.session, request.get_host().partition(":")[0])
    return build(
        None if elsewhere else request.user,
        municipality_id,
        now=now(),
        second_factor=was_given(request.session),
        shown_at=last_shown(request.session, request.user.pk),
    )


class PrivateMiddleware:
    """A phone is lent: nothing that was made for somebody with a session stays in a cache of the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """``private, no-store`` unless the view says something of its own; what is there goes at sign-out."""
        response = self.get_response(request)
        by_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if by_session or "Authorization" in request.headers:
            response.setdefault("Cache-Control", "private, no-store")
            if by_session and request.session.modified and request.session.is_empty():  # flushed: somebody signed out
                response["Clear-Site-Data"] = '"cache"'
        return response
