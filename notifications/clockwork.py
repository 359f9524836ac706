"""The due kinds that notifications itself holds: sending deliveries, and throwing away what has outlived its use."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.contrib.auth import get_user_model
from django.db import transaction

from notifications import kinds, rules
from notifications.actions import send_when_due
from notifications.channels import email, sms
from notifications.channels.errors import Undeliverable
from notifications.models import Delivery, Due, TopicEvent, WorkerBeat
from notifications.states import Channel, DeliveryState, Lane

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from uuid import UUID

    from notifications.due import DueRow

WAYS = {Channel.EMAIL.value: email.send, Channel.SMS.value: sms.send}
TRIM = "notifications.trim"
TRIM_EVERY = timedelta(hours=6)

logger = logging.getLogger("lykta.clockwork")


def send(row: DueRow, now: dt.datetime) -> None:
    """Send the delivery and record it. Between the two a kill can make a repeat, which carries the same message id."""
    delivery = Delivery.objects.filter(pk=cast("UUID", row.ref), state=DeliveryState.WAITING).first()
    if delivery is None:
        return
    if _is_held(delivery, now):
        return
    address = address_of(delivery)
    outlived = now > delivery.due_at + kinds.get(delivery.kind).good_for
    if outlived or not address:
        _close(delivery, DeliveryState.DROPPED, now)
        return
    try:
        WAYS[delivery.channel](delivery, address)
    except Undeliverable as reason:
        logger.warning("%s is not to be sent: %s", delivery.pk, reason)
        _close(delivery, DeliveryState.DROPPED, now)
        return
    _close(delivery, DeliveryState.SENT, now)


def give_up(row: DueRow, now: dt.datetime) -> None:
    """The mail server refused it every time: it is no longer on its way, and whoever waits for it can be told."""
    Delivery.objects.filter(pk=cast("UUID", row.ref), state=DeliveryState.WAITING).update(
        state=DeliveryState.DROPPED, closed_at=now
    )


def take_up_again(refs: Collection[UUID]) -> None:
    """Somebody has mended what was wrong: given-up deliveries are on their way again."""
    Delivery.objects.filter(pk__in=refs, state=DeliveryState.DROPPED).update(
        state=DeliveryState.WAITING, closed_at=None
    )


def _is_held(delivery: Delivery, now: dt.datetime) -> bool:
    """In the municipality's quiet hours a message that can wait does; what the safety lane carries never waits."""
    if kinds.get(delivery.kind).lane is not Lane.BULK:
        return False
    until = rules.quiet_until(delivery.municipality_id, now)
    if until is None:
        return False
    with transaction.atomic():
        send_when_due(delivery, Lane.BULK, now, at=until)
    return True


def address_of(delivery: Delivery) -> str:
    """Where it goes now: the given address, or the one that the user has today; empty when there is none.

    A number that its owner has not proved may be somebody else's, and is none.
    """
    if delivery.address or delivery.user_id is None:
        return delivery.address
    user = get_user_model()._default_manager.filter(pk=delivery.user_id, is_active=True).first()  # noqa: SLF001
    if user is None:
        return ""
    if delivery.channel == Channel.SMS:
        return (getattr(user, "phone", "") or "") if getattr(user, "phone_is_verified", False) else ""
    return getattr(user, user.get_email_field_name()) or ""


def trim(_row: DueRow, now: dt.datetime) -> None:
    """Delete what nobody can ask for any more: old events, done rows, closed deliveries with their addresses."""
    with transaction.atomic():
        TopicEvent.objects.outlived(now).delete()
        Due.objects.outlived(now).delete()
        Delivery.objects.outlived(now).delete()
        WorkerBeat.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()


def _close(delivery: Delivery, state: DeliveryState, now: dt.datetime) -> None:
    """Record it. Of a secret nothing is left: its text goes, and of somebody without an account the whole row."""
    row = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING)
    if not kinds.get(delivery.kind).forget:
        row.update(state=state, closed_at=now)
    elif delivery.user_id is None:
        row.delete()
    else:
        row.update(state=state, closed_at=now, body="")
