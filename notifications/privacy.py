"""What notifications holds about people: the messages that were sent to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common.privacy import Holder
from notifications.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID


def export(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """A person's messages, newest first."""
    rows = Delivery.objects.filter(user_id=user_id).order_by("-created_at", "id")
    return rows.values("kind", "address", "language", "subject", "body", "state", "created_at", "closed_at")


DELIVERIES = Holder(
    model="notifications.Delivery",
    title=_("Meddelanden som Lykta har skickat till dig"),
    fields=("user", "address", "language", "subject", "body", "created_at", "closed_at"),
    purpose=_("Att du får veta vad som gäller för dina kvällar, och att samma besked inte skickas två gånger."),
    ground=_("Uppgift av allmänt intresse (artikel 6.1 e i dataskyddsförordningen)"),
    keep=_("90 dagar efter att meddelandet skickades"),
    export=export,
)
