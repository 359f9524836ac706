"""Events in the admin pages: to look at, never to change. Changes go through the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from events.models import DecidedFocus, Event
from places.admin import ReadOnly

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class OfVisited(ReadOnly):
    """Everything of the visited municipality: an operator has no role in it."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The municipality first."""
        here = request.viewer.municipality_id  # type: ignore[attr-defined]
        return self.model.objects.filter(municipality_id=here)


@admin.register(Event)
class EventAdmin(OfVisited):
    """Walks, activities, meetings."""

    list_display = ("title", "kind", "state", "starts_at", "organisation")
    list_filter = ("kind", "state")
    search_fields = ("title",)
    date_hierarchy = "starts_at"
    list_select_related = ("organisation",)


@admin.register(DecidedFocus)
class DecidedFocusAdmin(OfVisited):
    """What the weekly meetings decided."""

    list_display = ("week", "place", "why")
    list_select_related = ("place",)
