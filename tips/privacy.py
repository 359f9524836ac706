"""Personal data that observations hold: who of the staff took which step. Never who told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common import privacy
from tips.models import TipEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID


def register() -> None:
    """Called from TipsConfig.ready()."""
    privacy.register(
        privacy.Holder(
            model="tips.TipEvent",
            title=_("Steg i arbetet med observationer"),
            fields=("actor",),
            purpose=_("Visa vem i kommunen som bedömde en observation och när."),
            ground=_("Uppgift av allmänt intresse (artikel 6.1 e i dataskyddsförordningen)"),
            keep=_("Så länge observationen finns kvar."),
            export=steps_of,
        )
    )


def steps_of(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """A person's steps, oldest first: when, which, on what kind of observation."""
    rows = TipEvent.objects.filter(actor_id=user_id).order_by("id")
    return rows.values("at", "name", "to_state", "tip__category", "tip__week")
