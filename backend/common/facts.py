"""Facts from phones: never refused for their order, replayed with the same answer, never taken for one another."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common.errors import Conflict, NotFound

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from uuid import UUID


class IdReused(Conflict):
    """The same id came before with other content."""

    code = "id_reused"
    message = _("Den här uppgiften har redan tagits emot med ett annat innehåll.")


def digest(payload: Mapping[str, Any]) -> str:
    """SHA-256 of what the phone said, without ``sent_at``: a resend has a new one and is the same fact."""
    said = {key: str(value) for key, value in payload.items() if key != "sent_at" and value is not None}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def check_replay(*, stored_digest: str, stored_sender: UUID | None, digest: str, sender: UUID | None) -> None:
    """Same sender and digest: fine, a replay. Other sender: NotFound. Other content: IdReused."""
    if stored_sender != sender:
        raise NotFound
    if stored_digest != digest:
        raise IdReused


def oddities(*, occurred_at: dt.datetime, sent_at: dt.datetime, received_at: dt.datetime) -> list[str]:
    """What is strange about a fact's times; kept as flags, never a reason to refuse."""
    flags = []
    if sent_at < occurred_at:
        flags.append("sent_before_occurred")
    if abs((received_at - sent_at).total_seconds()) > 300:
        flags.append("phone_clock_off")
    if (received_at - occurred_at).total_seconds() > 48 * 3600:
        flags.append("older_than_48_h")
    return flags
