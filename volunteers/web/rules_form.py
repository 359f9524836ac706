"""The form of what a municipality decides about its people."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteers.models import VolunteersRules


class VolunteersRulesForm(forms.ModelForm):
    """Ages, the youths' hour, days of grace, days of an invitation, how the data protection officer is reached."""

    class Meta:
        model = VolunteersRules
        fields = (
            "youngest", "takes_youths", "youths_until", "second_factor_grace_days", "invitation_days", "officer_email",
        )  # fmt: skip
        help_texts: ClassVar = {
            "officer_email": _("En funktionsadress. Den står där någon lämnar uppgifter och på sidan Integritet."),
        }
        widgets: ClassVar = {"youths_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
