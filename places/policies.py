"""Who may read and set what a municipality decides: one right for every app's rules, declared by volunteers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.rights import Scope, Verb, scopes
from places.rights import MUNICIPALITY_RULES

if TYPE_CHECKING:
    from backend.common.viewer import Viewer


def can_see_rules(viewer: Viewer) -> bool:
    """Read what the municipality has decided, and who changed it."""
    return viewer.is_system or Scope.ALL in scopes(viewer, MUNICIPALITY_RULES, Verb.READ)


def can_set_rules(viewer: Viewer) -> bool:
    """Decide for the municipality."""
    return viewer.is_system or Scope.ALL in scopes(viewer, MUNICIPALITY_RULES, Verb.UPDATE)
