"""Events in the admin pages: to look at, never to change. Changes go through the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from events.models import DecidedFocus, Event

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looks only, and at the visited municipality's rows alone, whoever looks."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The tenant wall stands here too."""
        municipality_id = request.viewer.municipality_id  # type: ignore[attr-defined]
        return super().get_queryset(request).filter(municipality_id=municipality_id)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: events are cancelled."""
        return False


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Walks, activities, meetings."""

    list_display = ("title", "kind", "state", "starts_at", "organisation")
    list_filter = ("kind", "state")
    search_fields = ("title",)
    date_hierarchy = "starts_at"
    list_select_related = ("organisation",)


@admin.register(DecidedFocus)
class DecidedFocusAdmin(ReadOnlyAdmin):
    """What the weekly meetings decided."""

    list_display = ("week", "place", "why")
    list_select_related = ("place",)
