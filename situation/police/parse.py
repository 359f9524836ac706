"""The Swedish Police's public event list (polisen.se/api/events) as values: pure, whatever the input."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from backend.common import clock

SITE: Final = "https://polisen.se"
MAX_ID: Final = 2**31 - 1
MAX_KIND: Final = 120
MAX_URL: Final = 400
MAX_PLACE: Final = 120

# A round hour is often written some minutes ahead ("14:00" at 13:58); 15 hours ahead is a slip of the pen.
WRITTEN_AHEAD: Final = dt.timedelta(hours=1)
# A day that exists in one of the three years lies at most half a year away; 29 February may not.
HALF_A_YEAR: Final = dt.timedelta(days=183)

_MONTHS: Final = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
_PUBLISHED: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{1,2}):([0-9]{2}(?::[0-9]{2})?) ?([+-][0-9]{2}:?[0-9]{2}|Z)"
)
_HAPPENED: Final = re.compile(r"([0-9]{1,2}) +([a-zåäö]+) +([0-9]{1,2})[.:]([0-9]{2})(?![0-9])", re.IGNORECASE)
_CONTROL: Final = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")


class UnreadableAnswer(ValueError):
    """The whole answer says nothing: keep what is known and say why (``reason`` is a code for the log)."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class EmptyAnswer(UnreadableAnswer):
    """No bytes, or a list without events; the API gives both now and then."""


class BrokenAnswer(UnreadableAnswer):
    """Not JSON, not a list, or a list in which nothing is an event."""


@dataclass(frozen=True, slots=True)
class Item:
    """One event as the police tell it, without their sentences, which nobody here reads (situation.models.PoliceEvent).
    ``place`` is a municipality or a county ("Stockholms län")."""

    source_id: int
    place: str
    kind: str
    url: str
    published_at: dt.datetime
    occurred_at: dt.datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one poll said: events in the API's order (newest first), and how many could not be read."""

    items: tuple[Item, ...]
    unreadable: int


def parse(answer: bytes) -> Answer:
    """The events of one answer, each id once. Raises EmptyAnswer or BrokenAnswer, and nothing else."""
    if not answer.strip():
        raise EmptyAnswer("no_bytes")
    try:
        rows = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise BrokenAnswer("not_json") from error
    if not isinstance(rows, list):
        raise BrokenAnswer("not_a_list")
    if not rows:
        raise EmptyAnswer("no_events")
    read = [item for item in map(_item, rows) if item is not None]
    if not read:
        raise BrokenAnswer("nothing_readable")
    by_id: dict[int, Item] = {}
    for item in read:
        by_id.setdefault(item.source_id, item)
    return Answer(items=tuple(by_id.values()), unreadable=len(rows) - len(read))


def municipality_of(item: Item, names: Iterable[str]) -> str | None:
    """The one of ``names`` under which the police file this event, or None.

    Only the filing counts, never a place named in the text: Alby, Tumba and Hallunda also stand in other
    municipalities' events, and a county's event belongs to none.
    """
    wanted = item.place.casefold()
    return next((name for name in names if name.casefold() == wanted), None)


def is_county(place: str) -> bool:
    """Whether the police filed under a county instead of a municipality."""
    return place.casefold().endswith(" län")


def _item(row: object) -> Item | None:
    if not isinstance(row, Mapping):
        return None
    source_id = row.get("id")
    published_at = _published(_text(row, "datetime"))
    title, location = _text(row, "name"), row.get("location")
    if type(source_id) is not int or not 0 < source_id <= MAX_ID or published_at is None or not title:
        return None
    kind, url = _text(row, "type"), _url(_text(row, "url"))
    place = _place(title, _text(location, "name") if isinstance(location, Mapping) else "")
    told = [source_id, published_at.isoformat(), title, url, kind, place]
    return Item(
        source_id=source_id,
        place=place[:MAX_PLACE],
        kind=kind[:MAX_KIND],
        url=url,
        published_at=published_at,
        occurred_at=_occurred(title, published_at),
        digest=hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest(),
    )


def _text(row: Mapping[str, Any], key: str) -> str:
    """A field that both databases can hold: no control characters, no lone surrogates, no outer space."""
    value = row.get(key)
    if not isinstance(value, str):
        return ""
    return value.translate(_CONTROL).encode("utf-8", "replace").decode().strip()


def _place(title: str, location: str) -> str:
    """Where the police file the event.

    ``location.name`` was the municipality until 2026-01-20; since then it is the county, and the municipality is
    the last part of ``name``. Told apart by the county's own word, not by the date: the list may change back.
    """
    if location and not is_county(location):
        return location
    _, comma, last = title.rpartition(",")
    return last.strip() if comma else location


def _published(text: str) -> dt.datetime | None:
    """``2026-08-22 9:13:04 +02:00`` (the hour often without its zero) in UTC."""
    match = _PUBLISHED.fullmatch(text)
    if match is None:
        return None
    day, hour, rest, offset = match.groups()
    try:
        return dt.datetime.fromisoformat(f"{day}T{hour:0>2}:{rest}{offset}").astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _occurred(title: str, published_at: dt.datetime) -> dt.datetime:
    """When it happened, in UTC: the name begins with day and local time, the year lies nearest to publication.

    The year in the event's address is no help: on New Year's Day the police write it wrong themselves. A name
    without a time, or with one that lies after its own publication, gives the time of publication.
    """
    match = _HAPPENED.match(title)
    if match is None or (name := match[2].casefold()) not in _MONTHS:
        return published_at
    month = _MONTHS.index(name) + 1
    for year in (published_at.year, published_at.year - 1, published_at.year + 1):
        try:
            moment = clock.at(dt.date(year, month, int(match[1])), dt.time(int(match[3]), int(match[4])))
        except (ValueError, OverflowError):  # 29 February, "25.61", the ends of time
            continue
        if -HALF_A_YEAR <= moment - published_at <= HALF_A_YEAR:
            return moment if moment <= published_at + WRITTEN_AHEAD else published_at
    return published_at


def _url(path: str) -> str:
    """The event's page at the police; empty for an address that leads anywhere else."""
    try:
        address = urljoin(SITE, path)
        parts = urlsplit(address)
    except ValueError:
        return ""
    if not path or len(address) > MAX_URL or (parts.scheme, parts.netloc) != ("https", "polisen.se"):
        return ""
    return address
