"""Writes to keys for other systems."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Conflict, Invalid, NotAllowed, NotFound
from volunteers import policies
from volunteers.keys import hint_of, key_hash
from volunteers.models import AccessToken, User
from volunteers.scopes import SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from backend.common.viewer import Viewer

LONGEST = dt.timedelta(days=365)
MOST = 20
HOUR = dt.timedelta(hours=1)


class SecondFactorFirst(NotAllowed):
    """A key lasts for months, so that days of grace do not count here."""

    code = "second_factor_first"
    message = _("Logga in med tvåstegsinloggning först. Sedan kan du skapa en nyckel.")


class PurposeMissing(Invalid):
    """Nobody dares to revoke a key that says nothing."""

    code = "purpose_missing"
    message = _("Skriv vad nyckeln är till för.")


class UnknownScope(Invalid):
    """A key without scopes could do nothing."""

    code = "unknown_scope"
    message = _("Välj minst en sak som nyckeln får göra.")


class BadExpiry(Invalid):
    """Every key ends, within a year."""

    code = "bad_expiry"
    message = _("Nyckeln ska sluta gälla inom ett år, och tidigast i morgon.")


class TooManyKeys(Conflict):
    """More than anybody keeps track of."""

    code = "too_many_keys"
    message = _("Du har redan %(most)s nycklar som gäller. Återkalla en först.")


class KeyRevoked(Conflict):
    """It cannot be revoked twice."""

    code = "key_revoked"
    message = _("Nyckeln är redan återkallad.")


@transaction.atomic
def create_token(
    *,
    viewer: Viewer,
    token_id: UUID,
    key: str,
    purpose: str,
    scopes: Iterable[str],
    expires_at: dt.datetime,
    second_factor_given: bool,
    now: dt.datetime,
) -> AccessToken:
    """A new key of one's own; ``key`` is told once and only its hash is kept.

    ``second_factor_given``: in this session, truly. Raises SecondFactorFirst, NotAllowed, PurposeMissing,
    UnknownScope, BadExpiry, TooManyKeys.
    """
    lock(User.objects.filter(pk=viewer.user_id)).first()
    if viewer.user_id is None:
        raise NotAllowed
    if not second_factor_given:
        raise SecondFactorFirst
    if not policies.can_have_keys(viewer):
        raise NotAllowed
    purpose, wanted = " ".join(purpose.split()), sorted(set(scopes))
    _check(purpose, wanted, expires_at, now)
    if AccessToken.objects.visible_to(viewer).good(now).count() >= MOST:
        raise TooManyKeys(most=MOST)
    token: AccessToken = AccessToken.objects.create(
        pk=token_id,
        municipality_id=viewer.municipality_id,
        user_id=viewer.user_id,
        purpose=purpose[:80],
        scopes=" ".join(wanted),
        token_hash=key_hash(key),
        hint=hint_of(key),
        created_at=now,
        expires_at=expires_at,
    )
    return token


def _check(purpose: str, wanted: list[str], expires_at: dt.datetime, now: dt.datetime) -> None:
    if not purpose:
        raise PurposeMissing(field="purpose")
    if not wanted or any(code not in SCOPES for code in wanted):
        raise UnknownScope(field="scopes")
    if not now + HOUR < expires_at <= now + LONGEST + HOUR * 24:
        raise BadExpiry(field="expires_on")


@transaction.atomic
def revoke_token(*, viewer: Viewer, token_id: UUID, now: dt.datetime) -> AccessToken:
    """From now on it opens nothing; the row stays. Raises NotFound for all but one's own, KeyRevoked."""
    token: AccessToken | None = lock(AccessToken.objects.visible_to(viewer).filter(pk=token_id)).first()
    if token is None:
        raise NotFound
    if token.revoked_at is not None:
        raise KeyRevoked
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    return token


def note_use(*, token: AccessToken, now: dt.datetime) -> None:
    """Last used, to the hour: a system that asks every second writes once an hour."""
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - HOUR)
    if token.last_used_at is None or token.last_used_at <= now - HOUR:
        AccessToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
