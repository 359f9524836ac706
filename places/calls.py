"""Whom to call now: the municipality's numbers by the clock, as pages, phones and the API show them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from places import hours
from places.models import ContactChannel
from places.states import ChannelKind

if TYPE_CHECKING:
    import datetime as dt

    from backend.common.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Line:
    """A number. ``open_at`` are the times that it answers, None for always; ``until`` is when that changes next."""

    kind: str
    title: str
    when: str
    phone: str
    verified_on: dt.date | None = None
    fallback: str = ""
    open_at: tuple[hours.Opening, ...] | None = None
    is_open: bool = True
    until: dt.datetime | None = None

    @property
    def is_urgent(self) -> bool:
        """112."""
        return self.kind == ChannelKind.EMERGENCY

    @property
    def number(self) -> str:
        """What to call now."""
        return self.phone if self.is_open else self.closed_number

    @property
    def closed_number(self) -> str:
        """What to call when it does not answer: what the municipality says instead, or the same, to try later."""
        return self.fallback or self.phone

    @property
    def for_phone(self) -> str:
        """The times as JSON, in seconds of the clock that every phone has: a kept page is right without a network."""
        return json.dumps([[int(moment.timestamp()) for moment in times] for times in self.open_at or ()])


def line_of(row: ContactChannel, now: dt.datetime) -> Line:
    """One channel at a moment, in the active language."""
    open_at = hours.openings(hours.parsed(row.hours), row.holidays, now)
    standing = hours.standing(open_at, now)
    return Line(
        kind=row.kind,
        title=_words(row.title),
        when=_words(row.when),
        phone=row.phone,
        verified_on=row.verified_on,
        fallback=row.calls_instead,
        open_at=None if open_at is None else tuple(open_at),
        is_open=standing.is_open,
        until=standing.until,
    )


def lines(viewer: Viewer, now: dt.datetime) -> list[Line]:
    """The municipality's numbers, most urgent first. One query."""
    return [line_of(row, now) for row in ContactChannel.objects.visible_to(viewer)]


def _words(texts: dict[str, str]) -> str:
    return texts.get((get_language() or "sv")[:2]) or texts.get("sv", "")
