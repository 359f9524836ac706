"""Admin page of the operator: the week's clock in the municipality whose host is visited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from situation.actions import weeks
from situation.models import SituationRules

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(SituationRules)
class SituationRulesAdmin(admin.ModelAdmin):
    """One row a municipality; weeks that have a row already keep the times they were made with."""

    list_display = ("municipality", "cut_weekday", "cut_time", "meeting_weekday", "meeting_time")
    fields = ("cut_weekday", "cut_time", "meeting_weekday", "meeting_time")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The visited municipality's alone."""
        return SituationRules.objects.filter(pk=request.viewer.municipality_id)  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Once."""
        return not self.get_queryset(request).exists()

    def has_delete_permission(self, request: HttpRequest, obj: SituationRules | None = None) -> bool:
        """No: the times are changed, not taken away."""
        return False

    def save_model(self, request: HttpRequest, obj: SituationRules, form: Any, change: bool) -> None:
        """Through the action, in the visited municipality."""
        weeks.save_rules(rules=obj, municipality_id=request.viewer.municipality_id)  # type: ignore[attr-defined]
