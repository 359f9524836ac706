"""The form of what a municipality asks of whoever comes along and of whoever leads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events import gates
from volunteers.states import ClearanceKind

HINTS: dict[str, Any] = {
    "night_walk.walker": _(
        "Åldern frågas alltid efter. Den som inte har fyllt den går med bara med vårdnadshavarens samtycke."
    ),
    "night_walk.leader": _("Den som saknar något får gå med, men kan inte leda."),
    "activity.leader": _("Föreningen antecknar att registerutdraget är visat, aldrig vad som står i det."),
}
CHOICES = [
    (ClearanceKind.OF_AGE.value, _("har fyllt åldern")),
    (ClearanceKind.GOLDEN_RULES.value, _("har läst de gyllene reglerna")),
    (ClearanceKind.TRAINING.value, _("har gått utbildningen")),
    (ClearanceKind.RECORD_CHECK.value, _("har visat registerutdrag")),
]


def _field(place: str) -> forms.Field:
    return forms.MultipleChoiceField(
        label=gates.label(place),
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=HINTS.get(place, ""),
    )


class EventsRulesForm(forms.Form):
    """For each position the clearances that open it; fields are named as events.gates.KEYS."""


EventsRulesForm.base_fields.update({place: _field(place) for place in gates.KEYS})
