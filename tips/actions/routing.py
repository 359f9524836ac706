"""Writes of the routing table: who receives which observations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from backend.common.errors import NotFound
from tips.models import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID


@transaction.atomic
def save_receiver(*, receiver: Receiver, municipality_id: UUID) -> Receiver:
    """Keep a row of the table. NotFound when the organisation or the district is another municipality's."""
    if receiver.organisation.municipality_id != municipality_id:
        raise NotFound(field="organisation")
    if receiver.district is not None and receiver.district.municipality_id != municipality_id:
        raise NotFound(field="district")
    receiver.municipality_id = municipality_id
    receiver.save()
    return receiver


def remove_receivers(*, receivers: Iterable[Receiver], municipality_id: UUID) -> None:
    """Take rows off the routing table; the next less specific one counts from now on."""
    with transaction.atomic():
        Receiver.objects.filter(pk__in=[row.pk for row in receivers], municipality_id=municipality_id).delete()
