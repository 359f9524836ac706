"""The form of the quiet hours."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from notifications.models import NotificationsRules


class NotificationsRulesForm(forms.ModelForm):
    """From and until, both or none."""

    class Meta:
        model = NotificationsRules
        fields = ("quiet_from", "quiet_until")
        widgets: ClassVar = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in ("quiet_from", "quiet_until")
        }
