"""Fields of the sign-in forms: where a code can be sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from backend.common.phones import normalised

LONGEST = 254
QUIET = {"autocapitalize": "none", "spellcheck": "false"}


class PhoneField(forms.CharField):
    """A telephone number as people write it; E.164 when it is cleaned."""

    default_error_messages = {"invalid": _("Skriv ett telefonnummer, som 070-123 45 67.")}
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, label=_("Mobilnummer"), **kwargs)

    def clean(self, value: Any) -> str:
        """ValidationError for what is no number."""
        written = str(super().clean(value))
        if not written:
            return ""
        number = normalised(written)
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


def read_address(written: str) -> tuple[str, str]:
    """(e-mail, "") or ("", telephone number) of what somebody typed. ValidationError when it is neither."""
    said = written.strip()
    if "@" in said:
        email = said.lower()
        try:
            validate_email(email)
        except ValidationError:
            raise ValidationError(_("Skriv en fullständig e-postadress, som namn@exempel.se."), code="email") from None
        return email, ""
    number = normalised(said)
    if number is None:
        raise ValidationError(_("Skriv en e-postadress eller ett mobilnummer, som 070-123 45 67."), code="address")
    return "", number
