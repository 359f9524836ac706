"""The municipality's clock for the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from places import changes
from situation.models import SituationRules

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from backend.common.viewer import Viewer

AREA = "situation"


def set_rules(*, viewer: Viewer, values: Mapping[str, Any], version: int, now: dt.datetime) -> SituationRules:
    """Cut and meeting; weeks that have a row already keep theirs. Raises NotAllowed, RulesChanged, BadRules."""
    return changes.keep(viewer=viewer, model=SituationRules, area=AREA, values=values, version=version, now=now)
