"""The registry hook through which the app above builds a socket's Viewer and re-reads rights versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from backend.common.viewer import Viewer

    Scope = dict[str, Any]
    Build = Callable[[Scope], Viewer | None]
    Versions = Callable[[set[UUID]], Mapping[UUID, int | None]]


@dataclass(frozen=True, slots=True)
class _Hook:
    build: Build
    versions: Versions


_hooks: dict[str, _Hook] = {}


def register(build: Build, versions: Versions) -> None:
    """Called once from AppConfig.ready().

    ``build(scope)`` gives the Viewer of an ASGI socket scope, or None for a stranger or an unknown host; it reads the
    memberships afresh each time. ``versions(user_ids)`` gives each user's ``rights_version`` in one query; None, or no
    entry, for somebody who may no longer be signed in.
    """
    _hooks["socket"] = _Hook(build, versions)


def build(scope: Scope) -> Viewer | None:
    """The socket's Viewer now."""
    return _hooks["socket"].build(scope)


def versions(user_ids: set[UUID]) -> Mapping[UUID, int | None]:
    """The users' rights versions now; one query, none for nobody."""
    return _hooks["socket"].versions(user_ids) if user_ids else {}
