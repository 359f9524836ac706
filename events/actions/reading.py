"""What the read log is told when a walk's list is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.names import Names
from volunteers.actions.reading import record_each

if TYPE_CHECKING:
    import datetime as dt

    from backend.common.viewer import Viewer
    from events.querysets.walks import Roster

ROSTER = "events.roster"


def note_roster(*, viewer: Viewer, roster: Roster, now: dt.datetime) -> Roster:
    """The same roster, after its people's names and the numbers that go with them are in the log. One query."""
    if roster.people:
        name = "name" if roster.shown is Names.ALL else "first_name"
        seen = {person.user_id: (name, "phone") if person.phone else (name,) for person in roster.people}
        record_each(viewer=viewer, seen=seen, what=ROSTER, now=now)
    return roster
