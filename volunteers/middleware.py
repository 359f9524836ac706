"""Sets ``request.viewer`` for every page and API call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import SimpleLazyObject

from volunteers.viewers import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class ViewerMiddleware:
    """Lazily: a request that asks for no rights costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """``request.viewer`` is None only where no municipality answers (/health)."""
        municipality = request.municipality  # type: ignore[attr-defined]
        request.viewer = (  # type: ignore[attr-defined]
            SimpleLazyObject(lambda: build(request.user, municipality.pk)) if municipality is not None else None
        )
        return self.get_response(request)
