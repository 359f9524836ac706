"""The admin pages of those who run Lykta: superusers alone, signed in by the same one-time code as everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class OperationsSite(admin.AdminSite):
    """Django's admin behind our own door; a role in an organisation never opens it."""

    site_header = _("Lykta: drift")
    site_title = _("Drift")
    index_title = _("Det som sköts av driften")

    def has_permission(self, request: HttpRequest) -> bool:
        """Active superusers."""
        return bool(request.user.is_active and request.user.is_superuser)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """No page with a password: the sign-in that everybody has."""
        return redirect_to_login(request.GET.get("next", request.get_full_path()))
