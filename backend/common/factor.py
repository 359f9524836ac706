"""What wants a second factor, and what a refusal for the lack of one says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.errors import NotAllowed, NotFound, Refusal, SecondFactorNeeded

if TYPE_CHECKING:
    from backend.common.viewer import Viewer


def is_lacking(viewer: Viewer) -> bool:
    """Whether somebody's role wants a second factor that they have not given. The clockwork needs none."""
    return viewer.is_signed_in and not viewer.second_factor


def require(viewer: Viewer) -> None:
    """For what leaves the house and for the queue. SecondFactorNeeded."""
    if is_lacking(viewer):
        raise SecondFactorNeeded


def explained(refusal: Refusal, viewer: Viewer) -> Refusal:
    """The refusal itself, or that a second factor is what is missing: whoever has roles that are locked without it
    is told the way on, where they would otherwise read that they may not."""
    if not viewer.locked:
        return refusal
    shut = isinstance(refusal, NotAllowed) or (isinstance(refusal, NotFound) and not viewer.roles)
    return SecondFactorNeeded() if shut else refusal
