"""Writes of the golden rules: a version is published, and read by each person each season."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.clock import local
from backend.common.db import lock
from backend.common.errors import Conflict, Invalid, NotAllowed, NotFound
from places.models import Municipality
from volunteers import policies
from volunteers.actions.reminders import set_reminder
from volunteers.cleared import current_rules
from volunteers.models import Clearance, GoldenRules
from volunteers.seasons import reads_until
from volunteers.states import ClearanceKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from backend.common.viewer import Viewer

MOST_RULES, LONGEST_RULE = 12, 200


class NoRules(Invalid):
    """Nobody can read what is not there."""

    code = "no_rules"
    message = _("Skriv minst en regel på svenska.")


class RulesTooLong(Invalid):
    """They are read on a phone, in the cold."""

    code = "rules_too_long"
    message = _("Skriv högst tolv regler på varje språk, med högst 200 tecken i varje.")


class PublishedMeanwhile(Conflict):
    """Two people wrote on the same version."""

    code = "published_meanwhile"
    message = _("Någon annan har publicerat en ny version. Läs den och börja om därifrån.")


class RulesReplaced(Conflict):
    """Another version was published while this one was read."""

    code = "rules_replaced"
    message = _("Reglerna har ändrats. Läs den nya versionen.")


@transaction.atomic
def publish_rules(
    *,
    viewer: Viewer,
    texts: Mapping[str, Sequence[str]],
    now: dt.datetime,
    new_id: UUID,
    seen: int | None = None,
) -> GoldenRules:
    """A new version, which everybody is asked to read; the same words as the current one change nothing.

    ``seen``: the number of the version that was written on, 0 for none, where the door knows it. Raises NotAllowed,
    NoRules, RulesTooLong, PublishedMeanwhile.
    """
    lock(Municipality.objects.filter(pk=viewer.municipality_id)).get()
    if not policies.can_publish_rules(viewer):
        raise NotAllowed
    kept = _checked(texts)
    current = current_rules(viewer.municipality_id)
    if current is not None and current.texts == kept:
        return current
    if seen is not None and seen != (current.version if current else 0):
        raise PublishedMeanwhile
    published: GoldenRules = GoldenRules.objects.create(
        pk=new_id,
        municipality_id=viewer.municipality_id,
        version=current.version + 1 if current else 1,
        texts=kept,
        published_at=now,
        published_by_id=viewer.user_id,
    )
    return published


@transaction.atomic
def read_rules(*, viewer: Viewer, rules_id: UUID, now: dt.datetime, new_id: UUID) -> Clearance:
    """Say "Jag har läst"; a repeat gives the first reading back, but for the next season in the last thirty days.

    Raises NotAllowed, NotFound, RulesReplaced.
    """
    if viewer.user_id is None:
        raise NotAllowed
    rules = GoldenRules.objects.visible_to(viewer).filter(pk=rules_id).first()
    if rules is None:
        raise NotFound
    current = current_rules(viewer.municipality_id)
    if current is None or current.pk != rules.pk:
        raise RulesReplaced
    today = local(now).date()
    rows = Clearance.objects.filter(
        user_id=viewer.user_id, municipality_id=viewer.municipality_id, kind=ClearanceKind.GOLDEN_RULES, rules=rules
    )
    known: Clearance | None = lock(rows.filter(withdrawn_at__isnull=True).order_by("-expires_on", "id")).first()
    until = reads_until(today, known.expires_on if known else None)
    if known is not None and known.expires_on is not None and known.expires_on >= until:
        return known
    read: Clearance = Clearance.objects.create(
        pk=new_id,
        municipality_id=viewer.municipality_id,
        user_id=viewer.user_id,
        kind=ClearanceKind.GOLDEN_RULES,
        given_on=today,
        expires_on=until,
        rules=rules,
        noted_at=now,
    )
    set_reminder(read, now=now)
    return read


def _checked(texts: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """By language in the order of the settings, without empty lines."""
    kept = {
        code: found
        for code, _name in settings.LANGUAGES
        if (found := [" ".join(rule.split()) for rule in texts.get(code, ()) if rule.strip()])
    }
    if not kept.get("sv"):
        raise NoRules(field="sv")
    for code, found in kept.items():
        if len(found) > MOST_RULES or any(len(rule) > LONGEST_RULE for rule in found):
            raise RulesTooLong(field=code)
    return kept
