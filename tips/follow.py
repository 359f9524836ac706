"""What somebody who holds a code may know: one answer, the same for every code that is not ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from backend.common.clock import local
from backend.common.errors import NotFound
from tips import messages, receipts
from tips.categories import label
from tips.models import Tip, TipEvent
from tips.states import TipState

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID


class UnknownCode(NotFound):
    """Mistyped, somebody else's municipality, or gone: the answer does not tell which."""

    code = "unknown_code"
    message = _("Vi hittar ingen observation med den koden. Kontrollera tecknen och försök igen.")


@dataclass(frozen=True, slots=True)
class Answer:
    """Where an observation stands, for whoever told of it."""

    state: str
    answer: str
    category_label: str
    place_name: str
    received_on: dt.date

    @property
    def state_label(self) -> str:
        """The state's word."""
        return str(TipState(self.state).label)


def follow(*, municipality_id: UUID, typed: str) -> Answer:
    """The answer to a code. Raises UnknownCode. One look-up by keyed hash, whatever was typed."""
    found = Tip.objects.by_receipt(municipality_id, receipts.hashes(typed))
    tip = found.select_related("place", "district").defer("text").first()
    if tip is None:
        raise UnknownCode(field="code")
    sent = TipEvent.objects.filter(tip=tip, receiver__isnull=False).order_by("id")
    names = list(dict.fromkeys(sent.values_list("receiver__name", flat=True)))
    return Answer(
        state=tip.state,
        answer=messages.answer(tip, names),
        category_label=label(tip.category),
        place_name=messages.where(tip),
        received_on=local(tip.received_at).date(),
    )
