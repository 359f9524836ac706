"""Fields of planning: a date, a clock, a place under its district."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from places.models import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend.common.viewer import Viewer


class DateInput(forms.DateInput):
    """The device's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The device's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ClockField(forms.TimeField):
    """21:00, and 21.00 as Swedes write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=TimeInput(),
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            error_messages={
                "invalid": _("Skriv ett klockslag, till exempel 21.00."),
                "required": _("Skriv ett klockslag."),
            },
            **kwargs,
        )


class PlaceField(forms.ModelChoiceField):
    """A place by name, under its district. The empty choice says what it means."""

    def __init__(self, empty: Any, **kwargs: Any) -> None:
        super().__init__(
            Place.objects.none(),
            empty_label=empty,
            error_messages={"invalid_choice": _("Välj en plats i listan.")},
            **kwargs,
        )

    def offer(self, places: Iterable[Place]) -> None:
        """The places to choose among, in any order; ``district`` is read."""
        rows = sorted(places, key=lambda one: (one.district.name_sort, one.name_sort))
        groups = [
            (district.name, [(place.pk, place.name) for place in held])
            for district, held in groupby(rows, key=lambda one: one.district)
        ]
        self.queryset = Place.objects.filter(pk__in=[place.pk for place in rows]).select_related("district")
        self.choices = [("", self.empty_label), *groups]


def places_for(viewer: Viewer) -> list[Place]:
    """Every place of the municipality with its district. One query."""
    return list(Place.objects.visible_to(viewer).select_related("district"))
