"""The API's base: closed by default, strict JSON in, problem documents (RFC 9457) out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from backend.common.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from backend.common.factor import explained

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request
    from rest_framework.views import APIView

    from backend.common.viewer import Viewer

API = "/api/"
PROBLEM = "application/problem+json"
# Larger than any body that our own pages send (all groups of the largest walk: 100 kB).
MAX_BODY = 256 * 1024

STATUS_OF_FAMILY: tuple[tuple[type[Refusal], int], ...] = (
    (NotAllowed, status.HTTP_403_FORBIDDEN),
    (NotFound, status.HTTP_404_NOT_FOUND),
    (Conflict, status.HTTP_409_CONFLICT),
    (Invalid, status.HTTP_400_BAD_REQUEST),
)


def status_of(refusal: Refusal) -> int:
    """HTTP status of a refusal's family."""
    return next((code for family, code in STATUS_OF_FAMILY if isinstance(refusal, family)), 400)


TITLES = {
    400: _("Något behöver rättas"),
    401: _("Du behöver logga in"),
    403: _("Inte tillåtet"),
    404: _("Finns inte"),
    405: _("Metoden stöds inte"),
    409: _("Det gick inte just nu"),
    413: _("För stort"),
    415: _("Formatet stöds inte"),
    429: _("För många försök"),
    500: _("Fel hos oss"),
}


class BodyTooLarge(exceptions.APIException):
    """More than MAX_BODY."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class CsrfFailed(exceptions.PermissionDenied):
    """A request that did not come from our own page, or from one that has been open too long."""

    default_code = "csrf"


# What the framework refuses, in our words: code, and the sentence for the person.
REFUSED_BY_FRAMEWORK: tuple[tuple[type[exceptions.APIException], str, _StrPromise | str], ...] = (
    (exceptions.ParseError, "malformed", _("Det som skickades gick inte att läsa som JSON.")),
    (exceptions.NotAuthenticated, "not_authenticated", _("Logga in först.")),
    (exceptions.AuthenticationFailed, "not_authenticated", _("Logga in först.")),
    (CsrfFailed, "csrf", _("Sidan har varit öppen för länge. Ladda om den och försök igen.")),
    (exceptions.PermissionDenied, NotAllowed.code, NotAllowed.message),
    (exceptions.NotFound, NotFound.code, NotFound.message),
    (exceptions.MethodNotAllowed, "method_not_allowed", _("Det går inte att göra så på den här adressen.")),
    (BodyTooLarge, "too_large", _("Det som skickades är för stort.")),
    (exceptions.UnsupportedMediaType, "unsupported_media_type", _("Skicka JSON, med typen application/json.")),
    (exceptions.Throttled, "throttled", _("Det blev för många försök. Vänta en stund och försök igen.")),
)


def problem_body(code: int, name: str, detail: str, errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """The members of a problem document; ``name`` is our stable code, ``detail`` is for the person."""
    body: dict[str, Any] = {
        "type": f"/problems/{name}",
        "title": str(TITLES[code]),
        "status": code,
        "code": name,
        "detail": detail,
    }
    return body | {"errors": errors} if errors else body


def problem(code: int, name: str, detail: str, errors: list[dict[str, str]] | None = None) -> Response:
    """A problem document as a view's response."""
    return Response(problem_body(code, name, detail, errors), status=code, content_type=PROBLEM)


def plain_problem(code: int, name: str, detail: str) -> JsonResponse:
    """A problem document where no view was reached: middleware and Django's own handlers."""
    return JsonResponse(problem_body(code, name, detail), status=code, content_type=PROBLEM)


def _flatten(detail: Any, path: str = "") -> list[dict[str, str]]:
    if isinstance(detail, dict):
        return [e for key, value in detail.items() for e in _flatten(value, f"{path}.{key}" if path else str(key))]
    if isinstance(detail, list):
        nested = any(isinstance(item, dict | list) for item in detail)
        return [e for index, item in enumerate(detail) for e in _flatten(item, f"{path}.{index}" if nested else path)]
    return [{"field": path, "code": getattr(detail, "code", "invalid") or "invalid", "message": str(detail)}]


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: refusals, validation and HTTP errors become problem documents; bugs stay bugs."""
    if isinstance(exc, Refusal):
        exc = explained(exc, viewer_of(context["request"]))
        errors = [{"field": exc.field, "code": exc.code, "message": exc.detail}] if exc.field else None
        return problem(status_of(exc), exc.code, exc.detail, errors)
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    if isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if isinstance(exc, DjangoValidationError):
        exc = exceptions.ValidationError(exc.messages)
    if isinstance(exc, exceptions.ValidationError):
        errors = _flatten(exc.detail)
        return problem(400, Invalid.code, errors[0]["message"] if errors else str(Invalid.message), errors)
    if isinstance(exc, exceptions.APIException):
        return _refused_by_framework(exc)
    return None


def _refused_by_framework(exc: exceptions.APIException) -> Response | None:
    said = next(((code, words) for kind, code, words in REFUSED_BY_FRAMEWORK if isinstance(exc, kind)), None)
    if said is None:
        return None
    response = problem(exc.status_code, said[0], str(said[1]))
    if getattr(exc, "auth_header", None):
        response["WWW-Authenticate"] = exc.auth_header
    if getattr(exc, "wait", None):
        response["Retry-After"] = str(int(exc.wait or 0))
    return response


class StrictJSON(BaseParser):
    """JSON as RFC 8259 and every database can carry it: UTF-8, each name once, finite numbers, whole characters."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The value. ParseError, BodyTooLarge."""
        raw = stream.read(MAX_BODY + 1)
        if len(raw) > MAX_BODY:
            raise BodyTooLarge
        try:
            value = json.loads(raw.decode(), object_pairs_hook=_named_once)
            json.dumps(value, ensure_ascii=False, allow_nan=False).encode()  # refuses 1e999 and half a character
        except (ValueError, RecursionError) as exc:
            raise exceptions.ParseError from exc
        return value


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise ValueError("a name stands twice")
    return named


class OneFormat(BaseContentNegotiation):
    """JSON in and out, whatever is asked for: RFC 9110 §12.5.1 lets a server disregard Accept."""

    def select_parser(self, request: Request, parsers: list[BaseParser]) -> BaseParser | None:
        """The parser of the body's type, without its parameters; None makes 415."""
        kind = request.content_type.split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(
        self, request: Request, renderers: list[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first."""
        return renderers[0], str(renderers[0].media_type)


class CookieSession(SessionAuthentication):
    """Django's session. Answers 401 to strangers, and asks for the CSRF token from everybody: also a resident's
    report without account must come from our own page."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """The signed-in, active user of the session, or None. CsrfFailed on a foreign POST."""
        user = getattr(request._request, "user", None)
        try:
            self.enforce_csrf(request)
        except exceptions.PermissionDenied as exc:
            raise CsrfFailed from exc
        return (user, None) if user is not None and user.is_active else None

    def authenticate_header(self, request: Request) -> str:
        """Makes DRF answer 401 rather than 403 to somebody who is not signed in."""
        return "Session"


class SignedIn(BasePermission):
    """The default: an account in this municipality's name."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True for a viewer with a user."""
        return viewer_of(request).is_signed_in


class Anyone(BasePermission):
    """The open door, named where it stands open; the guard lists every use."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Always true."""
        return True


def viewer_of(request: Request) -> Viewer:
    """The Viewer that middleware built for this request."""
    viewer: Viewer = request._request.viewer  # type: ignore[attr-defined]
    return viewer
