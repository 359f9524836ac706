"""The admin pages of those who run Lykta: superusers alone, signed in as everybody and with a second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from volunteers.second_factor import was_given

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


OURS = frozenset({"places", "notifications", "volunteers", "events", "tips", "situation"})


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

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Our own models. What the frameworks bring (secrets of second factors, sessions, groups) knows no municipality
        and no action, and has no page here."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label in OURS]  # noqa: SLF001 -- Django's own way
        if ours:
            super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Active superusers with a second factor."""
        return may_operate(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """No page with a password: the sign-in that everybody has, and who lacks the second factor is told so."""
        if is_operator(request):
            return render(request, "desk/second_factor_first.html", status=403)
        if request.user.is_authenticated:  # the sign-in would send them straight back here
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", request.get_full_path()))
