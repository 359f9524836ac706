"""Keyset pages: a list's page follows the last row of the one before, whatever was inserted in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from backend.common.errors import Invalid

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from rest_framework.request import Request


class InvalidPage(Invalid):
    """A cursor or a page size that is not ours."""

    code = "invalid_page"
    message = _("Sidan finns inte. Börja om från början av listan.")


class KeysetPages(BasePagination):
    """Pages by the full ordering of the queryset, so that ties and inserts lose no row.

    The queryset must have an explicit order of concrete, non-null columns that ends in a unique one.
    """

    page_size = 50
    max_page_size = 200
    cursor_param = "after"
    size_param = "page_size"
    params: tuple[str, ...] = (cursor_param, size_param)

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any]:
        """One page of rows after the cursor. InvalidPage for a cursor that is not this list's, or a foolish size."""
        self.request = request
        self.model = queryset.model
        self.order = [str(name) for name in queryset.query.order_by]
        size = self._size(request)
        cursor = request.query_params.get(self.cursor_param)
        if cursor is not None:
            values = decode_cursor(cursor, cursor_salt(self.model, self.order))
            queryset = queryset.filter(self._after(values))
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
        cursor = encode_cursor(values, cursor_salt(self.model, self.order))
        return replace_query_param(self.request.build_absolute_uri(), self.cursor_param, cursor)

    def _size(self, request: Request) -> int:
        raw = request.query_params.get(self.size_param)
        if raw is None:
            return self.page_size
        if not raw.isascii() or not raw.isdigit() or len(raw) > 3 or not 1 <= int(raw) <= self.max_page_size:
            raise InvalidPage(field=self.size_param)
        return int(raw)

    def _after(self, values: list[Any]) -> Q:
        """(a, b) > (x, y) spelled out per direction, with the leading bound first so that an index can serve it."""
        clause, equal, bound = Q(), Q(), Q()
        for name, raw in zip(self.order, values, strict=True):
            column, down = name.lstrip("-"), name.startswith("-")
            try:
                value = self.model._meta.get_field(column).to_python(raw)
            except ValidationError as exc:  # the column's type has changed since the cursor was made
                raise InvalidPage(field=self.cursor_param) from exc
            bound = bound or Q(**{f"{column}__{'lte' if down else 'gte'}": value})
            clause |= equal & Q(**{f"{column}__{'lt' if down else 'gt'}": value})
            equal &= Q(**{column: value})
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
                "description": f"Rows per page; {self.page_size} when it is not given.",
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


class WholeList(KeysetPages):
    """Describes a list in the same shape that comes all at once."""

    params = ()

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """None."""
        return []


def cursor_salt(model: type[Model], order: list[str]) -> str:
    """Binds a cursor to its list: one of another model or order is not ours."""
    return f"lykta.cursor:{model._meta.label}:{','.join(order)}"


def encode_cursor(values: list[Any], salt: str) -> str:
    """Ordering values → signed, url-safe text. It holds only what the reader saw on the page before."""
    plain = [value if isinstance(value, int) else _text(value) for value in values]
    return Signer(salt=salt).sign_object(plain)


def decode_cursor(text: str, salt: str) -> list[Any]:
    """The reverse; InvalidPage for anything that we did not sign for this list."""
    try:
        values: list[Any] = Signer(salt=salt).unsign_object(text)
    except BadSignature as exc:
        raise InvalidPage(field=KeysetPages.cursor_param) from exc
    return values


def _text(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
