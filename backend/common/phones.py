"""Telephone numbers in one form: E.164, read as people write them in Sweden."""

from __future__ import annotations

import phonenumbers

REGION = "SE"
# Whatever is longer holds something else as well, which would be dropped unseen.
LONGEST = 40


def normalised(written: str) -> str | None:
    """``070-174 06 05`` → ``+46701740605``; None for what is no telephone number. Without a country it is Swedish."""
    written = written.strip()
    if len(written) > LONGEST:
        return None
    try:
        number = phonenumbers.parse(written, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """As it is written in Sweden: ``070-174 06 05``; another country's with its code. What is none is unchanged."""
    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        return number
    national = phonenumbers.region_code_for_number(parsed) == REGION
    form = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)
