"""The form of what a municipality decides about its people."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from volunteers.models import VolunteersRules


class VolunteersRulesForm(forms.ModelForm):
    """Ages, the youths' hour, days of grace, days of an invitation."""

    class Meta:
        model = VolunteersRules
        fields = ("youngest", "takes_youths", "youths_until", "second_factor_grace_days", "invitation_days")
        widgets: ClassVar = {"youths_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
