"""Clearances and consents as pages and the API show them: what, by whom, until when, and whether it still holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from volunteers import policies
from volunteers.models import Clearance, GuardianConsent
from volunteers.states import ClearanceKind

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer
    from volunteers.models import GoldenRules, Membership
    from volunteers.querysets.clearances import ClearanceQuerySet, ConsentQuerySet


@dataclass(frozen=True, slots=True)
class Proof:
    """A row with what its reader may know and do."""

    row: Clearance | GuardianConsent
    noted_by: str
    holds: bool
    may_withdraw: bool


def own(viewer: Viewer, today: dt.date) -> list[Proof]:
    """One's own that were not taken back, newest first. One query."""
    mine = Clearance.objects.visible_to(viewer).filter(user_id=viewer.user_id)
    return _clearances(viewer, mine, today)


def of_member(viewer: Viewer, membership: Membership, today: dt.date) -> list[Proof]:
    """A member's, of the kinds that the viewer reads there."""
    rows = Clearance.objects.visible_to(viewer).filter(user_id=membership.user_id)
    return _clearances(viewer, rows, today)


def _clearances(viewer: Viewer, rows: ClearanceQuerySet, today: dt.date) -> list[Proof]:
    standing = rows.filter(withdrawn_at__isnull=True).select_related("checked_by", "organisation", "rules")
    return [
        Proof(
            row,
            noted_by=row.checked_by.name if row.checked_by else "",
            holds=row.expires_on is None or row.expires_on >= today,
            may_withdraw=row.organisation_id is not None and policies.can_note(viewer, row.organisation_id, row.kind),
        )
        for row in standing
    ]


def own_consents(viewer: Viewer, today: dt.date) -> list[Proof]:
    """One's own that were not taken back."""
    return _consents(viewer, GuardianConsent.objects.visible_to(viewer).filter(user_id=viewer.user_id), today)


def consents_of(viewer: Viewer, membership: Membership, today: dt.date) -> list[Proof]:
    """A member's, to this organisation."""
    rows = GuardianConsent.objects.visible_to(viewer).filter(
        user_id=membership.user_id, organisation_id=membership.organisation_id
    )
    return _consents(viewer, rows, today)


def _consents(viewer: Viewer, rows: ConsentQuerySet, today: dt.date) -> list[Proof]:
    standing = rows.filter(withdrawn_at__isnull=True).select_related("seen_by", "organisation")
    return [
        Proof(
            row,
            noted_by=row.seen_by.name if row.seen_by else "",
            holds=row.ends_on >= today and row.adult_on > today,
            may_withdraw=row.user_id == viewer.user_id or policies.can_note_consent(viewer, row.organisation_id),
        )
        for row in standing
    ]


def read_until(viewer: Viewer, rules: GoldenRules | None, today: dt.date) -> dt.date | None:
    """Last day of the viewer's reading of this version; None when it has to be read. One query."""
    if rules is None:
        return None
    rows = Clearance.objects.visible_to(viewer).filter(user_id=viewer.user_id, kind=ClearanceKind.GOLDEN_RULES)
    found: dt.date | None = (
        rows.filter(rules=rules).good(today).order_by("-expires_on", "id").values_list("expires_on", flat=True).first()
    )
    return found


def by_member(viewer: Viewer, user_ids: list[UUID], today: dt.date) -> dict[UUID, list[Clearance]]:
    """What holds of several people's clearances, for the list of members. One query."""
    rows = Clearance.objects.visible_to(viewer).filter(user_id__in=user_ids).good(today)
    found: dict[UUID, list[Clearance]] = {}
    for row in rows.order_by("kind", "-given_on", "id"):
        held = found.setdefault(row.user_id, [])
        if all(other.kind != row.kind for other in held):
            held.append(row)
    return found
