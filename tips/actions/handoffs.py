"""Hand-offs: the coded facts on their way to a receiver, and whether they arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from backend.common.db import lock
from notifications.actions import deliver
from notifications.models import Delivery
from notifications.states import DeliveryState
from tips import topics
from tips.messages import handoff_mail
from tips.models import Handoff
from tips.states import HandoffState

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from tips.models import Tip
    from volunteers.models import Organisation

NOTICE = "tips.handoff"
BATCH = 200
_OF_DELIVERY = {
    DeliveryState.WAITING: HandoffState.PENDING,
    DeliveryState.SENT: HandoffState.SENT,
    DeliveryState.DROPPED: HandoffState.FAILED,
}


def start(*, tip: Tip, receiver: Organisation, now: dt.datetime) -> Handoff:
    """Write the hand-off and its e-mail in the transaction of the action that sends on."""
    handoff = Handoff.objects.create(tip=tip, organisation=receiver, created_at=now, changed_at=now)
    subject, body = handoff_mail(tip, receiver=receiver.name, sender=tip.municipality.name)
    deliver(
        kind=NOTICE,
        key=delivery_key(handoff.pk),
        municipality_id=tip.municipality_id,
        address=receiver.contact_email,
        subject=subject,
        body=body,
        now=now,
    )
    return handoff


def settle(*, now: dt.datetime) -> int:
    """Let hand-offs follow their e-mails: sent, did not arrive, on its way again after somebody mended what was wrong.

    All that are not there yet, however many wait for a server that is away. Returns how many changed; for the worker.
    """
    rows = list(Handoff.objects.not_arrived(now).values_list("pk", "state"))
    changed = 0
    for start in range(0, len(rows), BATCH):
        of_key = {delivery_key(pk): (pk, state) for pk, state in rows[start : start + BATCH]}
        for key, delivery_state in Delivery.objects.filter(key__in=of_key).values_list("key", "state"):
            handoff_id, state = of_key[key]
            following = _OF_DELIVERY[DeliveryState(delivery_state)]
            if following != state:
                changed += _follow(handoff_id, following, now)
    return changed


def delivery_key(handoff_id: UUID) -> str:
    """One e-mail for each hand-off, whatever is repeated."""
    return f"{NOTICE}:{handoff_id}"


@transaction.atomic
def _follow(handoff_id: UUID, state: str, now: dt.datetime) -> int:
    row = lock(Handoff.objects.not_arrived(now).filter(pk=handoff_id).exclude(state=state)).first()
    if row is None:  # another worker was here
        return 0
    row.state, row.changed_at = state, now
    row.save(update_fields=["state", "changed_at"])
    topics.tell_of(row.tip, f"handoff_{state}", now=now)
    return 1
