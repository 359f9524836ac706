"""The forms of the week's clock."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from places.models import PlacesRules
from situation.models import SituationRules


def clock_input() -> forms.TimeInput:
    """A browser's own clock field; it reads hours and minutes and nothing else."""
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class BoundaryForm(forms.ModelForm):
    """Where one week ends and the next begins."""

    class Meta:
        model = PlacesRules
        fields = ("week_weekday", "week_time")
        widgets: ClassVar = {"week_time": clock_input()}


class SituationRulesForm(forms.ModelForm):
    """When the week is cut, and when its meeting is."""

    class Meta:
        model = SituationRules
        fields = ("cut_weekday", "cut_time", "meeting_weekday", "meeting_time")
        widgets: ClassVar = {name: clock_input() for name in ("cut_time", "meeting_time")}
