"""Free texts of the municipality and its places, in which somebody may have been named."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.common.free_text import FreeText
from backend.common.free_text import register as register_text

TEXTS = (
    # Parks and squares bear people's names, and a function has a number: nothing of that goes unread.
    FreeText(
        model="places.Place",
        title=_("Platser"),
        columns=("name", "address", "source"),
        municipality="municipality_id",
        by_hand=frozenset({"name", "address", "source"}),
    ),
    FreeText(
        model="places.District",
        title=_("Kommundelar"),
        columns=("name",),
        municipality="municipality_id",
        by_hand=frozenset({"name"}),
    ),
    FreeText(
        model="places.ContactChannel",
        title=_("Kommunens telefonnummer"),
        columns=("title", "when", "phone", "fallback"),
        municipality="municipality_id",
        by_hand=frozenset({"title", "when", "phone", "fallback"}),
    ),
    FreeText(
        model="places.Municipality",
        title=_("Kommunens källor"),
        columns=("credits",),
        municipality="pk",
        by_hand=frozenset({"credits"}),
    ),
    FreeText(
        model="places.RuleChange",
        title=_("Ändrade inställningar"),
        columns=("changes",),
        municipality="municipality_id",
    ),
)


def register() -> None:
    """Called from PlacesConfig.ready()."""
    for text in TEXTS:
        register_text(text)
