"""Free texts of organisations and rules, in which somebody may have been named."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.common.free_text import FreeText
from backend.common.free_text import register as register_text

TEXTS = (
    # A function's address may be a person's own: whoever answers for the organisation gives it another.
    FreeText(
        model="volunteers.Organisation",
        title=_("Organisationers namn och funktionsadresser"),
        columns=("name", "contact_email"),
        municipality="municipality_id",
        by_hand=frozenset({"name", "contact_email"}),
    ),
    FreeText(
        model="volunteers.GoldenRules",
        title=_("Gyllene regler"),
        columns=("texts",),
        municipality="municipality_id",
    ),
    FreeText(
        model="volunteers.VolunteersRules",
        title=_("Dataskyddsombudets adress"),
        columns=("officer_email",),
        municipality="municipality_id",
        by_hand=frozenset({"officer_email"}),
    ),
    FreeText(
        model="volunteers.RetentionRule",
        title=_("Gallringsbeslut"),
        columns=("decision_ref",),
        municipality="municipality_id",
    ),
    FreeText(
        model="volunteers.RetentionProof",
        title=_("Gallringslogg"),
        columns=("decision_ref",),
        municipality="municipality_id",
    ),
)


def register() -> None:
    """Called from VolunteersConfig.ready()."""
    for text in TEXTS:
        register_text(text)
