"""Reads of keys for other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    import datetime as dt

    from backend.common.viewer import Viewer


class AccessTokenQuerySet(models.QuerySet[Any]):
    """Keys, newest first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """One's own, in this municipality."""
        mine = self.filter(municipality_id=viewer.municipality_id, user_id=viewer.user_id, user__isnull=False)
        return mine.order_by("-created_at", "id")

    def behind(self, hashes: list[str], municipality_id: object, now: dt.datetime) -> Self:
        """The key of one of these hashes that opens something here and now; one query whatever is wrong with it."""
        here = self.filter(token_hash__in=hashes, municipality_id=municipality_id, user__is_active=True)
        return here.good(now).select_related("user")

    def good(self, now: dt.datetime) -> Self:
        """Neither revoked nor run out."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)
