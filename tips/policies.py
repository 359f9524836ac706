"""May you: asked by pages, API, sockets and commands alike. Telling is open to everybody and has no policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common import factor
from backend.common.errors import NotAllowed
from backend.common.rights import Scope, Verb, scopes
from backend.common.viewer import Role
from tips.querysets import led_by
from tips.rights import CODED, RAW
from volunteers.models import Organisation
from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    from backend.common.viewer import Viewer


def can_assess(viewer: Viewer) -> bool:
    """Take up, send on, close, reopen: the first assessment."""
    return Scope.ALL in scopes(viewer, RAW, Verb.UPDATE)


def can_read_text(viewer: Viewer) -> bool:
    """What people wrote; nobody but the municipal safety coordinator."""
    return Scope.ALL in scopes(viewer, RAW, Verb.READ)


def can_list(viewer: Viewer) -> bool:
    """Place, category and hour of others' observations: of the viewer's area, or told on a walk that they lead."""
    reached = scopes(viewer, CODED, Verb.READ)
    if reached - {Scope.OWN, Scope.AREA_COUNT}:
        return True
    return bool(reached) and led_by(viewer).exists()


def can_count_area(viewer: Viewer) -> bool:
    """How many of what there were in one's own area: a kontaktombud, and a walk coordinator."""
    return bool(scopes(viewer, CODED, Verb.READ) & {Scope.AREA_COUNT, Scope.OWN_AREA})


def require_list(viewer: Viewer) -> None:
    """The queue and each observation in it. NotAllowed; SecondFactorNeeded for whoever may and has not shown theirs."""
    if not can_list(viewer):
        raise NotAllowed
    factor.require(viewer)


def require_one(viewer: Viewer) -> None:
    """One of them, where not found is the answer to whoever may see none. SecondFactorNeeded."""
    if can_list(viewer):
        factor.require(viewer)


def can_take_calls(viewer: Viewer) -> bool:
    """Write for somebody who telephones: the safety coordinator, and whoever works in a municipal unit."""
    if viewer.has(Role.SAFETY_COORDINATOR):
        return True
    units = Organisation.objects.visible_to(viewer).filter(
        pk__in=viewer.organisations(), kind=OrganisationKind.MUNICIPAL_UNIT
    )
    return bool(viewer.roles) and units.exists()
