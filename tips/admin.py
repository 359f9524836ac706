"""Admin page of the operator: who receives which observations in the municipality whose host is visited."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from places.admin import ReadOnly
from tips.categories import label
from tips.models import Receiver


@admin.register(Receiver)
class ReceiverAdmin(ReadOnly):
    """To look at; the safety coordinator names receivers under Inställningar, where each change is remembered."""

    list_display = ("what", "ground_owner", "district", "organisation", "is_active")
    list_filter = ("category", "is_active")
    fields = ("what", "ground_owner", "district", "organisation", "is_active")

    @admin.display(description=_("vad"), ordering="category")
    def what(self, receiver: Receiver) -> str:
        """The category's plain words."""
        return label(receiver.category)
