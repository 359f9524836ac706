"""May you: asked by pages, API, sockets and commands alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.rights import Scope, Verb, organisations, scopes
from situation.rights import MEASURE, PICTURE

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer
    from situation.models import Measure


def can_read_picture(viewer: Viewer) -> bool:
    """The partner version: municipality, police and housing company."""
    return viewer.is_system or Scope.ALL in scopes(viewer, PICTURE, Verb.READ)


def can_draft_picture(viewer: Viewer) -> bool:
    """The clockwork at the cut, and the municipal safety coordinator at any time before the picture is fixed."""
    return viewer.is_system or Scope.ALL in scopes(viewer, PICTURE, Verb.UPDATE)


def can_fix_picture(viewer: Viewer) -> bool:
    """The municipal safety coordinator, at the meeting."""
    return Scope.ALL in scopes(viewer, PICTURE, Verb.PUBLISH)


def can_propose_measure(viewer: Viewer) -> bool:
    """Everybody who works in the municipality's safety, but the walkers."""
    return bool(scopes(viewer, MEASURE, Verb.CREATE))


def can_decide_measure(viewer: Viewer) -> bool:
    """Decide, drop, follow up, and decide focus places: the meeting, by the municipal safety coordinator."""
    return Scope.ALL in scopes(viewer, MEASURE, Verb.DECIDE)


def can_update_measure(viewer: Viewer, measure: Measure) -> bool:
    """Report begun and done: the safety coordinator, and the organisation that owns it."""
    own: frozenset[object] = organisations(viewer, MEASURE, Verb.UPDATE)
    owner: UUID = measure.owner_id
    return Scope.ALL in scopes(viewer, MEASURE, Verb.UPDATE) or owner in own


def can_follow_week(viewer: Viewer, ref: str) -> bool:
    """The live topic of the municipality's weeks: whoever reads the picture, in the own municipality."""
    return ref == str(viewer.municipality_id) and can_read_picture(viewer)
