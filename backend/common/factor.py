"""What wants a second factor or a fresh sign-in, and what a refusal for the lack of one says."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings

from backend.common.errors import FreshSignInNeeded, NotAllowed, NotFound, Refusal, SecondFactorNeeded

if TYPE_CHECKING:
    from backend.common.viewer import Viewer


def is_lacking(viewer: Viewer) -> bool:
    """Whether somebody's role wants a second factor that they have not given. The clockwork needs none."""
    return viewer.is_signed_in and not viewer.second_factor


def require(viewer: Viewer) -> None:
    """For what leaves the house and for the queue. SecondFactorNeeded."""
    if is_lacking(viewer):
        raise SecondFactorNeeded


def is_fresh(viewer: Viewer, now: dt.datetime) -> bool:
    """Whether the person showed who they are a short while ago (LYKTA_FRESH_MINUTES): a phone may have been lent."""
    if viewer.shown_at is None:
        return False
    return now - viewer.shown_at < dt.timedelta(minutes=settings.FRESH_MINUTES)


def require_fresh(viewer: Viewer, now: dt.datetime, *, back: str) -> None:
    """For all of one's own data in one file. FreshSignInNeeded, with the address to come ``back`` to."""
    if not is_fresh(viewer, now):
        raise FreshSignInNeeded(back=back)


def explained(refusal: Refusal, viewer: Viewer) -> Refusal:
    """The refusal itself, or that a second factor is what is missing: whoever has roles that are locked without it
    is told the way on, where they would otherwise read that they may not."""
    if not viewer.locked:
        return refusal
    shut = isinstance(refusal, NotAllowed) or (isinstance(refusal, NotFound) and not viewer.roles)
    return SecondFactorNeeded() if shut else refusal
