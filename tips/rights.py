"""Who may do what with observations: the matrix's rows as data.

Anybody may tell of one, so creating is the open door and no role's right. ``OWN`` is what the code reads back: no row
knows who told, so no list can show somebody their own.
"""

from __future__ import annotations

from backend.common.rights import Scope, declare, right
from backend.common.viewer import Role

RAW = "observation_raw"
CODED = "observation_coded"


def register() -> None:
    """Called from TipsConfig.ready()."""
    declare(RAW, {Role.SAFETY_COORDINATOR: (right("CRUD", Scope.ALL),)})
    declare(
        CODED,
        {
            Role.VOLUNTEER: (right("R", Scope.OWN),),
            Role.WALK_LEADER: (right("R", Scope.OWN_EVENT),),
            Role.COORDINATOR: (right("R", Scope.OWN_AREA),),
            Role.ASSOCIATION: (right("R", Scope.OWN),),
            # Numbers of the own area; a row would show neighbours what a neighbour told.
            Role.CONTACT_PERSON: (right("R", Scope.AREA_COUNT),),
            Role.SAFETY_COORDINATOR: (right("CRU", Scope.ALL),),
            Role.POLICE: (right("R", Scope.ALL),),
            # Its own property: ground that the organisation answers for, in its districts.
            Role.HOUSING: (right("R", Scope.OWN_ORGANISATION),),
        },
    )
