"""Shown again with a code by mail or SMS, for whoever has neither second factor nor password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core import ratelimit
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backend.common.web import page
from notifications.channels import sms
from volunteers.web.plain_forms import CodeAgain

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from volunteers.models import User

KEY = "code_again"


class Process(AbstractCodeVerificationProcess):
    """A code on its way, kept in the session as the one of signing in is: few tries, a short while."""

    def __init__(self, request: HttpRequest, user: User, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=user,
        )

    @classmethod
    def waiting(cls, request: HttpRequest, user: User) -> Process | None:
        """The code that was sent to this person and counts still."""
        state = request.session.get(KEY)
        if not isinstance(state, dict) or state.get("user_id") != str(user.pk):
            return None
        found: Process | None = cls(request, user, state).abort_if_invalid()
        return found

    def persist(self) -> None:
        """In the session."""
        self.request.session[KEY] = self.state

    def abort(self) -> None:
        """The code opens nothing any more."""
        self.request.session.pop(KEY, None)

    def send(self) -> None:
        """To the address, or to the proved telephone of whoever has no address."""
        adapter, email, phone = get_adapter(), self.state.get("email"), self.state.get("phone")
        if email:
            self.state["code"] = adapter.generate_login_code()
            adapter.send_mail("account/email/code_again", email, {"request": self.request, "code": self.code})
        else:
            self.state["code"] = adapter.generate_phone_verification_code(user=self.user, phone=phone)
            adapter.send_verification_code_sms(user=self.user, phone=phone, code=self.code)

    def finish(self) -> None:
        """It is noted that, how and when."""
        where = {name: self.state[name] for name in ("email", "phone") if name in self.state}
        record_authentication(self.request, self.user, "code", reauthenticated=True, **where)
        self.abort()


@page
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """A button that sends a code, then the field for it. Whoever has a second factor shows that instead."""
    user: User = request.user  # type: ignore[assignment]
    ways = get_adapter().get_reauthentication_methods(user)
    if not any(way["url"] == request.path for way in ways):
        return redirect(f"{ways[0]['url']}?{request.GET.urlencode()}")
    email, phone = _reached(user)
    process, form = Process.waiting(request, user), None
    if request.method == "POST" and "send" in request.POST:
        process = _send(request, user, email, phone)
    elif request.method == "POST" and process is not None:
        form = CodeAgain(request.POST, code=process.code)
        if form.is_valid():
            process.finish()
            return resume_request(request) or redirect("desk:home")
        if not process.record_invalid_attempt():
            _told(request, "too_many_login_attempts")
            process = None
    others = [way for way in ways if way["url"] != request.path]
    context = {"form": form or CodeAgain(), "sent": process is not None, "email": email, "phone": phone}
    context |= {"next": _next(request), "others": others, "reachable": bool(email or phone)}
    return render(request, "account/code_again.html", context)


def _reached(user: User) -> tuple[str, str]:
    """Address, or else the proved number where codes go out by SMS."""
    phone = user.phone if user.phone_is_verified and sms.is_offered() else ""
    return user.email or "", "" if user.email else phone or ""


def _send(request: HttpRequest, user: User, email: str, phone: str) -> Process | None:
    """Limited as codes to sign in with are, and together with them."""
    if not (email or phone):
        return None
    if not ratelimit.consume(request, action="request_login_code", key=email.lower() or phone):
        _told(request, "rate_limited")
        return Process.waiting(request, user)
    process = Process(request, user, Process.initial_state(user, email or None, phone or None))
    process.send()
    process.persist()
    return process


def _told(request: HttpRequest, error: str) -> None:
    messages.error(request, get_adapter().error_messages[error])


def _next(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next", "")
