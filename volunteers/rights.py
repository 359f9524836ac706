"""Who may do what with organisations and the people in them: the matrix's rows as data.

A safety coordinator's "own organisation" of MEMBER is every unit of the municipality (volunteers.querysets.led_by).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.rights import Scope, declare, right
from backend.common.viewer import Role

if TYPE_CHECKING:
    from backend.common.rights import Right

ORGANISATION = "organisation"
MEMBER = "member"

_READS = right("R", Scope.ALL)
# Everybody reads and ends their own membership; leaving needs nobody's permission.
_OWN = right("RD", Scope.OWN)
_LEADS = right("CRD", Scope.OWN_ORGANISATION)
_COUNTS = right("R", Scope.COUNT)


def _everybody(*given: Right) -> dict[Role, tuple[Right, ...]]:
    return dict.fromkeys(Role, given)


TABLES: dict[str, dict[Role, tuple[Right, ...]]] = {
    # Which organisations there are is no secret among those who work together; who is in them is.
    ORGANISATION: {**_everybody(_READS), Role.SAFETY_COORDINATOR: (right("CR", Scope.ALL),)},
    # Shown names and roles. Where there are only counts, no name follows.
    MEMBER: {
        Role.VOLUNTEER: (_OWN,),
        Role.WALK_LEADER: (_OWN,),
        Role.COORDINATOR: (_OWN, _LEADS),
        Role.ASSOCIATION: (_OWN, _LEADS),
        Role.CONTACT_PERSON: (_OWN, _LEADS),
        Role.SAFETY_COORDINATOR: (_OWN, _LEADS, _COUNTS),
        Role.POLICE: (_OWN, _COUNTS),
        Role.HOUSING: (_OWN,),
    },
}


def register() -> None:
    """Called from VolunteersConfig.ready()."""
    for artefact, table in TABLES.items():
        declare(artefact, table)
