"""Sealed columns: names that a copy of the database does not give away, nor a backup after the key is gone.

The keys (settings.CONTACT_KEYS) live in a file of their own that no backup takes along (docs/running.md).
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField

# What is shown where the key has been destroyed: the words are gone, which is what destroying it is for.
UNREADABLE = ""


def seal(text: str) -> str:
    """Encrypted and signed with the newest key. ImproperlyConfigured without one."""
    return _box().encrypt(text.encode()).decode()


def unseal(token: str) -> str:
    """The text, or UNREADABLE when none of the keys made it."""
    try:
        return _box().decrypt(token.encode()).decode()
    except InvalidToken:
        return UNREADABLE


class SealedField(_Text):
    """Text that is stored sealed. It cannot be searched or sorted by; an empty one is stored as it is."""

    def get_prep_value(self, value: Any) -> Any:
        """Sealed on the way in."""
        text = super().get_prep_value(value)
        return seal(text) if text else text

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:  # noqa: ARG002 -- Django's hook
        """Opened on the way out."""
        return unseal(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """None but emptiness: the same text is sealed differently each time."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


def _box() -> MultiFernet:
    keys = [key for key in settings.CONTACT_KEYS if key]
    if not keys:
        raise ImproperlyConfigured("CONTACT_KEYS is empty: python3 manage.py init makes one.")
    return box(tuple(keys))


@lru_cache(maxsize=8)
def box(keys: Sequence[str]) -> MultiFernet:
    """What seals with the first of these keys and opens with any of them."""
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])
