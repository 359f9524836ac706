"""The request's host picks the municipality; an unknown host gets nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import resolve
from django.utils.translation import activate, get_language
from django.utils.translation import gettext as _

from backend.common.api import API, plain_problem
from places.tenants import municipality_of_host

if TYPE_CHECKING:
    from collections.abc import Callable

    from places.models import Municipality

# Asked by load balancers under whatever name or number they know.
HOSTLESS = frozenset({"/health"})


class TenantMiddleware:
    """Sets ``request.municipality``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """404 for a host that no municipality answers at."""
        if request.path in HOSTLESS:  # at once: the middleware that follows would ask for the host
            view, args, kwargs = resolve(request.path_info)
            return view(request, *args, **kwargs)  # type: ignore[no-any-return]
        municipality: Municipality | None
        try:
            municipality = municipality_of_host(request.get_host())
        except DisallowedHost:
            municipality = None
        if municipality is None:
            sentence = _("Ingen kommun finns på den här adressen.")
            if request.path.startswith(API):
                return plain_problem(404, "unknown_host", sentence)
            return HttpResponseNotFound(sentence, content_type="text/plain; charset=utf-8")
        request.municipality = municipality  # type: ignore[attr-defined]
        if (get_language() or "sv")[:2] not in municipality.offered:
            activate("sv")
            request.LANGUAGE_CODE = "sv"
        return self.get_response(request)
