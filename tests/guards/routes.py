"""Every route of the project, with addresses made up for it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SAMPLES: dict[str, Any] = {
    "UUIDConverter": uuid.UUID("00000000-0000-4000-8000-000000000000"),
    "StringConverter": "2026-W47",
    "WeekKey": "2026-W47",
    "IntConverter": 1,
    "SlugConverter": "sample",
    "PathConverter": "sample",
}
# Other people's rooms, with locks of their own: Django's admin asks for staff, allauth for what it needs.
FOREIGN = ("admin",)


@dataclass(frozen=True, slots=True)
class Route:
    """A named route and an address that matches it."""

    name: str
    path: str
    callback: Any
    parameters: tuple[str, ...] = ()

    def address(self, ids: Mapping[str, Any]) -> str:
        """The address with real ids in it, by the names of the route's parameters. KeyError: one is not given."""
        return reverse(self.name, kwargs={name: ids[name] for name in self.parameters})


def every_route() -> list[Route]:
    """All routes in the order of the URL conf, without the admin's."""
    return list(_walk(get_resolver(), "/", ""))


def _walk(resolver: URLResolver, prefix: str, namespace: str, parameters: tuple[str, ...] = ()) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace in FOREIGN:
                continue
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, prefix + _fill(entry.pattern), inner, (*parameters, *_named(entry.pattern)))
        elif isinstance(entry, URLPattern):
            named = tuple(name for name in (*parameters, *_named(entry.pattern)) if name not in entry.default_args)
            yield Route(f"{namespace}{entry.name}", prefix + _fill(entry.pattern), entry.callback, named)


def _named(pattern: Any) -> list[str]:
    return list(pattern.regex.groupindex)


def _fill(pattern: Any) -> str:
    route = getattr(pattern, "_route", None)
    if route is None:
        return str(pattern.regex.pattern).lstrip("^").rstrip("$Z\\").replace("(?P<key>[-:\\w]+)", "sample")
    text = str(route)
    for name, converter in pattern.converters.items():
        kind = type(converter).__name__
        for spelled in (
            f"<{name}>",
            *(f"<{prefix}:{name}>" for prefix in ("uuid", "str", "week", "int", "slug", "path")),
        ):
            text = text.replace(spelled, str(SAMPLES[kind]))
    return text
