"""Events in the admin pages: to look at, never to change. Changes go through the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from events.models import DecidedFocus, Event

if TYPE_CHECKING:
    from django.http import HttpRequest


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looks only."""

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

    list_display = ("title", "kind", "state", "starts_at", "organisation", "municipality")
    list_filter = ("municipality", "kind", "state")
    search_fields = ("title",)
    date_hierarchy = "starts_at"
    list_select_related = ("organisation", "municipality")


@admin.register(DecidedFocus)
class DecidedFocusAdmin(ReadOnlyAdmin):
    """What the weekly meetings decided."""

    list_display = ("week", "place", "why", "municipality")
    list_filter = ("municipality",)
    list_select_related = ("place", "municipality")
