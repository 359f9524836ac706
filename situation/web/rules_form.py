"""The form of the week's clock."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from situation.models import SituationRules


class SituationRulesForm(forms.ModelForm):
    """When the week is cut, and when its meeting is."""

    class Meta:
        model = SituationRules
        fields = ("cut_weekday", "cut_time", "meeting_weekday", "meeting_time")
        widgets: ClassVar = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in ("cut_time", "meeting_time")
        }
