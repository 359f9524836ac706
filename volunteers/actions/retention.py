"""Retention: each class of data goes when the municipality's time for it is over, and a proof is kept of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common import privacy
from backend.common.clock import local
from backend.common.db import forget_pages, lock
from backend.common.errors import Invalid, NotAllowed
from places import changes
from places.models import Municipality
from volunteers import policies
from volunteers.models import RetentionProof, RetentionRule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from backend.common.viewer import Viewer

# In the history of the municipality's settings.
AREA = "retention"
NO_DECISION = "no_decision"
LONGEST_DAYS = 36_500


class UnknownClass(Invalid):
    """No such class, or one of which nothing is removed."""

    code = "unknown_data_class"
    message = _("De uppgifterna finns inte eller gallras aldrig.")


class BadDays(Invalid):
    """A time that is none."""

    code = "bad_days"
    message = _("Skriv ett antal dagar mellan 0 och 36 500.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a disposal would do with one class now. ``refused`` is a code when it would do nothing."""

    data_class: privacy.DataClass
    days: int | None
    is_own: bool
    decision_ref: str
    before: dt.datetime | None
    count: int
    refused: str


def plans(municipality_id: UUID, now: dt.datetime) -> list[Plan]:
    """Every class with the municipality's time and what is older: the dry run."""
    rules = {rule.data_class: rule for rule in RetentionRule.objects.filter(municipality_id=municipality_id)}
    return [_plan(each, rules.get(each.code), municipality_id, now) for each in privacy.classes()]


@transaction.atomic
def set_retention(
    *, viewer: Viewer, data_class: str, days: int, decision_ref: str, version: int, now: dt.datetime
) -> RetentionRule:
    """The municipality's own time for a class, with the decision it rests on, and a line of the settings' history.

    ``version``: of the history when the times were read. Raises NotAllowed, RulesChanged, UnknownClass, BadDays.
    """
    lock(Municipality.objects.filter(pk=viewer.municipality_id)).get()
    if not policies.can_set_retention(viewer):
        raise NotAllowed
    if changes.version_of(viewer.municipality_id, AREA) != version:
        raise changes.RulesChanged
    if data_class not in {each.code for each in privacy.classes() if each.days is not None}:
        raise UnknownClass(field="data_class")
    if not 0 <= days <= LONGEST_DAYS:
        raise BadDays(field="days")
    known = RetentionRule.objects.filter(municipality_id=viewer.municipality_id, data_class=data_class).first()
    rule, _made = RetentionRule.objects.update_or_create(
        municipality_id=viewer.municipality_id,
        data_class=data_class,
        defaults={"days": days, "decision_ref": " ".join(decision_ref.split())},
    )
    before, after = {data_class: known and _told(known)}, {data_class: _told(rule)}
    changes.record(viewer=viewer, area=AREA, before=before, after=after, now=now)
    return rule


def _told(rule: RetentionRule) -> list[str]:
    """Days and decision, as the history keeps them."""
    return [str(rule.days), *([rule.decision_ref] if rule.decision_ref else [])]


def dispose(*, municipality_id: UUID, now: dt.datetime) -> list[RetentionProof]:
    """Remove what is older than its time, class by class, each in a transaction of its own with its proof."""
    proofs = [proof for plan in plans(municipality_id, now) for proof in _carry_out(plan, municipality_id, now)]
    if any(proof.removed for proof in proofs):
        transaction.on_commit(forget_pages, robust=True)
    return proofs


def last_day(municipality_id: UUID, code: str, moment: dt.datetime) -> dt.date | None:
    """The last day on which something of ``moment`` is kept; None while a decision about its disposal is missing."""
    rule = RetentionRule.objects.filter(municipality_id=municipality_id, data_class=code).first()
    kept = privacy.data_class(code)
    days = rule.days if rule else kept.days
    if days is None or (kept.is_municipal_record and not (rule and rule.decision_ref)):
        return None
    return local(moment + dt.timedelta(days=days)).date()


def _plan(each: privacy.DataClass, rule: Any, municipality_id: UUID, now: dt.datetime) -> Plan:
    days = None if each.days is None else rule.days if rule else each.days
    reference = rule.decision_ref if rule else ""
    before = None if days is None else now - dt.timedelta(days=days)
    count = 0 if before is None else each.outlived(municipality_id, before)
    refused = NO_DECISION if each.is_municipal_record and not reference and days is not None else ""
    return Plan(each, days, rule is not None, reference, before, count, refused)


@transaction.atomic
def _carry_out(plan: Plan, municipality_id: UUID, now: dt.datetime) -> Iterable[RetentionProof]:
    """The proof, or nothing where there was nothing to do. A refusal is written once a day with what it kept."""
    if plan.before is None or not plan.count:
        return ()
    removed = 0 if plan.refused else plan.data_class.dispose(municipality_id, plan.before)
    proof = RetentionProof.objects.create(
        municipality_id=municipality_id,
        data_class=plan.data_class.code,
        at=now,
        older_than=plan.before,
        removed=removed,
        decision_ref=plan.decision_ref,
        refused=plan.refused,
    )
    return (proof,)
