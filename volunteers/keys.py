"""The text of a key for another system: made here, shown once, kept only as a keyed hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# So that a scanner of leaked secrets, and whoever finds one, knows where it belongs.
PREFIX = "lykta_"
HINT_LETTERS = 12
# Longer than any key. What is longer is cut, so that every look-up costs the same.
_LONGEST = 128


def new_key() -> str:
    """The prefix and 32 random bytes as base64url."""
    return PREFIX + secrets.token_urlsafe(32)


def hint_of(key: str) -> str:
    """The first letters, which tell one key from another and open nothing."""
    return key[:HINT_LETTERS]


def key_hash(key: str) -> str:
    """What is stored, under the newest field key."""
    return key_hashes(key)[0]


def key_hashes(text: str) -> list[str]:
    """The hashes that a text may be stored under, newest field key first; any text has them. ImproperlyConfigured."""
    secret = [key.encode() for key in settings.FIELD_KEYS if key]
    if not secret:
        raise ImproperlyConfigured("FIELD_KEYS is empty: python3 manage.py init makes one.")
    said = b"access-key\0" + text.encode("utf-8", "surrogateescape")[:_LONGEST]
    return [hmac.new(key, said, hashlib.sha256).hexdigest() for key in secret]
