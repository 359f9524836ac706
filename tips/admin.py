"""Admin page of the operator: who receives which observations in the municipality whose host is visited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from places.admin import OfThisMunicipality
from tips.actions import routing
from tips.categories import CATEGORIES
from tips.models import Receiver

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class ReceiverForm(forms.ModelForm):
    """The stored categories by their plain words."""

    category = forms.ChoiceField(
        label=_("Vad gäller det?"), choices=[(c.code, c.label) for c in CATEGORIES.values() if c.is_stored]
    )

    class Meta:
        model = Receiver
        fields = ("category", "ground_owner", "district", "organisation")


@admin.register(Receiver)
class ReceiverAdmin(OfThisMunicipality):
    """The most specific row wins: district over ground owner over category."""

    form = ReceiverForm
    list_display = ("category", "ground_owner", "district", "organisation")
    list_filter = ("category",)

    def save_model(self, request: HttpRequest, obj: Receiver, form: Any, change: bool) -> None:
        """Through the action, in the visited municipality."""
        routing.save_receiver(receiver=obj, municipality_id=request.viewer.municipality_id)  # type: ignore[attr-defined]

    def delete_model(self, request: HttpRequest, obj: Receiver) -> None:
        """Through the action."""
        routing.remove_receivers(receivers=[obj], municipality_id=request.viewer.municipality_id)  # type: ignore[attr-defined]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Receiver]) -> None:
        """Through the action."""
        routing.remove_receivers(receivers=list(queryset), municipality_id=request.viewer.municipality_id)  # type: ignore[attr-defined]
