"""The registry of notice kinds: every reason that Lykta has to write to somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from notifications.states import Lane

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One reason to write. After ``good_for`` it is better not sent: a reminder of yesterday's walk helps nobody.

    ``lane`` CLOCK is for what must not wait behind a mailing, such as a group that has not come back. ``forget`` is for
    what is a secret as long as it is of use, such as a one-time code: nothing of it is kept once it is sent or dropped.
    """

    code: str
    title: str | _StrPromise
    good_for: timedelta = timedelta(days=2)
    lane: Lane = Lane.BULK
    forget: bool = False


_kinds: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> None:
    """Called from AppConfig.ready(). ValueError when another notice has the code."""
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"notice kind {kind.code} is registered twice")


def get(code: str) -> NoticeKind:
    """The kind of a code. ValueError when nobody registered it."""
    try:
        return _kinds[code]
    except KeyError:
        raise ValueError(f"notice kind {code} is not registered") from None


def kinds() -> list[NoticeKind]:
    """Every kind, by code."""
    return [_kinds[code] for code in sorted(_kinds)]
