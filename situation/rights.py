"""Who may do what with the picture of the week and its measures: the matrix's rows as data."""

from __future__ import annotations

from backend.common.rights import Scope, declare, right
from backend.common.viewer import Role

PICTURE = "picture"
MEASURE = "measure"
POLICE_EVENT = "police_event"

_PROPOSER = (right("C", Scope.ALL), right("R", Scope.ALL))
# A liaison updates the measures that its own organisation owns.
_OWNER = (*_PROPOSER, right("U", Scope.OWN_ORGANISATION))


def register() -> None:
    """Called from SituationConfig.ready()."""
    declare(
        PICTURE,
        {
            Role.SAFETY_COORDINATOR: (right("CRUP", Scope.ALL),),
            Role.POLICE: (right("R", Scope.ALL),),
            Role.HOUSING: (right("R", Scope.ALL),),
        },
    )
    declare(
        MEASURE,
        {
            Role.VOLUNTEER: (right("R", Scope.PUBLIC),),
            Role.WALK_LEADER: (right("R", Scope.ALL),),
            Role.COORDINATOR: _PROPOSER,
            Role.ASSOCIATION: _PROPOSER,
            Role.CONTACT_PERSON: _PROPOSER,
            Role.SAFETY_COORDINATOR: (right("CRUDX", Scope.ALL),),
            Role.POLICE: _OWNER,
            Role.HOUSING: _OWNER,
        },
    )
    declare(
        POLICE_EVENT,
        {
            Role.SAFETY_COORDINATOR: (right("R", Scope.ALL),),
            Role.POLICE: (right("R", Scope.ALL),),
            Role.HOUSING: (right("R", Scope.ALL),),
        },
    )
