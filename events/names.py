"""Whose names a viewer reads: the rule that both policies and the roster ask."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from backend.common import rights
from backend.common.rights import Verb
from events.answers import leads, on_it
from events.rights import PARTICIPANT

if TYPE_CHECKING:
    from backend.common.viewer import Viewer
    from events.models import Event, Signup

# When a leader reads the names of the own walk.
NAMES_BEFORE = dt.timedelta(hours=24)
NAMES_AFTER = dt.timedelta(hours=12)


class Names(StrEnum):
    """Whose names a viewer reads."""

    NONE = "none"
    OWN_GROUP = "own_group"
    ALL = "all"


def names_shown(viewer: Viewer, event: Event, own: Signup | None, now: dt.datetime) -> Names:
    """Planners always, the leader from 24 h before to 12 h after, a walker the own group's first names; others none."""
    if event.organisation_id in rights.organisations(viewer, PARTICIPANT, Verb.READ):
        return Names.ALL
    if leads(viewer, event, own) and event.starts_at - NAMES_BEFORE <= now <= event.ends_at + NAMES_AFTER:
        return Names.ALL
    return Names.OWN_GROUP if on_it(viewer, event, own) else Names.NONE
