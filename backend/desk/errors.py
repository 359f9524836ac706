"""Answers to what no view took: pages for people, problem documents for the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

from backend.common.api import API, plain_problem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return _answer(request, 400, "invalid", _("Begäran gick inte att läsa."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known, and not yours."""
    return _answer(request, 403, "not_allowed", _("Du har inte behörighet att göra det här."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: unknown or somebody else's; the answer does not tell which."""
    return _answer(request, 404, "not_found", _("Det finns inte, eller så visas det inte för dig."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Asks nothing of the database."""
    if request.path.startswith(API):
        return plain_problem(500, "server_error", _("Något gick fel hos oss. Försök igen om en stund."))
    return render(None, "500.html", status=500)


def _answer(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    if request.path.startswith(API):
        return plain_problem(status, code, detail)
    template = f"{status}.html"
    return render(request, template, {"detail": detail}, status=status)
