"""What a municipality decides about its people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from places import changes
from volunteers.models import VolunteersRules

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from backend.common.viewer import Viewer

AREA = "volunteers"


def set_rules(*, viewer: Viewer, values: Mapping[str, Any], version: int, now: dt.datetime) -> VolunteersRules:
    """Everything of VolunteersRules. Raises NotAllowed, RulesChanged, BadRules."""
    return changes.keep(viewer=viewer, model=VolunteersRules, area=AREA, values=values, version=version, now=now)
