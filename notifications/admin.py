"""Given-up rows, to be seen and set going again. Messages themselves are nobody else's to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.common import clock
from notifications import leases
from notifications.models import Due
from places.admin import OnlyFilters

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Due)
class DueAdmin(OnlyFilters):
    """Read-only; the one thing to do is to try again."""

    list_display = ("key", "kind", "due_at", "attempts", "last_error", "dead_at")
    list_filter = ("kind", ("dead_at", admin.EmptyFieldListFilter))
    actions = ("try_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Due]:
        """The viewer's municipality, and the clockwork's own rows."""
        mine = Q(municipality_id=request.viewer.municipality_id)  # type: ignore[attr-defined]
        rows: QuerySet[Due] = Due.objects.filter(mine | Q(municipality_id__isnull=True), done_at__isnull=True)
        return rows.order_by("-dead_at", "due_at", "id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are written by actions."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are written by actions."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are written by actions."""
        return False

    @admin.action(description=_("Försök igen"), permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Due]) -> None:
        """Given-up rows among the chosen are due again."""
        count = leases.revive(list(queryset.values_list("pk", flat=True)), now=clock.now())
        self.message_user(request, _("%(count)d steg försöks igen.") % {"count": count})
