"""How every app keeps its rules: right, version, values, and one line of history, in one transaction.

The history stands here because places is the one floor that all apps with rules stand on. It names who by id alone:
places knows no people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Conflict, Invalid, NotAllowed
from places.models import Municipality, RuleChange
from places.policies import can_set_rules

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from uuid import UUID

    from backend.common.viewer import Viewer

Rules = TypeVar("Rules", bound=models.Model)


class RulesChanged(Conflict):
    """Two people had the form open."""

    code = "rules_changed"
    message = _("Någon annan har ändrat de här inställningarna. Ladda om sidan, se vad som ändrats och försök igen.")


class BadRules(Invalid):
    """A value that a rule cannot have."""

    code = "bad_rules"
    message = _("%(fault)s")


def version_of(municipality_id: UUID, area: str) -> int:
    """Number of the area's latest change; 0 where nobody has changed anything. A form carries it."""
    changes = RuleChange.objects.filter(municipality_id=municipality_id, area=area)
    return changes.order_by("-id").values_list("pk", flat=True).first() or 0


def versions_of(municipality_id: UUID, kind: str) -> dict[str, int]:
    """Area → number of its latest change, of every ``<kind>:<id>``. One query."""
    rows = RuleChange.objects.filter(municipality_id=municipality_id, area__startswith=f"{kind}:").order_by()
    return dict(rows.values_list("area").annotate(latest=models.Max("pk")))


def locked(viewer: Viewer, area: str, version: int) -> Municipality:
    """The municipality, locked; for an action that sets something of the area. Raises NotAllowed, RulesChanged."""
    municipality: Municipality = lock(Municipality.objects.filter(pk=viewer.municipality_id)).get()
    if not can_set_rules(viewer):
        raise NotAllowed
    if version_of(viewer.municipality_id, area) != version:
        raise RulesChanged
    return municipality


def record(
    *, viewer: Viewer, area: str, before: Mapping[str, Any], after: Mapping[str, Any], now: dt.datetime
) -> RuleChange | None:
    """What differs, as one line of history; None when nothing does."""
    differs = {name: [before.get(name), after[name]] for name in after if before.get(name) != after[name]}
    if not differs:
        return None
    change: RuleChange = RuleChange.objects.create(
        municipality_id=viewer.municipality_id, area=area, by_id=viewer.user_id, at=now, changes=differs
    )
    return change


@transaction.atomic
def keep(
    *, viewer: Viewer, model: type[Rules], area: str, values: Mapping[str, Any], version: int, now: dt.datetime
) -> Rules:
    """Set values of an app's one-to-one rules. Raises NotAllowed, RulesChanged, BadRules."""
    locked(viewer, area, version)
    rules = current(model, viewer.municipality_id)
    before = plain(rules, values)
    for name, value in values.items():
        setattr(rules, name, value)
    checked(rules)
    record(viewer=viewer, area=area, before=before, after=plain(rules, values), now=now)
    rules.save()
    return rules


def current(model: type[Rules], municipality_id: UUID) -> Rules:
    """The municipality's rules, or the defaults where nobody has chosen."""
    found = model._default_manager.filter(pk=municipality_id).first()  # noqa: SLF001 -- any rules
    return found or model(municipality_id=municipality_id)


def checked(row: models.Model) -> None:
    """The model's own conditions. Raises BadRules on the first field that is wrong."""
    try:
        row.full_clean(exclude=["municipality"], validate_unique=False)
    except ValidationError as exc:
        field, faults = next(iter(exc.message_dict.items()))
        raise BadRules(field=field, fault=faults[0]) from exc


def plain(row: models.Model, names: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the history keeps them."""
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str | list | dict) else f"{value}"
