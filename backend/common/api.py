"""The API's base: closed by default, problem documents (RFC 9457), keyset pages."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import exceptions, serializers, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.pagination import BasePagination
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from backend.common.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from rest_framework.request import Request
    from rest_framework.views import APIView

    from backend.common.viewer import Viewer

STATUS_OF_FAMILY: tuple[tuple[type[Refusal], int], ...] = (
    (NotAllowed, status.HTTP_403_FORBIDDEN),
    (NotFound, status.HTTP_404_NOT_FOUND),
    (Conflict, status.HTTP_409_CONFLICT),
    (Invalid, status.HTTP_400_BAD_REQUEST),
)


def status_of(refusal: Refusal) -> int:
    """HTTP status of a refusal's family."""
    return next((code for family, code in STATUS_OF_FAMILY if isinstance(refusal, family)), 400)


class ProblemRenderer(JSONRenderer):
    """Writes a problem document under its own media type."""

    media_type = "application/problem+json"


class FieldProblemSerializer(serializers.Serializer[Any]):
    """One field's fault."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457 problem document; ``code`` is ours and stable, ``detail`` is for the person."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = FieldProblemSerializer(many=True, required=False)


TITLES = {
    400: _("Något behöver rättas"),
    401: _("Du behöver logga in"),
    403: _("Inte tillåtet"),
    404: _("Finns inte"),
    405: _("Metoden stöds inte"),
    406: _("Formatet stöds inte"),
    409: _("Det gick inte just nu"),
    413: _("För stort"),
    415: _("Formatet stöds inte"),
    429: _("För många försök"),
}


def problem(code: int, name: str, detail: str, errors: list[dict[str, str]] | None = None) -> Response:
    """A problem document as a response."""
    body: dict[str, Any] = {
        "type": f"/problems/{name}",
        "title": str(TITLES.get(code, _("Fel"))),
        "status": code,
        "code": name,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return Response(body, status=code, content_type="application/problem+json")


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
        errors = [{"field": exc.field, "code": exc.code, "message": exc.detail}] if exc.field else None
        return problem(status_of(exc), exc.code, exc.detail, errors)
    if isinstance(exc, Http404):
        return problem(404, NotFound.code, str(NotFound.message))
    if isinstance(exc, PermissionDenied):
        return problem(403, NotAllowed.code, str(NotAllowed.message))
    if isinstance(exc, DjangoValidationError):
        exc = exceptions.ValidationError(exc.messages)
    if isinstance(exc, exceptions.ValidationError):
        errors = _flatten(exc.detail)
        return problem(400, Invalid.code, errors[0]["message"] if errors else str(Invalid.message), errors)
    if isinstance(exc, exceptions.APIException):
        response = problem(exc.status_code, str(exc.get_codes()), str(exc.detail))
        if getattr(exc, "auth_header", None):
            response["WWW-Authenticate"] = exc.auth_header
        if getattr(exc, "wait", None):
            response["Retry-After"] = str(int(exc.wait or 0))
        return response
    return None


def problems(*codes: int) -> dict[int, OpenApiResponse]:
    """The OpenAPI responses of these error statuses: ``@extend_schema(responses={200: X, **problems(404, 409)})``."""
    return {
        (code, "application/problem+json"): OpenApiResponse(ProblemSerializer, str(TITLES[code]))  # type: ignore[misc]
        for code in codes
    }


class CookieSession(SessionAuthentication):
    """Django's session. Answers 401 to strangers, and asks for the CSRF token from everybody: also a resident's
    report without account must come from our own page."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """The signed-in, active user of the session, or None. PermissionDenied on a foreign POST."""
        user = getattr(request._request, "user", None)
        self.enforce_csrf(request)
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


class KeysetPages(BasePagination):
    """Pages by the full ordering of the queryset, so that ties and inserts lose no row.

    The queryset must have an explicit order of concrete, non-null columns that ends in a unique one.
    """

    page_size = 50
    max_page_size = 200
    cursor_param = "after"
    size_param = "page_size"

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any]:
        """One page of rows after the cursor. Invalid for a mangled cursor or size."""
        self.request = request
        self.order = [str(name) for name in queryset.query.order_by]
        size = self._size(request)
        cursor = request.query_params.get(self.cursor_param)
        if cursor:
            queryset = queryset.filter(self._after(queryset.model, decode_cursor(cursor, len(self.order))))
        rows = list(queryset[: size + 1])
        self.has_next = len(rows) > size
        self.page = rows[:size]
        return self.page

    def get_paginated_response(self, data: Any) -> Response:
        """``{"results": […], "next": url or null}``."""
        return Response({"results": data, "next": self.next_link()})

    def next_link(self) -> str | None:
        """Address of the following page, or None on the last."""
        if not self.has_next:
            return None
        last = self.page[-1]
        values = [getattr(last, name.lstrip("-")) for name in self.order]
        url = self.request.build_absolute_uri()
        return replace_query_param(url, self.cursor_param, encode_cursor(values))

    def _size(self, request: Request) -> int:
        raw = request.query_params.get(self.size_param)
        if raw is None:
            return self.page_size
        if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw) <= self.max_page_size:
            raise InvalidPage(field=self.size_param)
        return int(raw)

    def _after(self, model: type[Model], values: list[Any]) -> Q:
        """(a, b) > (x, y) spelled out per direction, with the leading bound first so that an index can serve it."""
        clause = Q()
        equal = Q()
        try:
            for name, raw in zip(self.order, values, strict=True):
                column = name.lstrip("-")
                value = model._meta.get_field(column).to_python(raw)
                clause |= equal & Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
                equal &= Q(**{column: value})
            first = self.order[0]
            lead = model._meta.get_field(first.lstrip("-")).to_python(values[0])
        except (DjangoValidationError, FieldDoesNotExist, ValueError, TypeError) as exc:
            raise InvalidPage(field=self.cursor_param) from exc
        bound = Q(**{f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}": lead})
        return bound & clause

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The two query parameters, for OpenAPI."""
        return [
            {
                "name": self.cursor_param,
                "in": "query",
                "required": False,
                "schema": {"type": "string", "maxLength": 500},
                "description": "Cursor from the previous page's next.",
            },
            {
                "name": self.size_param,
                "in": "query",
                "required": False,
                "schema": {"type": "integer", "minimum": 1, "maximum": self.max_page_size},
                "description": "Rows per page.",
            },
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The page's shape, for OpenAPI."""
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {"type": "string", "format": "uri", "nullable": True},
            },
        }


class InvalidPage(Invalid):
    """A cursor or a page size that is not ours."""

    code = "invalid_page"
    message = _("Sidan finns inte. Börja om från början av listan.")


def encode_cursor(values: list[Any]) -> str:
    """Ordering values → url-safe text."""
    raw = json.dumps([v.isoformat() if hasattr(v, "isoformat") else v for v in values], default=str)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def decode_cursor(text: str, length: int) -> list[Any]:
    """The reverse; InvalidPage for anything that is not ``length`` plain values."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        values = json.loads(raw)
    except (binascii.Error, ValueError, UnicodeError, RecursionError) as exc:
        raise InvalidPage(field=KeysetPages.cursor_param) from exc
    plain = isinstance(values, list) and all(isinstance(v, str | int | float) for v in values)
    if not plain or len(values) != length:
        raise InvalidPage(field=KeysetPages.cursor_param)
    return list(values)
