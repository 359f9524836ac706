"""The receipt, "Din kod": how somebody without name or account follows what they told of.

The code is computed, never stored: HMAC-SHA-256 of the observation's id under a field key, 60 bits in Crockford's
Base32 (no I, L, O, U), so a repeated send gets the same code again. The row keeps a keyed hash of it only.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = 12
GROUP = 4
# What people write for what they read: https://www.crockford.com/base32.html
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def keys() -> list[bytes]:
    """The field keys, newest first. ImproperlyConfigured when there is none: a receipt cannot be faked with no key."""
    found = [key.encode() for key in settings.FIELD_KEYS if key]
    if not found:
        raise ImproperlyConfigured("FIELD_KEYS is empty")
    return found


def new(tip_id: UUID) -> tuple[str, str]:
    """(code to show, hash to store) of a new observation, under the newest key."""
    key = keys()[0]
    code = _code(key, tip_id)
    return shown(code), _hash(key, code)


def again(tip_id: UUID, receipt_hash: str) -> str:
    """The code that a stored observation got, whichever key was the newest then; empty when that key is gone."""
    for key in keys():
        code = _code(key, tip_id)
        if hmac.compare_digest(_hash(key, code), receipt_hash):
            return shown(code)
    return ""


def hashes(typed: str) -> list[str]:
    """The hashes that a typed code may be stored under. Anything typed has them, so every look-up costs the same."""
    code = "".join(c for c in typed.upper().translate(_READ_AS) if c in ALPHABET)
    return [_hash(key, code) for key in keys()]


def shown(code: str) -> str:
    """Groups of four: K7QF-3M2P-X9TD."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def seal(digest: str) -> str:
    """A digest under the newest key: without the key nobody can try texts against it, also when the text is gone."""
    return _mac(keys()[0], b"digest", digest.encode()).hex()


def is_seal_of(sealed: str, digest: str) -> bool:
    """Whether ``sealed`` was made of this digest under any of the keys."""
    return any(hmac.compare_digest(_mac(key, b"digest", digest.encode()).hex(), sealed) for key in keys())


def _code(key: bytes, tip_id: UUID) -> str:
    number = int.from_bytes(_mac(key, b"receipt", tip_id.bytes)[:8], "big")
    return "".join(ALPHABET[(number >> (5 * i)) & 31] for i in range(SYMBOLS))


def _hash(key: bytes, code: str) -> str:
    return _mac(key, b"receipt-hash", code.encode()).hex()


def _mac(key: bytes, purpose: bytes, data: bytes) -> bytes:
    return hmac.new(key, purpose + b"\0" + data, hashlib.sha256).digest()
