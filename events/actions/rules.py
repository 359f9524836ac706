"""What a municipality asks of whoever comes along and of whoever leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.errors import Invalid
from events import gates
from events.gates import Position
from events.kinds import NIGHT_WALK
from events.models import EventsRules
from places import changes
from volunteers.states import ClearanceKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from backend.common.viewer import Viewer

AREA = "events"
# Where one comes along with others at night, the age is the law's and not the municipality's to let go (DOMAIN.md R14).
AGE_STAYS = gates.key(NIGHT_WALK.code, Position.WALKER)


class AgeStays(Invalid):
    """Nobody walks at night without having said how old they are."""

    code = "age_stays"
    message = _("Åldern frågas alltid efter när någon går med på en nattvandring.")


@transaction.atomic
def set_rules(*, viewer: Viewer, values: Mapping[str, Any], version: int, now: dt.datetime) -> EventsRules:
    """``values``: by key of events.gates.KEYS, all or some of them, the clearances that open the position.

    Raises NotAllowed, RulesChanged, BadRules, AgeStays.
    """
    changes.locked(viewer, AREA, version)
    rules = changes.current(EventsRules, viewer.municipality_id)
    before = gates.effective(rules.gates)
    rules.gates = {**before, **values}
    changes.checked(rules)
    if ClearanceKind.OF_AGE not in rules.gates[AGE_STAYS]:
        raise AgeStays(field=AGE_STAYS)
    after = {place: gates.in_order(asked) for place, asked in rules.gates.items()}
    # What is as it was from the beginning is not stored, and follows Lykta when that begins otherwise.
    defaults = gates.effective({})
    rules.gates = {place: asked for place, asked in after.items() if asked != defaults[place]}
    changes.record(viewer=viewer, area=AREA, before=before, after=after, now=now)
    rules.save()
    return rules
