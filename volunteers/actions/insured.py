"""The names for the insurer: who may read them, what of each person, and the read log that hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.common import factor
from backend.common.errors import NotAllowed, NotFound
from volunteers import policies
from volunteers.actions.reading import record_each
from volunteers.models import Membership, Organisation
from volunteers.reading import INSURED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from backend.common.viewer import Viewer
    from volunteers.querysets.people import MembershipQuerySet


@dataclass(frozen=True, slots=True)
class InsuredLine:
    """``name`` is what the organisation calls the person. ``legal_name`` is None where none is kept or it is withheld.

    ``is_protected``: the name for the insurer is the very one that is protected (DOMAIN.md R17). The person gives it to
    the insurer, and nobody here reads it.
    """

    id: UUID
    user_id: UUID
    name: str
    legal_name: str | None
    is_protected: bool


def readable(*, viewer: Viewer, organisation_id: UUID) -> Organisation:
    """The organisation, for who may read its people's names for the insurer. Reads like these are as good as an export:
    they want a second factor. NotFound, NotAllowed, SecondFactorNeeded."""
    found: Organisation | None = Organisation.objects.visible_to(viewer).filter(pk=organisation_id).first()
    if found is None:
        raise NotFound
    if not policies.can_read_insured(viewer, found):
        raise NotAllowed
    factor.require(viewer)
    return found


def people_of(*, viewer: Viewer, organisation: Organisation) -> MembershipQuerySet:
    """Its people, each once, in the order in which they came."""
    rows: MembershipQuerySet = Membership.objects.insured_by(viewer).filter(organisation=organisation)
    return rows.select_related("user")


def told(*, viewer: Viewer, rows: Iterable[Membership], now: dt.datetime) -> list[InsuredLine]:
    """What is shown of these people, after the read log has it: whose, and which fields. One query."""
    found = [_line(row) for row in rows]
    seen = {line.user_id: ("name", "legal_name") if line.legal_name else ("name",) for line in found}
    record_each(viewer=viewer, seen=seen, what=INSURED, now=now)
    return found


def _line(row: Membership) -> InsuredLine:
    """Somebody whose own name the organisation does not read yet has not given it the other one either."""
    user = row.user
    is_told = row.is_name_shown and not user.is_protected
    return InsuredLine(
        id=row.pk,
        user_id=user.pk,
        name=row.shown_name,
        legal_name=(user.legal_name or None) if is_told else None,
        is_protected=user.is_protected,
    )
