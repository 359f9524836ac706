"""Which calendars there are, and which of them an event stands in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


class Variant(StrEnum):
    """How an event is told in a calendar. A feed's kind is its calendar's variant."""

    OWN = "person"  # I am coming: kind, area, meeting place; blocks my time
    BUSY = "busy"  # the same hours as "busy" and nothing else
    OPEN = "organisation"  # the organisation's evenings: leave the reader's time free
    PUBLIC = "public"  # published activities, with their public text


@dataclass(frozen=True, slots=True)
class Shelf:
    """One calendar as it is served: whose events, told how, in which language."""

    variant: Variant
    language: str
    municipality_id: UUID
    user_id: UUID | None = None
    organisation_id: UUID | None = None

    @property
    def scope(self) -> str:
        """Name of the set of events; its version moves when one of them does, or leaves it."""
        if self.variant is Variant.OPEN and self.organisation_id is not None:
            return of_organisation(self.organisation_id)
        if self.variant is Variant.PUBLIC:
            organisation = self.organisation_id
            return of_public_organisation(organisation) if organisation else of_public(self.municipality_id)
        if self.user_id is None:
            raise ValueError("somebody's calendar needs somebody")
        return of_person(self.municipality_id, self.user_id)


def of_person(municipality_id: UUID, user_id: UUID) -> str:
    """Scope of what a person is coming to in a municipality."""
    return f"person:{municipality_id}:{user_id}"


def of_organisation(organisation_id: UUID) -> str:
    """Scope of an organisation's published events."""
    return f"organisation:{organisation_id}"


def of_public(municipality_id: UUID) -> str:
    """Scope of a municipality's public activities."""
    return f"public:{municipality_id}"


def of_public_organisation(organisation_id: UUID) -> str:
    """Scope of one organisation's public activities."""
    return f"public-of:{organisation_id}"
