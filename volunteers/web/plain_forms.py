"""allauth's forms without placeholders: a label says what a field wants, and stays when one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CODE, CODE_OR_SPARE = _("Kod från appen"), _("Kod från appen, eller en reservkod")
HINT = {"password1": _("Minst tolv tecken. Flera ord efter varandra är lättast att minnas.")}


class Plain:
    """Takes them away. ``labels`` and ``hints`` are our words: a summary of faults names a field as its label does."""

    fields: dict[str, Any]
    labels: ClassVar[dict[str, _StrPromise]] = {}
    hints: ClassVar[dict[str, _StrPromise]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.labels.get(name, field.label), self.hints.get(name, "")


class AddApp(Plain, totp.ActivateTOTPForm):
    """The app's first code."""

    labels = {"code": CODE}


class CodeAgain(Plain, account.ConfirmLoginCodeForm):
    """The code that was sent to show that it is oneself."""


class SecondStep(Plain, mfa.AuthenticateForm):
    """A code, when signing in."""

    labels = {"code": CODE_OR_SPARE}


class ShowCode(Plain, mfa.ReauthenticateForm):
    """A code, before the lock is changed."""

    labels = {"code": CODE_OR_SPARE}


class ShowPassword(Plain, account.ReauthenticateForm):
    """A password, before the lock is changed."""

    labels = {"password": _("Lösenord")}


class SetPassword(Plain, account.SetPasswordForm):
    """A first password."""

    labels = {"password1": _("Nytt lösenord"), "password2": _("Samma lösenord igen")}
    hints = HINT


class ChangePassword(Plain, account.ChangePasswordForm):
    """Another one."""

    labels = SetPassword.labels | {"oldpassword": _("Nuvarande lösenord")}
    hints = HINT


class ProvePhone(Plain, account.VerifyPhoneForm):
    """The code that was sent to a number."""

    labels = {"code": _("Kod")}
