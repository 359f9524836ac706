"""The secret in a private calendar's address: made here, kept only as a hash."""

from __future__ import annotations

import hashlib
import re
import secrets

_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """32 random bytes as base64url: 43 characters."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """SHA-256 in hex. The token is random in full, so a plain hash cannot be guessed backwards."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Whether a text can be a token at all."""
    return _FORM.fullmatch(text) is not None
