"""Writes around signing in: codes by SMS, proved numbers, sessions that end, a second factor that comes or goes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Conflict, NotFound
from notifications.actions import deliver
from notifications.states import Channel
from volunteers import messages
from volunteers.actions.rights import bump_rights
from volunteers.models import User

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from places.models import Municipality


class LastWayIn(Conflict):
    """Without an e-mail address the number is the account's only door."""

    code = "last_way_in"
    message = _("Numret är det enda du kan logga in med. Byt det mot ett annat i stället.")


class NoNumber(Conflict):
    """Nothing is sent to a number that nobody has proved."""

    code = "no_number"
    message = _("Lägg till ett mobilnummer först.")


class PhoneTaken(Conflict):
    """Somebody else has proved that number."""

    code = "phone_taken"
    message = messages.PHONE_TAKEN


@transaction.atomic
def send_code(*, municipality: Municipality, phone: str, code: str, language: str, now: dt.datetime, host: str) -> None:
    """Write the SMS that the worker sends at once and forgets. Without a code (nobody has the number) it is dropped."""
    kind = messages.SIGN_IN_CODE if code else messages.NO_SUCH_NUMBER
    deliver(
        kind=kind.code,
        key=f"{kind.code}:{uuid.uuid4()}",
        municipality_id=municipality.pk,
        address=phone,
        channel=Channel.SMS,
        language=language,
        subject=str(kind.title),
        body=messages.sign_in_code(code=code, language=language, host=host),
        now=now,
    )


@transaction.atomic
def prove_phone(*, user_id: UUID, phone: str) -> None:
    """The number is this person's: others who only claimed it lose it. PhoneTaken when somebody has proved it too."""
    user = lock(User.objects.filter(pk=user_id)).first()
    if user is None:
        raise NotFound
    others = User.objects.filter(phone=phone).exclude(pk=user_id)
    if others.filter(phone_is_verified=True).exists():
        raise PhoneTaken(field="phone")
    others.update(phone=None)
    User.objects.filter(pk=user_id).update(phone=phone, phone_is_verified=True)


@transaction.atomic
def remove_phone(*, user_id: UUID) -> None:
    """The number opens no door any more, and is not kept. NotFound, LastWayIn."""
    user = lock(User.objects.filter(pk=user_id)).first()
    if user is None:
        raise NotFound
    if not user.email:
        raise LastWayIn
    User.objects.filter(pk=user_id).update(phone=None, phone_is_verified=False, evening_by_sms=False)


@transaction.atomic
def choose_evening_way(*, user_id: UUID, by_sms: bool) -> None:
    """How the link to tonight's own group comes. NotFound, NoNumber."""
    user = lock(User.objects.filter(pk=user_id)).first()
    if user is None:
        raise NotFound
    if by_sms and not user.phone_is_verified:
        raise NoNumber
    user.evening_by_sms = by_sms
    user.save(update_fields=["evening_by_sms"])


@transaction.atomic
def end_all_sessions(*, user_id: UUID) -> None:
    """Every session of the person is over, this one too, and with them their sockets."""
    User.objects.filter(pk=user_id).update(sessions_ended=F("sessions_ended") + 1)
    bump_rights([user_id])


@transaction.atomic
def protection_changed(*, user_id: UUID) -> None:
    """A second factor was given, added or taken away, or a password changed: live sockets look again."""
    bump_rights([user_id])


@transaction.atomic
def forget_password(*, user_id: UUID) -> None:
    """Back to codes and passkeys alone. Sessions that were opened with it end with it."""
    user = lock(User.objects.filter(pk=user_id)).first()
    if user is None:
        raise NotFound
    user.set_unusable_password()
    user.save(update_fields=["password"])
    bump_rights([user_id])
