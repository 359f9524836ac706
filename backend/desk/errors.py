"""Answers to what no view took: pages for people, problem documents for the API."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from backend.common.api import TITLES

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return _answer(request, 400, "invalid", _("Begäran gick inte att läsa."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known, and not yours."""
    return _answer(request, 403, "not_allowed", _("Du har inte behörighet att göra det här."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: unknown or somebody else's; the answer does not tell which."""
    return _answer(request, 404, "not_found", _("Det finns inte, eller så visas det inte för dig."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form came from another page, or the page had been open too long."""
    if request.path.startswith(API):
        return _problem(403, "csrf", _("Sidan har varit öppen för länge. Ladda om den och försök igen."))
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Asks nothing of the database."""
    if request.path.startswith(API):
        return _problem(500, "server_error", _("Något gick fel hos oss. Försök igen om en stund."))
    return render(None, "500.html", status=500)


def _answer(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    if request.path.startswith(API):
        return _problem(status, code, detail)
    template = f"{status}.html"
    return render(request, template, {"detail": detail}, status=status)


def _problem(status: int, code: str, detail: str) -> JsonResponse:
    body = {
        "type": f"/problems/{code}",
        "title": str(TITLES.get(status, _("Fel"))),
        "status": status,
        "code": code,
        "detail": detail,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")
