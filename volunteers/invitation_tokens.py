"""The secret in an invitation's address: made here, shown once, kept only as a hash under a field key."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# The address of an invitation, wherever it stands in a text (volunteers.web.urls).
_ADDRESS = re.compile(r"(/inbjudan/)[\w-]+")


def new_token() -> str:
    """32 random bytes as base64url: 43 characters."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the row keeps: under the newest key. ImproperlyConfigured without one."""
    return hashes(token)[0]


def hashes(token: str) -> list[str]:
    """What a token may be kept as, under each of the keys. Anything typed has them, so every look-up costs the same."""
    keys = [key.encode() for key in settings.FIELD_KEYS if key]
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS is empty")
    said = b"invitation\0" + token.encode("utf-8", "surrogatepass")
    return [hmac.new(key, said, hashlib.sha256).hexdigest() for key in keys]


def without_tokens(text: str) -> str:
    """The text with the token of each invitation's address struck out."""
    return _ADDRESS.sub(r"\1…", text)
