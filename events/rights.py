"""Who may do what with walks, activities, meetings and what belongs to them: the matrix's rows as data.

Whoever leads an evening (Signup.is_leader) has WALK_LEADER's OWN_EVENT rights on it, whatever the membership says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.rights import Scope, declare, right
from backend.common.viewer import Role

if TYPE_CHECKING:
    from backend.common.rights import Right

WALK = "walk"
WALK_ANSWER = "walk_answer"
TEAM = "team"
CHECK_IN = "check_in"
PARTICIPANT = "participant"
FOCUS_PLACE = "focus_place"
ACTIVITY = "activity"
WATCH_MEETING = "watch_meeting"
MEETING_ANSWER = "meeting_answer"

_READS = right("R", Scope.ALL)
_COUNTS = right("R", Scope.COUNT)
_PLANS = right("CRUDP", Scope.OWN_ORGANISATION)
_OWN_ANSWER = right("CU", Scope.OWN)
_RUNS_OWN = right("CRU", Scope.OWN_ORGANISATION)
_PUBLIC = right("R", Scope.PUBLIC)

TABLES: dict[str, dict[Role, tuple[Right, ...]]] = {
    # A draft is read by those who may update it; everybody else reads what is published.
    WALK: {
        Role.VOLUNTEER: (_READS,),
        Role.WALK_LEADER: (_READS, right("U", Scope.OWN_EVENT)),
        Role.COORDINATOR: (_READS, _PLANS),
        Role.ASSOCIATION: (_PLANS,),
        Role.CONTACT_PERSON: (_READS,),
        Role.SAFETY_COORDINATOR: (_READS,),
        Role.POLICE: (_COUNTS,),
        Role.HOUSING: (_COUNTS,),
    },
    # "Jag kommer": one's own; U on the organisation's = putting somebody in charge.
    WALK_ANSWER: {
        Role.VOLUNTEER: (_OWN_ANSWER,),
        Role.WALK_LEADER: (_OWN_ANSWER,),
        Role.COORDINATOR: (_OWN_ANSWER, right("U", Scope.OWN_ORGANISATION)),
        Role.ASSOCIATION: (right("U", Scope.OWN_ORGANISATION),),
    },
    # Groups and where they are: states and numbers, never names.
    TEAM: {
        Role.VOLUNTEER: (right("R", Scope.OWN_EVENT),),
        Role.WALK_LEADER: (right("CRU", Scope.OWN_EVENT),),
        Role.COORDINATOR: (_READS, _RUNS_OWN),
        Role.ASSOCIATION: (_RUNS_OWN,),
        Role.SAFETY_COORDINATOR: (_READS,),
    },
    # Facts from the phone: check-ins and answers about focus places.
    CHECK_IN: {
        Role.VOLUNTEER: (right("CR", Scope.OWN_EVENT),),
        Role.WALK_LEADER: (right("CR", Scope.OWN_EVENT),),
        Role.COORDINATOR: (right("CR", Scope.OWN_ORGANISATION),),
        Role.ASSOCIATION: (right("CR", Scope.OWN_ORGANISATION),),
    },
    # Names: a walker reads the first names of the own group, a leader the own walk's around the evening.
    PARTICIPANT: {
        Role.VOLUNTEER: (right("R", Scope.OWN),),
        Role.WALK_LEADER: (right("R", Scope.OWN_EVENT),),
        Role.COORDINATOR: (right("R", Scope.OWN_ORGANISATION),),
        Role.ASSOCIATION: (right("R", Scope.OWN_ORGANISATION),),
        Role.SAFETY_COORDINATOR: (_COUNTS,),
    },
    FOCUS_PLACE: {
        Role.VOLUNTEER: (right("R", Scope.OWN_EVENT),),
        Role.WALK_LEADER: (_READS,),
        Role.COORDINATOR: (_READS, right("CU", Scope.OWN_ORGANISATION)),
        Role.ASSOCIATION: (right("R", Scope.OWN_AREA),),
        Role.CONTACT_PERSON: (right("R", Scope.OWN_AREA),),
        Role.SAFETY_COORDINATOR: (right("RXP", Scope.ALL),),
    },
    # What is published is public: residents without an account read it too.
    ACTIVITY: {
        Role.VOLUNTEER: (_PUBLIC,),
        Role.WALK_LEADER: (_PUBLIC,),
        Role.COORDINATOR: (_PUBLIC,),
        Role.ASSOCIATION: (_PUBLIC, right("CRUP", Scope.OWN_ORGANISATION)),
        Role.CONTACT_PERSON: (_PUBLIC,),
        Role.SAFETY_COORDINATOR: (_PUBLIC,),
        Role.HOUSING: (_PUBLIC,),
        Role.DATA_PROTECTION: (_PUBLIC,),
    },
    WATCH_MEETING: {
        Role.VOLUNTEER: (right("R", Scope.OWN_ORGANISATION),),
        Role.CONTACT_PERSON: (_PLANS,),
        Role.SAFETY_COORDINATOR: (_READS,),
    },
    MEETING_ANSWER: {
        Role.VOLUNTEER: (right("CU", Scope.OWN_ORGANISATION),),
        Role.CONTACT_PERSON: (right("CU", Scope.OWN_ORGANISATION),),
    },
}


def register() -> None:
    """Called from EventsConfig.ready()."""
    for artefact, table in TABLES.items():
        declare(artefact, table)
