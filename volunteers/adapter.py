"""How django-allauth meets our people: by invitation only, with a code to their address or their proved telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from backend.common import clock
from volunteers.actions import sign_in
from volunteers.actions.rights import bump_rights
from volunteers.models import User
from volunteers.web import invited, language
from volunteers.web.fields import PhoneField

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


# How somebody shows that it is them, in the order of effort.
WAYS = {
    "mfa_reauthenticate:webauthn": _("Använd din passkey"),
    "mfa_reauthenticate": _("Skriv en kod från appen, eller en reservkod"),
    "reauthenticate": _("Skriv ditt lösenord"),
    "code": _("Få en kod"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """An account is made when somebody is added to an organisation, never by signing up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Adressen och lösenordet hör inte ihop."),
        "phone_password_mismatch": _("Numret och lösenordet hör inte ihop."),
        "username_password_mismatch": _("Adressen och lösenordet hör inte ihop."),
        "enter_current_password": _("Det är inte ditt nuvarande lösenord."),
        "incorrect_password": _("Det är inte ditt lösenord."),
        "incorrect_code": _("Koden stämmer inte. Titta efter och försök igen."),
        "phone_taken": _("Numret hör redan till ett annat konto."),
        "same_as_current": _("Det numret har du redan."),
        "rate_limited": _("Det blev för många försök. Vänta en stund och försök igen."),
        "too_many_login_attempts": _("Det blev för många försök. Vänta en stund och försök igen."),
        "password_mismatch": _("Du måste skriva samma lösenord två gånger."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's hook
        """No: a stranger who signs up would be a member of nothing."""
        return False

    def logout(self, request: HttpRequest) -> None:
        """Signs out; the person's sockets look again, after the session is gone and never before."""
        user_id = request.user.pk
        super().logout(request)
        if user_id is not None:
            bump_rights([user_id])

    def format_email_subject(self, subject: str) -> str:
        """The subject alone, without a site's name in brackets before it."""
        return subject

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 -- allauth's hook
        """Back to where one's protection is listed."""
        return reverse("mfa_index")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """A passkey first, since it is one press; in our words. A code to the address where there is no second factor:
        whoever has one shows it."""
        found = {way["id"]: way for way in super().get_reauthentication_methods(user)}
        if not any(key.startswith("mfa") for key in found):
            found["code"] = {"id": "code", "url": reverse("code_again")}
        return [found[key] | {"description": str(words)} for key, words in WAYS.items() if key in found]

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Who came by an invitation is a member now. On a device where nobody has chosen a language, the account's is
        spoken from here on."""
        if not invited.finish(request, user):
            return redirect("account_login")
        if language.is_chosen(request):
            return super().post_login(request, user, **kwargs)  # type: ignore[no-any-return]
        translation.activate(user.language)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        language.remember(response, user)
        return response

    # --- telephone: the number stands on the account, in one form, and opens the door when it is proved -------------

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        """Reads a number as people write it."""
        return PhoneField(**kwargs)

    def get_user_by_phone(self, phone: str) -> User | None:
        """Whoever has proved that the number is theirs."""
        return User.objects.filter(phone=phone, phone_is_verified=True, is_active=True).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """The account's number, and whether it is proved."""
        return (user.phone, user.phone_is_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """Nothing before it is proved: a number that somebody only claims is not theirs to keep."""
        if verified:
            self.set_phone_verified(user, phone)

    def set_phone_verified(self, user: User, phone: str) -> None:
        """The code that was sent there has been typed in."""
        sign_in.prove_phone(user_id=user.pk, phone=phone)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:  # noqa: ARG002
        """In the reader's language, through the worker."""
        self._send(phone, code, user.language)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:  # noqa: ARG002 -- allauth's hook
        """Nothing: we write to nobody's telephone unasked. What is written takes the same time, and is dropped."""
        self._send(phone, "", translation.get_language() or "sv")

    def _send(self, phone: str, code: str, said_in: str) -> None:
        municipality = context.request.municipality
        sign_in.send_code(
            municipality=municipality, phone=phone, code=code, language=said_in, now=clock.now(), host=_host()
        )


def _host() -> str:
    return str(context.request.get_host())
