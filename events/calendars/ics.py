"""One event as the bytes of a VEVENT, and calendars as header + joined events + footer. Pure: no clock, no database."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icalendar import Calendar, Event, vDuration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import Component

# Constant across releases: a reader treats another PRODID as another source (RFC 5545 §3.7.3).
PRODID = "-//Lykta//Kalender 1//SV"
DISPLAY_ZONE = "Europe/Stockholm"
REFRESH, REFRESH_AFTER = "PT1H", dt.timedelta(hours=1)
FOOTER = b"END:VCALENDAR\r\n"

CONFIRMED = "CONFIRMED"
CANCELLED = "CANCELLED"

_FOLD_AT = 75  # octets, the leading space of a continuation counted (RFC 5545 §3.1)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one event says in one calendar. Times are aware; they go out in UTC.

    ``point`` is (latitude, longitude) in WGS 84 of the meeting place. ``busy``: own evenings block the reader's time,
    open ones do not. ``changed_at`` is the row's last revision, never the time of the answer.
    """

    uid: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    changed_at: dt.datetime
    sequence: int
    summary: str
    status: str = CONFIRMED
    busy: bool = False
    location: str = ""
    description: str = ""
    url: str = ""
    category: str = ""
    point: tuple[float, float] | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of everything that shows in the bytes: the version under which they are kept."""
        times = tuple(_utc(moment).isoformat() for moment in (self.starts_at, self.ends_at, self.changed_at))
        shown = (self.sequence, self.summary, self.status, self.busy, self.location, self.description)
        where = (self.uid, self.url, self.category, self.point)
        return hashlib.sha256(repr((_FORM, times, shown, where)).encode()).hexdigest()


# Move it when vevent() writes other bytes for the same entry, so that stored ones are written anew.
_FORM = 1


@dataclass(frozen=True, slots=True)
class Head:
    """What a calendar says about itself. ``colour`` is a CSS3 name and its hex, as two readers want it."""

    name: str
    description: str
    colour: tuple[str, str] = ("goldenrod", "#DAA520")
    source: str = ""  # public calendars only: in a private one it would copy the secret into every exported file


def vevent(entry: Entry) -> bytes:
    """The folded CRLF bytes of one VEVENT; the same entry gives the same bytes for ever."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstart", _utc(entry.starts_at))
    event.add("dtend", _utc(entry.ends_at))
    event.add("dtstamp", _utc(entry.changed_at))
    event.add("last-modified", _utc(entry.changed_at))
    event.add("sequence", entry.sequence)
    event.add("status", entry.status)
    event.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
    event.add("summary", line(entry.summary))
    if category := line(entry.category):
        event.add("categories", [category])
    if description := text(entry.description):
        event.add("description", description)
    if entry.url:
        event.add("url", entry.url)
    if location := line(entry.location):
        event.add("location", location)
        if entry.point:
            _add_point(event, entry.point, location)
    return _fold_all(event)


def header(head: Head) -> bytes:
    """Everything of a VCALENDAR before its first event. No METHOD: then DTSTAMP may mean the last revision."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, line(head.name))
    for name in ("description", "x-wr-caldesc"):
        calendar.add(name, line(head.description))
    calendar.add("x-wr-timezone", DISPLAY_ZONE)
    # RFC 7986 §5.7 has no default type, so VALUE stands there; Nextcloud polls weekly without it.
    calendar.add("refresh-interval", vDuration(REFRESH_AFTER), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    calendar.add("color", head.colour[0])
    calendar.add("x-apple-calendar-color", head.colour[1])
    if head.source:
        calendar.add("source", head.source, parameters={"VALUE": "URI"})
    return _fold_all(calendar).removesuffix(FOOTER)


def calendar(head: Head, events: Iterable[bytes]) -> bytes:
    """A whole calendar from kept bytes, in the order given (start, then UID)."""
    return b"".join((header(head), *events, FOOTER))


def etag(body: bytes) -> str:
    """The opaque part of a strong ETag: a hash of the bytes and of nothing else."""
    return hashlib.sha256(body).hexdigest()[:32]


def text(value: str) -> str:
    r"""People's text without control characters; its line breaks stay. A typed \N becomes \n: icalendar would take
    it for a line break."""
    return _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip().replace("\\N", "\\n")


def line(value: str) -> str:
    """The same on one line, for names and places."""
    return " ".join(text(value).split())


def fold(content: str) -> bytes:
    """One content line as octets: at most 75 each, cut neither inside a character nor inside an escaped pair."""
    octets = content.encode()
    if len(octets) <= _FOLD_AT:
        return octets + b"\r\n"
    pieces, start, room = [], 0, _FOLD_AT
    while start < len(octets):
        end = _cut(octets, start, start + room)
        pieces.append(octets[start:end])
        start, room = end, _FOLD_AT - 1
    return b"\r\n ".join(pieces) + b"\r\n"


def _cut(octets: bytes, start: int, end: int) -> int:
    if end >= len(octets):
        return len(octets)
    while octets[end] & 0xC0 == 0x80:
        end -= 1
    head = octets[start:end]
    escapes = len(head) - len(head.rstrip(b"\\"))
    return end - 1 if escapes % 2 or head.endswith(b"^") else end


def _fold_all(component: Component) -> bytes:
    return b"".join(fold(str(content)) for content in component.content_lines() if content)


def _utc(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError("a calendar holds no floating times")
    return moment.astimezone(dt.UTC).replace(microsecond=0)


def _add_point(event: Event, point: tuple[float, float], title: str) -> None:
    """GEO for everybody; Apple shows a map only for its own property, whose title must equal LOCATION."""
    latitude, longitude = point
    event.add("geo", (latitude, longitude))
    event.add(
        "x-apple-structured-location",
        f"geo:{latitude},{longitude}",
        parameters={"VALUE": "URI", "X-APPLE-RADIUS": "70", "X-TITLE": title},
    )
