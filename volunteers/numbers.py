"""Telephone numbers in the one form that is stored: E.164, as +46701740605."""

from __future__ import annotations

import phonenumbers

REGION = "SE"


def e164(text: str) -> str | None:
    """The number of what somebody wrote; None when it is none."""
    try:
        found = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(found):
        return None
    return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))
