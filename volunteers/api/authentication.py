"""The API's second door: a key for another system, in the header ``Authorization: Bearer lykta_…``.

Beside the cookie and never with it: no CSRF token is asked for, pages and sockets do not know it. Unknown, mangled,
revoked, run out, another municipality's, a closed account's: one answer after the same work.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication

from backend.common.clock import now
from backend.common.viewer import Via
from volunteers.actions.tokens import note_use
from volunteers.keys import key_hashes
from volunteers.models import AccessToken
from volunteers.scopes import known
from volunteers.viewers import build

if TYPE_CHECKING:
    from rest_framework.request import Request

    from volunteers.models import User

SCHEME = "bearer"
# Wrong keys from one address before it is told to wait; a right one is never held up by them.
WRONG_PER_MINUTE = 60
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class BearerKey(BaseAuthentication):
    """Builds the request's Viewer anew, through the key; the session's is not looked at."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        """The key's owner and the key; None where no key was sent. AuthenticationFailed, Throttled."""
        scheme, _, said = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != SCHEME:
            return None
        moment = now()
        municipality = request._request.municipality  # type: ignore[attr-defined]  # noqa: SLF001 -- as viewer_of
        hashes = key_hashes(said.strip())
        token: AccessToken | None = AccessToken.objects.behind(hashes, municipality.pk, moment).first()
        if token is None:
            address = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()
            _count(f"key:wrong:{address}", WRONG_PER_MINUTE, 60)
            raise exceptions.AuthenticationFailed
        _count(f"key:{token.pk}", *_rate())
        note_use(token=token, now=moment)
        # The factor was given when the key was made (volunteers.actions.tokens).
        viewer = build(token.user, municipality.pk, now=moment, second_factor=True, via=Via.TOKEN)
        request._request.viewer = replace(viewer, scopes=known(token.scopes.split()))  # type: ignore[attr-defined]  # noqa: SLF001
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a stranger is asked for: the key where one was tried, the session otherwise."""
        tried = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")[0].lower() == SCHEME
        return 'Bearer realm="lykta"' if tried else "Session"


def _rate() -> tuple[int, int]:
    rates: dict[str, Any] = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    number, _, period = rates["key"].partition("/")
    return int(number), _SECONDS[period[:1]]


def _count(key: str, most: int, seconds: int) -> None:
    cache.add(key, 0, seconds)
    try:
        if cache.incr(key) > most:
            raise exceptions.Throttled(wait=seconds)
    except ValueError:  # it ran out between the two lines
        return
