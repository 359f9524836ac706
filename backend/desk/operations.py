"""The admin pages of those who run Lykta: superusers alone, signed in by the same one-time code as everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db.models.base import ModelBase
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


SIGN_IN = frozenset({"account", "mfa", "socialaccount", "usersessions"})


class OperationsSite(admin.AdminSite):
    """Django's admin behind our own door; a role in an organisation never opens it."""

    site_header = _("Lykta: drift")
    site_title = _("Drift")
    index_title = _("Det som sköts av driften")

    def has_permission(self, request: HttpRequest) -> bool:
        """Active superusers."""
        return bool(request.user.is_active and request.user.is_superuser)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Our own pages. The sign-in framework's would list addresses, of protected people too, and break our rules."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label not in SIGN_IN]  # noqa: SLF001
        if ours:
            super().register(ours, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """No page with a password: the sign-in that everybody has."""
        return redirect_to_login(request.GET.get("next", request.get_full_path()))
