"""Writes of the routing table: who receives which observations. Kept with version and history as other settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.errors import Conflict, Invalid, NotFound
from places import changes
from places.models import District
from tips.categories import CATEGORIES
from tips.models import Receiver
from volunteers.models import Organisation

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from uuid import UUID

    from backend.common.viewer import Viewer

AREA = "receiver"


class AlreadyNamed(Conflict):
    """Two rows for the same would leave to chance which one counts."""

    code = "already_named"
    message = _("Det finns redan en mottagare för samma sak, mark och kommundel. Ändra den i stället.")


class UnknownCategory(Invalid):
    """Not in the list, or one that is met with a number to call and never stored."""

    code = "unknown_category"
    message = _("Välj vad det gäller i listan.")


def area_of(receiver_id: UUID) -> str:
    """Each row has a history of its own."""
    return f"{AREA}:{receiver_id}"


@transaction.atomic
def save_receiver(
    *, viewer: Viewer, receiver_id: UUID, values: Mapping[str, Any], version: int, now: dt.datetime
) -> Receiver:
    """Change a row of the table, take it out of use or into use again, or add one under a new id.

    ``values``: some of category, ground_owner, district_id, organisation_id, is_active. Raises NotFound (also for
    another municipality's row, organisation or district), NotAllowed, RulesChanged, UnknownCategory,
    AlreadyNamed, BadRules.
    """
    known = Receiver.objects.filter(pk=receiver_id).first()
    if known is not None and known.municipality_id != viewer.municipality_id:
        raise NotFound
    changes.locked(viewer, area_of(receiver_id), version)
    receiver = known or Receiver(pk=receiver_id, municipality_id=viewer.municipality_id)
    before = said_of(receiver) if known else {}
    touched = {name for name, said in values.items() if known is None or getattr(known, name) != said}
    for name in touched:
        setattr(receiver, name, values[name])
    _refuse(viewer, receiver, touched)
    changes.checked(receiver)
    changes.record(viewer=viewer, area=area_of(receiver_id), before=before, after=said_of(receiver), now=now)
    receiver.save()
    return receiver


def _refuse(viewer: Viewer, receiver: Receiver, touched: set[str]) -> None:
    """What the row names is there, of this municipality, and nobody else is named for the same."""
    named = {
        "organisation": (receiver.organisation_id, Organisation.objects.visible_to(viewer).active()),
        "district": (receiver.district_id, District.objects.visible_to(viewer)),
    }
    for field, (pk, rows) in named.items():
        # What the row had already may have fallen asleep since; it is taken out of use all the same.
        if pk is not None and f"{field}_id" in touched and not rows.filter(pk=pk).exists():
            raise NotFound(field=field)
    category = CATEGORIES.get(receiver.category)
    if category is None or not category.is_stored:
        raise UnknownCategory(field="category")
    if receiver.is_active and Receiver.objects.same_as(receiver).exists():
        raise AlreadyNamed(field="category")


def said_of(receiver: Receiver) -> dict[str, Any]:
    """The row as the history keeps it: names of functions, as they are called today."""
    return {
        "category": receiver.category,
        "ground_owner": receiver.ground_owner,
        "district": receiver.district.name if receiver.district is not None else "",
        "organisation": receiver.organisation.name,
        "is_active": receiver.is_active,
    }
