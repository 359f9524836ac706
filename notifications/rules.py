"""The municipality's quiet hours: kept by its safety coordinator, asked by the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from notifications import quiet
from notifications.models import NotificationsRules
from places import changes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from uuid import UUID

    from backend.common.viewer import Viewer

AREA = "notifications"


def set_rules(*, viewer: Viewer, values: Mapping[str, Any], version: int, now: dt.datetime) -> NotificationsRules:
    """Quiet hours from and until. Raises NotAllowed, RulesChanged, BadRules."""
    return changes.keep(viewer=viewer, model=NotificationsRules, area=AREA, values=values, version=version, now=now)


def quiet_until(municipality_id: UUID, now: dt.datetime) -> dt.datetime | None:
    """When the municipality's quiet ends; None when it is not quiet, or nobody has chosen any. One query."""
    rules = NotificationsRules.objects.filter(pk=municipality_id).first()
    return quiet.ends(rules.quiet_from, rules.quiet_until, now) if rules else None
