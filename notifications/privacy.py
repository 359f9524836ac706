"""What notifications holds about people: the messages that were sent to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.common.privacy import Basis, DataClass, Holder, Person
from notifications.kinds import kinds
from notifications.models import Delivery
from notifications.states import Channel, DeliveryState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from django.db.models import QuerySet

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


def erase(person: Person, _now: dt.datetime) -> None:
    """Everything that was written to the person; where they are named in what was written to others, the name."""
    Delivery.objects.filter(Q(user_id=person.user_id) | Q(address__in=person.words)).delete()
    named = Q()
    for word in person.words:
        named |= Q(subject__icontains=word) | Q(body__icontains=word)
    for row in Delivery.objects.filter(named).only("id", "subject", "body") if named else ():
        row.subject, row.body = person.scrub(row.subject), person.scrub(row.body)
        row.save(update_fields=["subject", "body"])


def _old(municipality_id: UUID, before: dt.datetime) -> QuerySet[Delivery]:
    rows: QuerySet[Delivery] = Delivery.objects.filter(municipality_id=municipality_id, closed_at__lt=before)
    return rows


def outlived(municipality_id: UUID, before: dt.datetime) -> int:
    """Closed messages that are older."""
    return _old(municipality_id, before).count()


def dispose(municipality_id: UUID, before: dt.datetime) -> int:
    """Removes them."""
    counted = outlived(municipality_id, before)
    _old(municipality_id, before).order_by().delete()
    return counted


MESSAGES = DataClass("notifications.messages", _("Skickade meddelanden"), 90, False, outlived, dispose)

DELIVERIES = Holder(
    model="notifications.Delivery",
    title=_("Meddelanden som Lykta har skickat till dig"),
    fields=("user", "channel", "address", "language", "subject", "body", "created_at", "closed_at"),
    purpose=_("Att du får veta vad som gäller för dina kvällar, och att samma besked inte skickas två gånger."),
    ground=_("Uppgift av allmänt intresse (artikel 6.1 e i dataskyddsförordningen)"),
    keep=_("90 dagar efter att meddelandet skickades"),
    basis=Basis.PUBLIC_TASK,
    data_class="notifications.messages",
    erase=erase,
    export=export,
    words=WORDS,
    choices={
        "state": dict(DeliveryState.choices),
        "channel": dict(Channel.choices),
        "language": dict(settings.LANGUAGES),
    },
)
