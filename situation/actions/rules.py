"""The municipality's clock for the week: where it ends, when it is cut, when its meeting is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import alone
from backend.common.errors import Invalid
from events.actions.focus import DECISIONS
from events.actions.weeks import follow_boundary
from places import changes
from places.models import PlacesRules
from situation.actions.weeks import open_weeks, prolong_weeks, rules_of
from situation.models import SituationRules

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from backend.common.viewer import Viewer

AREA = "situation"
BOUNDARY = "places"


class MeetingBeforeCut(Invalid):
    """With that boundary, the meeting that is set would look at a picture that is not there yet."""

    code = "meeting_before_cut"
    message = _("Då skulle mötet hållas före brytpunkten. Ändra brytpunkten eller mötet först.")


def set_rules(*, viewer: Viewer, values: Mapping[str, Any], version: int, now: dt.datetime) -> SituationRules:
    """Cut and meeting; weeks that have a row already keep theirs. Raises NotAllowed, RulesChanged, BadRules."""
    return changes.keep(viewer=viewer, model=SituationRules, area=AREA, values=values, version=version, now=now)


@transaction.atomic
def set_boundary(*, viewer: Viewer, values: Mapping[str, Any], version: int, now: dt.datetime) -> PlacesRules:
    """Where one week ends and the next begins, from now on; what is planned follows.

    What has happened keeps the week it was written down in, so that it is counted once, in one picture. The week that
    is and the one that was keep their cut and meeting, unless they go on after them (weeks.prolong_weeks).
    Raises NotAllowed, RulesChanged, BadRules, MeetingBeforeCut, WeekIsCut.
    """
    alone(DECISIONS % viewer.municipality_id)  # named locks come before rows (ADR 9)
    open_weeks(municipality_id=viewer.municipality_id, now=now)
    rules = changes.keep(viewer=viewer, model=PlacesRules, area=BOUNDARY, values=values, version=version, now=now)
    try:
        rules_of(viewer.municipality_id).clean()
    except ValidationError:
        raise MeetingBeforeCut(field="week_weekday") from None
    follow_boundary(viewer=viewer, now=now)
    prolong_weeks(viewer=viewer, now=now)
    return rules
