"""What somebody is cleared for on a day: one answer for gates, groups and pages, whoever asks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from volunteers.models import Clearance, GoldenRules, GuardianConsent, VolunteersRules
from volunteers.states import ClearanceKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Cleared:
    """``kinds``: ClearanceKind codes that hold. ``is_youth``: known to be under eighteen. ``may_walk_as_youth``: with a
    guardian's consent that holds, where the municipality takes youths along."""

    kinds: frozenset[str] = frozenset()
    is_youth: bool = False
    may_walk_as_youth: bool = False


def rules_of(municipality_id: UUID) -> VolunteersRules:
    """What the municipality has decided about its people, or the defaults (not saved). One query."""
    found: VolunteersRules | None = VolunteersRules.objects.filter(municipality_id=municipality_id).first()
    return found or VolunteersRules(municipality_id=municipality_id)


def current_rules(municipality_id: UUID) -> GoldenRules | None:
    """The version that holds now; None where nobody has published any. One query."""
    rows = GoldenRules.objects.filter(municipality_id=municipality_id)
    found: GoldenRules | None = rows.order_by("-version", "id").first()
    return found


def cleared(
    user_ids: Iterable[UUID], rules: VolunteersRules, current: GoldenRules | None, *, today: dt.date, day: dt.date
) -> dict[UUID, Cleared]:
    """Everybody's, by person. Two queries whatever their number.

    Golden rules are those that hold ``today``: they are read when the season begins, not before. All else must hold on
    ``day``, that of the event.
    """
    asked = list(user_ids)
    kinds: dict[UUID, set[str]] = defaultdict(set)
    rows = Clearance.objects.filter(
        user_id__in=asked, municipality_id=rules.municipality_id, withdrawn_at__isnull=True
    ).order_by("id")
    for row in rows:
        if _holds(row, rules, current, today=today, day=day):
            kinds[row.user_id].add(row.kind)
    youths: dict[UUID, bool] = {}
    consents = GuardianConsent.objects.filter(user_id__in=asked, adult_on__gt=day).order_by("id")
    for consent in consents.select_related("organisation"):
        here = consent.organisation.municipality_id == rules.municipality_id
        youths[consent.user_id] = youths.get(consent.user_id, False) or (here and _consents(consent, today, day))
    return {
        user_id: Cleared(
            frozenset(kinds[user_id] - ({ClearanceKind.OF_AGE.value} if user_id in youths else set())),
            is_youth=user_id in youths,
            may_walk_as_youth=rules.takes_youths and youths.get(user_id, False),
        )
        for user_id in asked
    }


def _holds(
    row: Clearance, rules: VolunteersRules, current: GoldenRules | None, *, today: dt.date, day: dt.date
) -> bool:
    if row.kind == ClearanceKind.GOLDEN_RULES:
        newest = current is not None and row.rules_id == current.pk
        return newest and row.expires_on is not None and row.expires_on >= today
    if row.kind == ClearanceKind.OF_AGE:
        return row.age is not None and row.age >= rules.youngest
    return row.expires_on is None or row.expires_on >= day


def _consents(consent: GuardianConsent, today: dt.date, day: dt.date) -> bool:
    given = consent.withdrawn_at is None and consent.given_on <= today
    return given and consent.ends_on >= day


def youths_among(user_ids: Iterable[UUID], day: dt.date) -> frozenset[UUID]:
    """Those known to be under eighteen on a day, whether or not a consent still holds. One query."""
    rows = GuardianConsent.objects.filter(user_id__in=list(user_ids), adult_on__gt=day)
    return frozenset(rows.order_by().values_list("user_id", flat=True))
