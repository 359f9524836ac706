"""allauth's forms without placeholders: a label says what a field wants, and stays when one types."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp


class Plain:
    """Takes them away."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class AddApp(Plain, totp.ActivateTOTPForm):
    """The app's first code."""


class CodeAgain(Plain, account.ConfirmLoginCodeForm):
    """The code that was sent to show that it is oneself."""


class SecondStep(Plain, mfa.AuthenticateForm):
    """A code, when signing in."""


class ShowCode(Plain, mfa.ReauthenticateForm):
    """A code, before the lock is changed."""


class ShowPassword(Plain, account.ReauthenticateForm):
    """A password, before the lock is changed."""


class SetPassword(Plain, account.SetPasswordForm):
    """A first password."""


class ChangePassword(Plain, account.ChangePasswordForm):
    """Another one."""


class ProvePhone(Plain, account.VerifyPhoneForm):
    """The code that was sent to a number."""
