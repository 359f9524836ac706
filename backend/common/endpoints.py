"""What every view of the API derives from; apart from backend.common.api, which the framework's own views load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common.api import Anyone, viewer_of
from backend.common.errors import Invalid, NotAllowed
from backend.common.pages import WholeList
from backend.common.viewer import Via

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rest_framework.request import Request

Row = TypeVar("Row", bound=Model)
Shape = TypeVar("Shape", bound=serializers.Serializer[Any])


class UnknownParameter(Invalid):
    """A misspelt filter must not silently filter nothing."""

    code = "unknown_parameter"
    message = _("Frågan känns inte igen.")


class RepeatedParameter(Invalid):
    """Which of the two was meant, nobody knows."""

    code = "repeated_parameter"
    message = _("Frågan står två gånger.")


class OutOfScope(NotAllowed):
    """A key for another system asks for what it was not made for."""

    code = "out_of_scope"
    message = _("Nyckeln får inte göra det här.")


class Endpoint(APIView):
    """A view that says what it may be asked, and refuses everything else."""

    opens_by_link = False
    """Whether who leads tonight may call it by the link of the evening, without signing in."""
    token_scopes: ClassVar[Mapping[str, frozenset[str]]] = {}
    """Method → scopes, any of which lets a key for another system in. Not named: no key, but where anybody reads."""

    query_shape: type[serializers.Serializer[Any]] | None = None
    """What a GET may be asked in its query; read by the schema too."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After the doors (session, rights, limits), ``self.query`` holds the checked query."""
        super().initial(request, *args, **kwargs)
        reads = request.method in {"GET", "HEAD"}
        if viewer_of(request).via is Via.TOKEN and not self._takes_key(request, reads=reads):
            raise OutOfScope
        shape = self.query_shape(data=request.query_params.dict()) if reads and self.query_shape else None
        paginator = getattr(self, "paginator", None) if reads else None
        known = {*(shape.fields if shape else ()), *(paginator.params if paginator else ())}
        for name, values in request.query_params.lists():
            if name not in known:
                raise UnknownParameter(field=name)
            if len(values) > 1:
                raise RepeatedParameter(field=name)
        if shape:
            shape.is_valid(raise_exception=True)
        self.query: dict[str, Any] = shape.validated_data if shape else {}

    def _takes_key(self, request: Request, *, reads: bool) -> bool:
        named = self.token_scopes.get("GET" if reads else str(request.method), frozenset())
        is_open = reads and any(isinstance(permission, Anyone) for permission in self.get_permissions())
        return is_open or bool(named & viewer_of(request).scopes)

    def parsed(self, shape: type[Shape], **options: Any) -> Shape:
        """The checked body: its members are all known, and of the type that the schema names. ValidationError."""
        parsed = shape(data=self.request.data, **options)
        if faults := _misshapen(parsed, self.request.data):
            raise ValidationError(faults)
        parsed.is_valid(raise_exception=True)
        return parsed

    def asked(self, shape: type[serializers.Serializer[Any]], **options: Any) -> dict[str, Any]:
        """The checked body's values."""
        values: dict[str, Any] = self.parsed(shape, **options).validated_data
        return values


class ListEndpoint(Endpoint, ListAPIView[Row]):
    """A list in pages."""


class WholeListEndpoint(Endpoint):
    """A list that is short by its nature: the shape of a page, and never a second one."""

    pagination_class = WholeList

    def whole(self, shape: type[serializers.Serializer[Any]], rows: Iterable[Any], **context: Any) -> Response:
        """``{"results": […], "next": null}``."""
        return Response({"results": shape(rows, many=True, context=context).data, "next": None})


UNKNOWN_MEMBER = _("Det här fältet känns inte igen.")
WRONG_TYPE = _("Värdet är av fel typ.")
# JSON's own types. The framework would take 1 for "1", "yes" for true and 7 for a UUID.
_TYPES: tuple[tuple[type[serializers.Field[Any, Any, Any, Any]], type | tuple[type, ...]], ...] = (
    (serializers.BooleanField, bool),
    (serializers.IntegerField, int),
    (serializers.FloatField, (int, float)),
    (serializers.ListField, list),
    (serializers.CharField, str),
    (serializers.ChoiceField, str),
    (serializers.DateField, str),
    (serializers.DateTimeField, str),
    (serializers.UUIDField, str),
)


def _misshapen(field: serializers.Field[Any, Any, Any, Any], value: Any) -> Any:
    """What is wrong with a value's shape, in the form of ValidationError's detail; nothing when it is right."""
    if value is None:
        return None
    if isinstance(field, serializers.Serializer) and isinstance(value, dict):
        inner = field.fields
        faults = {
            name: _misshapen(inner[name], value[name])
            if name in inner
            else [ErrorDetail(str(UNKNOWN_MEMBER), code="unknown_field")]
            for name in value
        }
        return {name: fault for name, fault in faults.items() if fault}
    wanted = next((types for kind, types in _TYPES if isinstance(field, kind)), object)
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted not in {bool, object}):
        return [ErrorDetail(str(WRONG_TYPE), code="wrong_type")]
    child = getattr(field, "child", None)
    if child is None or not isinstance(value, list):
        return None
    found = [_misshapen(child, item) or {} for item in value]
    return found if any(found) else None
