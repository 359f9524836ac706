"""The clock of what runs out: somebody is told thirty days before, once, as long as nothing newer has come."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from backend.common import clock
from notifications.actions import deliver, schedule, withdraw
from places.addresses import home_of
from volunteers import messages
from volunteers.models import Clearance, GuardianConsent
from volunteers.reach import way_to
from volunteers.states import CONSENT

if TYPE_CHECKING:
    from uuid import UUID

ENDS = "volunteers.clearance_ends"
BEFORE = dt.timedelta(days=30)
HOUR = dt.time(9)


def set_reminder(row: Clearance | GuardianConsent, *, now: dt.datetime) -> None:
    """Sets, moves or takes away the clock of a clearance or consent as it stands now, and of those that it follows.

    Called in the transaction of the action that changed it. One that is taken back gives the clock to what is left;
    one that was given for less than thirty days has none.
    """
    if row.withdrawn_at is not None:
        withdraw(key=_key(row.pk), now=now)
        left = max(_alike(row), key=lambda one: _last_day(one) or dt.date.max, default=None)
        if left is not None:
            set_reminder(left, now=now)
        return
    for older in _followed(row):
        withdraw(key=_key(older.pk), now=now)
    last = _last_day(row)
    if last is None or last - BEFORE < row.given_on or _is_followed(row):
        withdraw(key=_key(row.pk), now=now)
        return
    schedule(
        kind=ENDS,
        key=_key(row.pk),
        due_at=clock.at(last - BEFORE, HOUR),
        municipality_id=_municipality(row),
        ref=row.pk,
        now=now,
    )


@transaction.atomic
def remind(*, row_id: UUID, now: dt.datetime) -> None:
    """Write to the person, unless the day is past, it was taken back, or something newer holds longer."""
    row = _find(row_id)
    if row is None or row.withdrawn_at is not None or not row.user.is_active or _is_followed(row):
        return
    last = _last_day(row)
    if last is None or last < clock.local(now).date():
        return
    municipality = row.municipality if isinstance(row, Clearance) else row.organisation.municipality
    kind = row.kind if isinstance(row, Clearance) else CONSENT
    message = messages.clearance_ends(
        kind=kind, last=last, address=f"{home_of(municipality)}/mina-bevis/", language=row.user.language
    )
    if not row.user.has_account:
        return
    deliver(
        kind=messages.CLEARANCE_ENDS.code,
        key=f"{ENDS}:{row.pk}:{last.isoformat()}",
        municipality_id=municipality.pk,
        user_id=row.user_id,
        channel=way_to(row.user),
        language=row.user.language,
        subject=message.subject,
        body=message.body,
        now=now,
    )


def _find(row_id: UUID) -> Clearance | GuardianConsent | None:
    found: Clearance | None = Clearance.objects.filter(pk=row_id).select_related("user", "municipality").first()
    if found is not None:
        return found
    consents = GuardianConsent.objects.filter(pk=row_id).select_related("user", "organisation__municipality")
    consent: GuardianConsent | None = consents.first()
    return consent


def _followed(row: Clearance | GuardianConsent) -> list[Clearance | GuardianConsent]:
    """Earlier ones of the same kind: the new one speaks for them."""
    return [other for other in _alike(row) if (_last_day(other) or dt.date.max) <= (_last_day(row) or dt.date.max)]


def _is_followed(row: Clearance | GuardianConsent) -> bool:
    """Whether another of the same kind holds longer."""
    last = _last_day(row)
    return last is not None and any((_last_day(other) or dt.date.max) > last for other in _alike(row))


def _alike(row: Clearance | GuardianConsent) -> list[Clearance | GuardianConsent]:
    if isinstance(row, Clearance):
        same = Clearance.objects.filter(
            user_id=row.user_id, municipality_id=row.municipality_id, kind=row.kind, withdrawn_at__isnull=True
        )
        return list(same.exclude(pk=row.pk))
    consents = GuardianConsent.objects.filter(
        user_id=row.user_id, organisation_id=row.organisation_id, withdrawn_at__isnull=True
    )
    return list(consents.exclude(pk=row.pk))


def _last_day(row: Clearance | GuardianConsent) -> dt.date | None:
    """None for what never runs out. A consent ends with the school year or the eighteenth birthday."""
    if isinstance(row, Clearance):
        return row.expires_on
    return min(row.ends_on, row.adult_on - dt.timedelta(days=1))


def _municipality(row: Clearance | GuardianConsent) -> UUID:
    found: UUID = row.municipality_id if isinstance(row, Clearance) else row.organisation.municipality_id
    return found


def _key(row_id: UUID) -> str:
    return f"{ENDS}:{row_id}"
