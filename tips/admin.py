"""Admin page of the operator: who receives which observations in the municipality whose host is visited."""

from __future__ import annotations

from django.contrib import admin

from places.admin import ReadOnly
from tips.models import Receiver


@admin.register(Receiver)
class ReceiverAdmin(ReadOnly):
    """To look at; the safety coordinator names receivers under Inställningar, where each change is remembered."""

    list_display = ("category", "ground_owner", "district", "organisation", "is_active")
    list_filter = ("category", "is_active")
    fields = ("category", "ground_owner", "district", "organisation", "is_active")
