"""The forms of the sign-in page: one field for either address, and a password for those who have set one."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notifications.channels import sms
from volunteers.models import User
from volunteers.web.fields import LONGEST, QUIET, read_address


class CodeForm(RequestLoginCodeForm):
    """One field, "E-post eller mobilnummer". Who is known and who is not gets the same answer, and the same limits."""

    address = forms.CharField(
        label=_("E-post eller mobilnummer"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "username", **QUIET}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("email", "phone"):
            self.fields.pop(name, None)
        if not sms.is_offered():
            self.fields["address"].label = _("E-postadress")
        self._user = None

    def clean_address(self) -> str:
        """Looks up whose it is, counts the attempt, and says nothing of either. ValidationError."""
        written = str(self.cleaned_data["address"])
        email, phone = read_address(written)
        if phone and not sms.is_offered():
            raise ValidationError(_("Vi skickar inga sms här. Skriv din e-postadress."), code="no_sms")
        self.cleaned_data |= {"email": email, "phone": phone}
        # allauth's own two, which count before they tell.
        if email:
            self.clean_email()
        else:
            self.clean_phone()
        return written


class ConfirmForm(ConfirmLoginCodeForm):
    """The code that was sent, or was not."""

    def clean_code(self) -> str:
        """Where nobody was written to, nobody is looked up: so that both take the same time, somebody is."""
        if not self.expected_code:
            User.objects.filter(pk=uuid.uuid4()).first()
        return str(super().clean_code())


class PasswordForm(LoginForm):
    """For those who have chosen a password: nobody is asked for one otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # As the page calls it, so that a fault is found by its name.
        self.fields["login"].label = _("E-post eller mobilnummer") if sms.is_offered() else _("E-postadress")

    def _setup_password_field(self) -> None:
        """There is one, although accounts are made without."""

    def clean_login(self) -> str:
        """In the form that the account has. ValidationError."""
        return "".join(read_address(str(self.cleaned_data["login"])))
