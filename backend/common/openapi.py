"""How the API describes itself: one place for what every operation shares (docs/openapi.yml)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS

from backend.common.api import PROBLEM, Anyone

# 413's phrase differs between the Pythons that we run on.
PHRASES = {int(code): code.phrase for code in HTTPStatus} | {413: "Content Too Large"}


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


def problems(*codes: int) -> dict[tuple[int, str], OpenApiResponse]:
    """What an operation's own rules refuse with: ``responses={200: X, **problems(403, 409)}``.

    What every operation of its kind can answer (400, 401, 404, 413, 415, 429, CSRF's 403) is added by Schema.
    """
    return {(code, PROBLEM): OpenApiResponse(ProblemSerializer, PHRASES[code]) for code in codes}


class Schema(AutoSchema):
    """Tags by app; the query from ``query_shape``; the refusals that follow from an operation's kind."""

    def get_tags(self) -> list[str]:
        """The app that answers."""
        module = type(self.view).__module__
        return [module.removeprefix("backend.").partition(".")[0]]

    def get_override_parameters(self) -> list[Any]:
        """What a GET may be asked."""
        shape = getattr(self.view, "query_shape", None)
        return [shape] if shape and self.method == "GET" else []

    def get_auth(self) -> list[dict[str, list[str]]]:
        """A session where the door is not open; the CSRF token wherever something is written."""
        auth: list[dict[str, list[str]]] = super().get_auth()
        auth = [needed for needed in auth if "token" not in needed]
        if self._stands_open():
            auth.append({})
        if self.method not in SAFE_METHODS:
            auth = [{**needed, "csrf": []} for needed in auth]
        if self._key_scopes():
            auth.append({"token": []})
        return auth

    def get_description(self) -> str:
        """With the scopes that let a key in."""
        said: str = super().get_description()
        named = self._key_scopes()
        return f"{said}\n\nA key with the scope {' or '.join(named)}." if named else said

    def _key_scopes(self) -> list[str]:
        return sorted(getattr(self.view, "token_scopes", {}).get(self.method, ()))

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for (code, kind), answer in problems(*self._shared_refusals()).items():
            if str(code) not in bodies:
                bodies[str(code)] = self._get_response_for_code(answer, str(code), [kind], direction)
        return dict(sorted(bodies.items()))

    def _stands_open(self) -> bool:
        return any(isinstance(permission, Anyone) for permission in self.view.get_permissions())

    def _shared_refusals(self) -> list[int]:
        """400: an unknown query parameter, at least."""
        has_body = bool(self._get_request_body())
        grounds = {
            400: True,
            401: not self._stands_open(),
            403: self.method not in SAFE_METHODS,
            404: "{" in self.path,
            413: has_body,
            415: has_body,
            429: any(self.method in throttle.methods for throttle in self.view.get_throttles()),
        }
        return [code for code, stands in grounds.items() if stands]


class CookieSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The session cookie, and the token that shows that a request comes from our own page."""

    target_class = "backend.common.api.CookieSession"
    name = ["session", "csrf"]

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        """The token is added by Schema, where something is written."""
        return {"session": []}

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, str]]:
        """By the names of Django's cookie and header."""
        return [
            {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            {"type": "apiKey", "in": "header", "name": "X-CSRFToken", "description": "The cookie csrftoken's value."},
        ]


class BearerKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A key for another system; the operations that take one say which scope it needs."""

    target_class = "volunteers.api.authentication.BearerKey"
    name = "token"

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        """Kept by Schema only where an operation names a scope."""
        return {"token": []}

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """RFC 6750."""
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "lykta_…",
            "description": "A key for another system, made by its owner under /nycklar/ for one purpose.",
        }


def close_requests(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """What is sent holds the named members and no others: Endpoint.asked refuses the rest."""
    for name, shape in result["components"]["schemas"].items():
        if name.endswith("Request") and shape.get("type") == "object":
            shape["additionalProperties"] = False
    return result


# The largest values of an integer column: a bound that only tells on which database the description was written.
STORAGE_LIMITS = {2**15 - 1, 2**31 - 1, 2**63 - 1}


def forget_storage(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """A whole number in an answer is described the same on SQLite and PostgreSQL."""
    for name, shape in result["components"]["schemas"].items():
        for field in shape.get("properties", {}).values():
            if field.get("maximum") in STORAGE_LIMITS and not name.endswith("Request"):
                del field["maximum"]
                field.pop("format", None)
    return result
