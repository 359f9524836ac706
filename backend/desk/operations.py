"""The admin pages of those who run Lykta: superusers alone, signed in as everybody and with a second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db.models.base import ModelBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from volunteers.second_factor import was_given

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


SIGN_IN = frozenset({"account", "mfa", "socialaccount", "usersessions"})


def may_operate(request: HttpRequest) -> bool:
    """An active superuser who gave the second factor in this session: no days of grace here, whatever the roles."""
    return is_operator(request) and was_given(request.session)


def is_operator(request: HttpRequest) -> bool:
    """An active superuser; a role in an organisation never is one."""
    return bool(request.user.is_active and request.user.is_superuser)


class OperationsSite(admin.AdminSite):
    """Django's admin behind our own door; a role in an organisation never opens it."""

    site_header = _("Lykta: drift")
    site_title = _("Drift")
    index_title = _("Det som sköts av driften")

    def has_permission(self, request: HttpRequest) -> bool:
        """Active superusers with a second factor."""
        return may_operate(request)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Our own pages. The sign-in framework's would list addresses, of protected people too, and break our rules."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label not in SIGN_IN]  # noqa: SLF001
        if ours:
            super().register(ours, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """No page with a password: the sign-in that everybody has, and who lacks the second factor is told so."""
        if is_operator(request):
            return render(request, "desk/second_factor_first.html", status=403)
        return redirect_to_login(request.GET.get("next", request.get_full_path()))
