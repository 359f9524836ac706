"""Writes of what people are cleared for: that it was shown, learnt or said; never a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.clock import local
from backend.common.db import lock
from backend.common.errors import Conflict, Invalid, NotAllowed, NotFound
from volunteers import changes, policies
from volunteers.actions.reminders import set_reminder
from volunteers.actions.rights import bump_rights
from volunteers.cleared import rules_of, youths_among
from volunteers.models import Clearance, Membership, Organisation
from volunteers.states import ClearanceKind

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer


class DayAhead(Invalid):
    """What has not happened is not noted."""

    code = "day_ahead"
    message = _("Dagen har inte varit än.")


class EndsTooSoon(Invalid):
    """It would never have held."""

    code = "ends_too_soon"
    message = _("Sista dagen ligger före den första.")


class NotYourOwn(Conflict):
    """A record check is somebody else's look at a paper."""

    code = "not_your_own"
    message = _("Någon annan i föreningen behöver se ditt registerutdrag och anteckna det.")


class NotOfAge(Conflict):
    """A guardian's consent says when the person turns eighteen."""

    code = "not_of_age"
    message = _("Enligt vårdnadshavarens samtycke har du inte fyllt 18 år än. Med samtycket kan du ändå följa med.")


@transaction.atomic
def note_clearance(
    *,
    viewer: Viewer,
    organisation_id: UUID,
    user_id: UUID,
    kind: ClearanceKind,
    given_on: dt.date,
    expires_on: dt.date | None,
    now: dt.datetime,
    new_id: UUID,
) -> Clearance:
    """Note a training or a record check of somebody in the organisation; the same day again changes its last day.

    Raises NotFound, NotAllowed, NotYourOwn, DayAhead, EndsTooSoon.
    """
    organisation = member_of(viewer, organisation_id, user_id)
    if not policies.can_note(viewer, organisation_id, kind):
        raise NotAllowed
    if kind == ClearanceKind.RECORD_CHECK and user_id == viewer.user_id:
        raise NotYourOwn
    _check_days(given_on, expires_on, local(now).date())
    rows = Clearance.objects.filter(
        organisation=organisation, user_id=user_id, kind=kind, given_on=given_on, withdrawn_at__isnull=True
    )
    row: Clearance = lock(rows.order_by("id")).first() or Clearance(
        pk=new_id,
        municipality_id=viewer.municipality_id,
        user_id=user_id,
        kind=kind,
        organisation=organisation,
        given_on=given_on,
    )
    shortened = not row._state.adding and _sooner(expires_on, row.expires_on)  # noqa: SLF001 -- saved before?
    row.expires_on, row.checked_by_id, row.noted_at = expires_on, viewer.user_id, now
    row.save()
    set_reminder(row, now=now)
    if shortened:
        changes.lost(user_id, viewer.municipality_id, kind, now)
    return row


@transaction.atomic
def withdraw_clearance(*, viewer: Viewer, clearance_id: UUID, now: dt.datetime) -> Clearance:
    """Take a note back; a repeat changes nothing. Raises NotFound, NotAllowed."""
    rows = Clearance.objects.visible_to(viewer).filter(pk=clearance_id)
    row: Clearance | None = lock(rows).first()
    if row is None:
        raise NotFound
    if row.organisation_id is None or not policies.can_note(viewer, row.organisation_id, row.kind):
        raise NotAllowed
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        set_reminder(row, now=now)
        bump_rights([row.user_id])
        changes.lost(row.user_id, row.municipality_id, row.kind, now)
    return row


@transaction.atomic
def declare_of_age(*, viewer: Viewer, now: dt.datetime, new_id: UUID) -> Clearance:
    """Say "Jag har fyllt …": once, for the age that the municipality asks for. Raises NotAllowed, NotOfAge."""
    if viewer.user_id is None:
        raise NotAllowed
    today, rules = local(now).date(), rules_of(viewer.municipality_id)
    if youths_among([viewer.user_id], today):
        raise NotOfAge
    rows = Clearance.objects.of(viewer.user_id, viewer.municipality_id).good(today)
    said = rows.filter(kind=ClearanceKind.OF_AGE, age__gte=rules.youngest).order_by("id")
    known: Clearance | None = lock(said).first()
    return known or Clearance.objects.create(
        pk=new_id,
        municipality_id=viewer.municipality_id,
        user_id=viewer.user_id,
        kind=ClearanceKind.OF_AGE,
        given_on=today,
        age=rules.youngest,
        noted_at=now,
    )


def member_of(viewer: Viewer, organisation_id: UUID, user_id: UUID) -> Organisation:
    """The organisation, locked, in which the person has a standing role. NotFound."""
    organisation: Organisation | None = lock(Organisation.objects.visible_to(viewer).filter(pk=organisation_id)).first()
    if organisation is None:
        raise NotFound
    standing = Membership.objects.filter(organisation=organisation, user_id=user_id).standing()
    if not standing.exists():
        raise NotFound(field="user")
    return organisation


def _check_days(given_on: dt.date, expires_on: dt.date | None, today: dt.date) -> None:
    if given_on > today:
        raise DayAhead(field="given_on")
    if expires_on is not None and expires_on < given_on:
        raise EndsTooSoon(field="expires_on")


def _sooner(day: dt.date | None, than: dt.date | None) -> bool:
    return day is not None and (than is None or day < than)
