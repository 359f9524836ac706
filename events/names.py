"""Whose names a viewer reads: the rule that both policies and the roster ask."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from backend.common import rights
from backend.common.rights import Verb
from events.rights import PARTICIPANT
from events.states import SignupState

if TYPE_CHECKING:
    from backend.common.viewer import Viewer
    from events.models import Event, Signup

# When a leader reads the names of the own walk.
NAMES_BEFORE = dt.timedelta(hours=24)
NAMES_AFTER = dt.timedelta(hours=12)


def leads(own: Signup | None) -> bool:
    """Whether this sign-up is that of somebody who leads the evening."""
    return own is not None and own.is_leader and own.state == SignupState.COMING


class Names(StrEnum):
    """Whose names a viewer reads."""

    NONE = "none"
    OWN_GROUP = "own_group"
    ALL = "all"


def names_shown(viewer: Viewer, event: Event, own: Signup | None, now: dt.datetime) -> Names:
    """Planners always, the leader from 24 h before to 12 h after, a walker the own group's first names; others none."""
    if event.organisation_id in rights.organisations(viewer, PARTICIPANT, Verb.READ):
        return Names.ALL
    if leads(own) and event.starts_at - NAMES_BEFORE <= now <= event.ends_at + NAMES_AFTER:
        return Names.ALL
    on_it = own is not None and own.state == SignupState.COMING
    return Names.OWN_GROUP if on_it else Names.NONE
