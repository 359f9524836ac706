"""Who may do what with organisations and the people in them: the matrix's rows as data.

A safety coordinator's "own organisation" of MEMBER is every unit of the municipality
(volunteers.querysets.people.led_by).

The walls (DOMAIN.md R1, R20). Names reach no further than OWN_ORGANISATION: an association does not learn who is in
another, nor a watch area who walks. What goes over the wall is that an organisation exists, its functions and how many
it is (COUNT). Associations, watch areas and patrols hold no role that reads what residents have told: the roles that do
(tips.rights) cannot be given in their kinds (states.ROLES_OF_KIND). tests/volunteers/test_walls.py asks every door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.rights import Scope, declare, right
from backend.common.viewer import Role
from places.rights import MUNICIPALITY_RULES

if TYPE_CHECKING:
    from backend.common.rights import Right

ORGANISATION = "organisation"
MEMBER = "member"
KEPT_MEMBER = "kept_member"
INSURED_NAME = "insured_name"
RECORD_CHECK = "record_check"
TRAINING = "training"
ACCESS_LOG = "access_log"
RETENTION = "retention"
ACCESS_TOKEN = "access_token"  # noqa: S105 -- an artefact, not a secret

_READS = right("R", Scope.ALL)
# Everybody reads and ends their own membership; leaving needs nobody's permission.
_OWN = right("RD", Scope.OWN)
_LEADS = right("CRD", Scope.OWN_ORGANISATION)
_COUNTS = right("R", Scope.COUNT)
_KEEPS = right("CRUD", Scope.OWN_ORGANISATION)
_READS_OWN = right("R", Scope.OWN)
_OWN_KEYS = right("CRD", Scope.OWN)


def _everybody(*given: Right) -> dict[Role, tuple[Right, ...]]:
    return dict.fromkeys(Role, given)


TABLES: dict[str, dict[Role, tuple[Right, ...]]] = {
    # Which organisations there are is no secret among those who work together; who is in them is.
    ORGANISATION: {**_everybody(_READS), Role.SAFETY_COORDINATOR: (right("CRU", Scope.ALL),)},
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
        Role.DATA_PROTECTION: (_OWN,),
    },
    # Members without an account, who are first-class all the same: the leader or kontaktombud keeps them.
    KEPT_MEMBER: {
        Role.WALK_LEADER: (_KEEPS,),
        Role.COORDINATOR: (_KEEPS,),
        Role.ASSOCIATION: (_KEEPS,),
        Role.CONTACT_PERSON: (_KEEPS,),
    },
    # The names that the insurer asks for, sealed everywhere else: who answers for walks and activities, logged.
    INSURED_NAME: {
        Role.COORDINATOR: (right("R", Scope.OWN_ORGANISATION),),
        Role.ASSOCIATION: (right("R", Scope.OWN_ORGANISATION),),
    },
    # That a register extract was shown: day and by whom, never the extract.
    RECORD_CHECK: {
        Role.VOLUNTEER: (_READS_OWN,),
        Role.COORDINATOR: (right("R", Scope.OWN_ORGANISATION),),
        Role.ASSOCIATION: (right("CRU", Scope.OWN_ORGANISATION),),
    },
    # Training and guardians' consents of one's own people.
    TRAINING: {
        Role.VOLUNTEER: (_READS_OWN,),
        Role.WALK_LEADER: (_READS_OWN,),
        Role.COORDINATOR: (_READS_OWN, right("CRU", Scope.OWN_ORGANISATION)),
        Role.ASSOCIATION: (_READS_OWN, right("CRU", Scope.OWN_ORGANISATION)),
    },
    ACCESS_LOG: {Role.SAFETY_COORDINATOR: (_READS,), Role.DATA_PROTECTION: (_READS,)},
    RETENTION: {Role.SAFETY_COORDINATOR: (right("RU", Scope.ALL),), Role.DATA_PROTECTION: (_READS,)},
    MUNICIPALITY_RULES: {Role.SAFETY_COORDINATOR: (right("RU", Scope.ALL),), Role.DATA_PROTECTION: (_READS,)},
    # A key does what its owner may; whoever plans or answers for something may have one.
    ACCESS_TOKEN: {
        Role.COORDINATOR: (_OWN_KEYS,),
        Role.ASSOCIATION: (_OWN_KEYS,),
        Role.SAFETY_COORDINATOR: (_OWN_KEYS,),
        Role.POLICE: (_OWN_KEYS,),
        Role.HOUSING: (_OWN_KEYS,),
    },
}


def register() -> None:
    """Called from VolunteersConfig.ready()."""
    for artefact, table in TABLES.items():
        declare(artefact, table)
