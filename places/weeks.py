"""The boundary of a municipality's safety week; every week that is written down is worked out with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.clock import USUAL_BOUNDARY, Boundary
from places.models import PlacesRules

if TYPE_CHECKING:
    from uuid import UUID


def boundary_of(municipality_id: UUID) -> Boundary:
    """The municipality's own, or the usual one where it has chosen none. One query."""
    found = PlacesRules.objects.filter(pk=municipality_id).first()
    return USUAL_BOUNDARY if found is None else Boundary(found.week_weekday, found.week_time)


def chosen() -> dict[UUID, Boundary]:
    """The boundary of each municipality that has chosen one. One query."""
    return {row.pk: Boundary(row.week_weekday, row.week_time) for row in PlacesRules.objects.order_by("pk")}
