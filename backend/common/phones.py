"""Telephone numbers in one form: E.164, read as people write them in Sweden."""

from __future__ import annotations

import re

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


def written(number: str) -> tuple[str, ...]:
    """A number in E.164 as programs and people write it whole: with its country, as shown, digits alone."""
    national = shown(number)
    return tuple(dict.fromkeys((number, national, re.sub(r"\D", "", national))))


def pattern_of(number: str) -> str:
    """A regular expression for a number in E.164 in the usual ways of writing it: any country prefix, or the zero, and
    blanks, points, hyphens, brackets between the digits. What is no number stands for itself."""
    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        return re.escape(number)
    between = r"[\s.\-\u2010-\u2013()/]*"
    digits = between.join(phonenumbers.national_significant_number(parsed))
    country = between.join(str(parsed.country_code))
    before = rf"(?:\+|00){between}{country}{between}(?:0{between})?|0{between}|\({between}0{between}"
    return rf"(?<![\d+])(?:{before}){digits}(?!\d)"
