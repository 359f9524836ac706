"""Writes of the routing table: who receives which observations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from backend.common.errors import NotFound

if TYPE_CHECKING:
    from uuid import UUID

    from tips.models import Receiver


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
