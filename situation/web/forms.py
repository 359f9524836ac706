"""Forms of the week: shape only, the actions hold the rules."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from places.models import Place
from situation.states import Effect, MeasureKind, MeasureState
from tips.categories import CATEGORIES
from volunteers.models import Organisation

if TYPE_CHECKING:
    from backend.common.viewer import Viewer


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PlaceChoice(forms.ModelChoiceField):
    """A place, grouped by district in the list."""

    def label_from_instance(self, obj: Any) -> str:
        """The name with its district: names alone repeat."""
        return f"{obj.name} ({obj.district.name})"


class MeasureForm(forms.Form):
    """Propose a measure."""

    title = forms.CharField(
        label=_("Vad ska göras?"), max_length=150, help_text=_("Till exempel: Laga belysningen vid tunneln.")
    )
    kind = forms.ChoiceField(
        label=_("Slag av åtgärd"), choices=[(code, capfirst(label)) for code, label in MeasureKind.choices]
    )
    owner = forms.ModelChoiceField(
        label=_("Vem ansvarar?"), queryset=Organisation.objects.none(), empty_label=_("Välj organisation")
    )
    deadline = forms.DateField(label=_("Klart senast"), widget=DateInput())
    place = PlaceChoice(
        label=_("Plats"), queryset=Place.objects.none(), required=False, empty_label=_("Ingen särskild plats")
    )
    category = forms.ChoiceField(label=_("Gäller"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Organisation.objects.visible_to(viewer).active()  # type: ignore[attr-defined]
        self.fields["place"].queryset = Place.objects.visible_to(viewer).select_related("district")  # type: ignore[attr-defined]
        stored = [(c.code, c.label) for c in CATEGORIES.values() if c.is_stored]
        self.fields["category"].choices = [("", _("Inget särskilt slag av observation")), *stored]  # type: ignore[attr-defined]


class FocusForm(forms.Form):
    """A place for the coming week's walks."""

    place = PlaceChoice(label=_("Plats"), queryset=Place.objects.none(), empty_label=_("Välj plats"))
    why = forms.CharField(
        label=_("Varför?"),
        max_length=200,
        help_text=_("Vandrarna ser det i genomgången. Skriv om platsen, inte om personer."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.visible_to(viewer).select_related("district")  # type: ignore[attr-defined]


class FixForm(forms.Form):
    """Fix the picture as the meeting saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput(), min_value=1, max_value=2_000_000_000)
    note = forms.CharField(
        label=_("Mötets egna ord"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Det som siffrorna inte säger. Om platser och läget, aldrig om personer."),
    )


class StepForm(forms.Form):
    """One step of a measure."""

    to = forms.ChoiceField(label=_("Nästa steg"), choices=MeasureState.choices)
    version = forms.IntegerField(label=_("Version"), min_value=1, max_value=2_000_000_000)
    effect = forms.ChoiceField(label=_("Hur gick det?"), choices=[("", "—"), *Effect.choices], required=False)


def default_deadline(today: dt.date) -> dt.date:
    """Two weeks from the meeting."""
    return today + dt.timedelta(days=14)
