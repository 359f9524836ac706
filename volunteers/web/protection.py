"""The page "Logga in och skydd": passkeys, app, recovery codes, telephone, password, sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.views import ChangePhoneView, PasswordChangeView, PasswordSetView, _VerifyPhoneChangeView
from allauth.mfa.base.views import ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from backend.common.clock import now
from backend.common.errors import Conflict
from backend.common.web import page, say, viewer_of
from notifications.channels import sms
from volunteers import second_factor
from volunteers.actions import sign_in
from volunteers.models import User
from volunteers.sessions import held_by
from volunteers.web.agents import device_of

if TYPE_CHECKING:
    from allauth.account.internal.flows.phone_verification import ChangePhoneVerificationProcess
    from django.http import HttpRequest, HttpResponse

INDEX = "mfa_index"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Whoever has a second factor shows it again before the lock is changed.
fresh = reauthentication_required(app="allauth.mfa")


@page
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What protects the account, and where it is signed in."""
    user = _user(request)
    held = list(Authenticator.objects.filter(user_id=user.pk).order_by("created_at", "pk"))
    by_type = {kind: [one for one in held if one.type == kind] for kind in Authenticator.Type.values}
    codes = by_type[Authenticator.Type.RECOVERY_CODES]
    sessions = held_by(user, now())
    context = {
        "passkeys": by_type[Authenticator.Type.WEBAUTHN],
        "app": next(iter(by_type[Authenticator.Type.TOTP]), None),
        "has_factor": any(by_type[kind] for kind in FACTORS),
        "is_given": second_factor.was_given(request.session),
        "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else 0,
        "sms": sms.is_offered(),
        "phone": user.phone if user.phone_is_verified else "",
        "has_password": user.has_usable_password(),
        "sessions": [
            {"device": device_of(one.user_agent), "since": one.created_at, "is_this": one.is_current()}
            for one in sessions
        ],
    }
    return render(request, "mfa/index.html", context)


@page
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Every session ends, this one too."""
    sign_in.end_all_sessions(user_id=_user(request).pk)
    UserSession.objects.filter(user_id=_user(request).pk).delete()
    logout(request)
    say(request, _("Du är utloggad överallt."))
    return redirect("account_login")


@page
@fresh
@require_POST
def forget_password(request: HttpRequest) -> HttpResponse:
    """Codes and passkeys alone from here on."""
    sign_in.forget_password(user_id=_user(request).pk)
    update_session_auth_hash(request, User.objects.get(pk=_user(request).pk))
    say(request, _("Lösenordet är borttaget."))
    return redirect(INDEX)


@page
@fresh
@require_POST
def remove_phone(request: HttpRequest) -> HttpResponse:
    """No more codes to that number."""
    sign_in.remove_phone(user_id=_user(request).pk)
    say(request, _("Mobilnumret är borttaget."))
    return redirect(INDEX)


@page
@require_POST
def evening_way(request: HttpRequest) -> HttpResponse:
    """The evening's link by SMS, or by mail again. It opens less than a code does: no factor is asked for."""
    by_sms = request.POST.get("way") == "sms"
    sign_in.choose_evening_way(user_id=_user(request).pk, by_sms=by_sms)
    say(request, _("Kvällens länk kommer som sms.") if by_sms else _("Kvällens länk kommer med e-post."))
    return redirect(INDEX)


class Gains:
    """What is added in a session is given in it too, and live sockets look again."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """After the factor stands."""
        user_id = _user(self.request).pk
        # Before allauth's answer: it leads to the recovery codes, which want a factor shown.
        second_factor.note_given(self.request.session, user_id)
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        sign_in.protection_changed(user_id=user_id)
        return answer


class Loses:
    """Without any factor left, none is given any more: not in this session, nor in others that had shown it."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """After the factor is gone."""
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        user = _user(self.request)
        if Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists():
            return answer
        second_factor.note_taken_away(self.request.session)
        sign_in.end_all_sessions(user_id=user.pk)
        update_session_auth_hash(self.request, User.objects.get(pk=user.pk))
        return answer


class Shows:
    """A factor that is shown again opens what is locked, on live sockets too."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """After it is recorded."""
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        sign_in.protection_changed(user_id=_user(self.request).pk)
        return answer


class ShowCode(Shows, ReauthenticateView):
    """A code from the app, or a recovery code."""


class ShowPasskey(Shows, ReauthenticateWebAuthnView):
    """A passkey."""


class AddPasskey(Gains, AddWebAuthnView):
    """A key that also signs in on its own."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The device is asked to keep the key, and to ask for finger, face or code."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        found["js_data"] = {"creation_options": auth.begin_registration(self.request.user, passwordless=True)}
        return found


class RemovePasskey(Loses, RemoveWebAuthnView):
    """Takes a key off the account."""

    success_url = reverse_lazy(INDEX)


class AddApp(Gains, ActivateTOTPView):
    """A QR code, and the app's first code."""


class RemoveApp(Loses, DeactivateTOTPView):
    """Takes the app off the account."""


class _PasswordView:
    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """A new password ends the other sessions, and so their sockets."""
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        sign_in.protection_changed(user_id=_user(self.request).pk)
        return answer


@method_decorator(fresh, name="dispatch")
class SetPassword(_PasswordView, PasswordSetView):
    """For those who want one."""


@method_decorator(fresh, name="dispatch")
class ChangePassword(_PasswordView, PasswordChangeView):
    """With the old one."""


@method_decorator(fresh, name="dispatch")
class ChangePhone(ChangePhoneView):
    """A number to sign in with: a code goes there first."""


class ProvePhone(_VerifyPhoneChangeView):
    """The code that was sent to the number."""

    process: ChangePhoneVerificationProcess

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super()._verify_form_valid(form)
        except Conflict as refusal:
            form.add_error("code", ValidationError(refusal.detail))
            return self.form_invalid(form)
        return answer

    def respond_process_succeeded(self, form: Any) -> HttpResponse:
        """Back to the list."""
        return redirect(INDEX)

    def respond_process_failed(self, form: Any) -> HttpResponse:
        """Too many wrong codes: begin again, and be told why."""
        get_adapter().add_message(self.request, 40, message=get_adapter().error_messages["too_many_login_attempts"])
        return redirect("account_change_phone")


def _user(request: HttpRequest) -> User:
    """The person; the page's lock has seen that there is one."""
    assert viewer_of(request).is_signed_in  # noqa: S101 -- says so to mypy and to nobody else
    user: User = request.user  # type: ignore[assignment]
    return user
