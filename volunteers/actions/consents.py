"""Writes of guardians' consents for walkers of 15 to 17, as somebody has seen them on paper."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.clock import local
from backend.common.db import lock
from backend.common.errors import Conflict, Invalid, NotAllowed, NotFound
from volunteers import changes, policies
from volunteers.actions.clearances import DayAhead, EndsTooSoon, member_of
from volunteers.actions.reminders import set_reminder
from volunteers.actions.rights import bump_rights
from volunteers.cleared import rules_of
from volunteers.models import GuardianConsent
from volunteers.seasons import school_year_ends
from volunteers.states import CONSENT

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer

YOUNGEST, ADULT = 15, 18


class NoYouths(Conflict):
    """The municipality's choice."""

    code = "no_youths"
    message = _("Här följer inga under 18 år med på vandringar.")


class GuardianUnnamed(Invalid):
    """Somebody has signed it."""

    code = "guardian_unnamed"
    message = _("Skriv vårdnadshavarens namn, som det står på papperet.")


class NotAYouth(Invalid):
    """Under fifteen nobody comes along; from eighteen on nobody else has to consent."""

    code = "not_a_youth"
    message = _("Samtycke gäller den som är 15–17 år. Kontrollera dagen då personen fyller 18.")


class EndsTooLate(Invalid):
    """Asked anew each school year."""

    code = "ends_too_late"
    message = _("Samtycket gäller som längst till skolårets slut, den 15 juni.")


@transaction.atomic
def note_consent(
    *,
    viewer: Viewer,
    organisation_id: UUID,
    user_id: UUID,
    guardian_name: str,
    given_on: dt.date,
    adult_on: dt.date,
    ends_on: dt.date | None = None,
    now: dt.datetime,
    new_id: UUID,
) -> GuardianConsent:
    """Note a consent; it takes the place of an earlier one to the same organisation. Ends with the school year.

    Raises NotFound, NotAllowed, NoYouths, GuardianUnnamed, DayAhead, NotAYouth, EndsTooSoon, EndsTooLate.
    """
    organisation = member_of(viewer, organisation_id, user_id)
    if not policies.can_note_consent(viewer, organisation_id) or user_id == viewer.user_id:
        raise NotAllowed
    if not rules_of(viewer.municipality_id).takes_youths:
        raise NoYouths
    ends = ends_on or school_year_ends(local(now).date())
    _check(guardian_name, given_on, adult_on, ends, local(now).date())
    _replace(organisation_id, user_id, adult_on, now)
    consent: GuardianConsent = GuardianConsent.objects.create(
        pk=new_id,
        organisation=organisation,
        user_id=user_id,
        guardian_name=" ".join(guardian_name.split()),
        given_on=given_on,
        seen_by_id=viewer.user_id,
        adult_on=adult_on,
        ends_on=ends,
        noted_at=now,
    )
    set_reminder(consent, now=now)
    bump_rights([user_id])
    # Somebody who was taken for an adult until now, or whose consent ends sooner.
    changes.lost(user_id, viewer.municipality_id, CONSENT, now)
    return consent


@transaction.atomic
def withdraw_consent(*, viewer: Viewer, consent_id: UUID, now: dt.datetime) -> GuardianConsent:
    """The guardian takes it back, or the young person does; in effect at once. A repeat changes nothing.

    Raises NotFound, NotAllowed.
    """
    rows = GuardianConsent.objects.visible_to(viewer).select_related("organisation")
    consent: GuardianConsent | None = lock(rows.filter(pk=consent_id)).first()
    if consent is None:
        raise NotFound
    own = viewer.is_signed_in and consent.user_id == viewer.user_id
    if not own and not policies.can_note_consent(viewer, consent.organisation_id):
        raise NotAllowed
    if consent.withdrawn_at is None:
        _take_back(consent.organisation_id, consent.user_id, now)
        consent.withdrawn_at = now
        bump_rights([consent.user_id])
        changes.lost(consent.user_id, viewer.municipality_id, CONSENT, now)
    return consent


def _take_back(organisation_id: UUID, user_id: UUID, now: dt.datetime) -> None:
    """All that stand: one paper of an organisation holds at a time."""
    rows = GuardianConsent.objects.filter(
        organisation_id=organisation_id, user_id=user_id, withdrawn_at__isnull=True
    ).select_related("organisation")
    for row in lock(rows.order_by("id")):
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        set_reminder(row, now=now)


def _replace(organisation_id: UUID, user_id: UUID, adult_on: dt.date, now: dt.datetime) -> None:
    """The day of turning eighteen is one: what was misread on an earlier paper is not kept beside it."""
    _take_back(organisation_id, user_id, now)
    GuardianConsent.objects.filter(organisation_id=organisation_id, user_id=user_id).update(adult_on=adult_on)


def _check(guardian_name: str, given_on: dt.date, adult_on: dt.date, ends_on: dt.date, today: dt.date) -> None:
    if not guardian_name.strip():
        raise GuardianUnnamed(field="guardian_name")
    if given_on > today:
        raise DayAhead(field="given_on")
    if not today < adult_on <= _years_after(today, ADULT - YOUNGEST):
        raise NotAYouth(field="adult_on")
    if ends_on < max(given_on, today):
        raise EndsTooSoon(field="ends_on")
    if ends_on > school_year_ends(today):
        raise EndsTooLate(field="ends_on")


def _years_after(day: dt.date, years: int) -> dt.date:
    """The same date years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)
