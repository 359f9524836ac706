"""What notifications holds about people: the messages that were sent to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backend.common.privacy import Holder
from notifications.kinds import kinds
from notifications.models import Delivery
from notifications.states import Channel, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

WORDS = {
    "kind": _("Slag"),
    "channel": _("Väg"),
    "address": _("Adress"),
    "language": _("Språk"),
    "subject": _("Ämne"),
    "body": _("Text"),
    "state": _("Läge"),
    "created_at": _("Skrivet"),
    "closed_at": _("Avslutat"),
}


def export(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """A person's messages, newest first, each with the name of what it was about."""
    titles = {kind.code: str(kind.title) for kind in kinds()}
    rows = Delivery.objects.filter(user_id=user_id).order_by("-created_at", "id")
    return [row | {"kind": titles.get(row["kind"], row["kind"])} for row in rows.values(*WORDS)]


DELIVERIES = Holder(
    model="notifications.Delivery",
    title=_("Meddelanden som Lykta har skickat till dig"),
    fields=("user", "channel", "address", "language", "subject", "body", "created_at", "closed_at"),
    purpose=_("Att du får veta vad som gäller för dina kvällar, och att samma besked inte skickas två gånger."),
    ground=_("Uppgift av allmänt intresse (artikel 6.1 e i dataskyddsförordningen)"),
    keep=_("90 dagar efter att meddelandet skickades"),
    export=export,
    words=WORDS,
    choices={
        "state": dict(DeliveryState.choices),
        "channel": dict(Channel.choices),
        "language": dict(settings.LANGUAGES),
    },
)
