"""Personal data that observations hold: who of the staff took which step. Never who told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common import privacy
from tips import outlived
from tips.categories import CATEGORIES
from tips.models import TipEvent
from tips.states import STEPS, TipState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

WORDS = {
    "at": _("Tid"),
    "name": _("Steg"),
    "to_state": _("Läge efteråt"),
    "tip__category": _("Vad"),
    "tip__week": _("Vecka"),
}


def register() -> None:
    """Called from TipsConfig.ready()."""
    for data_class in outlived.CLASSES:
        privacy.register_class(data_class)
    privacy.register(
        privacy.Holder(
            model="tips.TipEvent",
            title=_("Steg i arbetet med observationer"),
            fields=("actor",),
            purpose=_("Visa vem i kommunen som bedömde en observation och när."),
            ground=_("Uppgift av allmänt intresse (artikel 6.1 e i dataskyddsförordningen)"),
            basis=privacy.Basis.PUBLIC_TASK,
            keep=_("Så länge observationen finns kvar; namnet 24 månader efter steget."),
            data_class=outlived.OBSERVATIONS,
            stays=outlived.steps_stay,
            export=steps_of,
            words=WORDS,
            choices={
                "name": STEPS,
                "to_state": dict(TipState.choices),
                "tip__category": {code: category.label for code, category in CATEGORIES.items()},
            },
        )
    )


def steps_of(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """A person's steps, oldest first: when, which, on what kind of observation."""
    rows: Iterable[Mapping[str, Any]] = TipEvent.objects.filter(actor_id=user_id).order_by("id").values(*WORDS)
    return rows
