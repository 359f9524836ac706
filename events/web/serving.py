"""How a calendar is answered over HTTP: conditional, gzipped, to programs that send neither cookie nor Accept."""

from __future__ import annotations

import gzip
import re
from http import HTTPStatus
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags

from events.actions import calendars
from events.calendars import ics

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.http import HttpRequest

    from events.calendars.shelves import Shelf

MISSES_ALLOWED = 60
MISSES_WINDOW = 600  # seconds
NETWORK_NOTED_EVERY = 24 * 3600  # seconds
_PACKED = "-gzip"  # another representation needs another strong ETag (RFC 9110 §8.8.1)

_QUALITY = re.compile(r"\bq=([01](?:\.\d{1,3})?)")

# Programs by the words in their names, as far as the reader's own list tells them apart.
READERS = (
    ("Google", "google"),
    ("Outlook", "outlook"),
    ("Outlook", "microsoft"),
    ("Thunderbird", "thunderbird"),
    ("Nextcloud", "nextcloud"),
    ("ICSx⁵", "icsx5"),
    ("Apple", "dataaccessd"),
    ("Apple", "calendaragent"),
    ("Apple", "mac os"),
    ("Apple", "ios"),
)
# Those that fetch from their own machines on behalf of many people.
SERVICES = frozenset({"Google", "Outlook"})


def answer(request: HttpRequest, shelf: Shelf, *, fresh_etag: str | None, name: str, now: dt.datetime) -> HttpResponse:
    """200 with the calendar, or 304 before a single event is touched.

    ``fresh_etag`` is that of the kept calendar, None when there is none or it is old; ``name`` is the file's.
    """
    packs = accepts_gzip(request.headers.get("Accept-Encoding", ""))
    wanted = parse_etags(request.headers.get("If-None-Match", ""))
    if fresh_etag is not None and _matches(fresh_etag, wanted):
        return _dressed(HttpResponse(status=HTTPStatus.NOT_MODIFIED), fresh_etag, shelf, name=name, packed=packs)
    served = calendars.kept(shelf, now=now) if fresh_etag is not None else None
    if served is None:
        served = calendars.rebuild(shelf, now=now)
    if _matches(served.etag, wanted):
        return _dressed(HttpResponse(status=HTTPStatus.NOT_MODIFIED), served.etag, shelf, name=name, packed=packs)
    body = served.packed if packs else gzip.decompress(served.packed)
    return _dressed(HttpResponse(body), served.etag, shelf, name=name, packed=packs)


def answer_empty(request: HttpRequest, shelf: Shelf, *, name: str) -> HttpResponse:
    """A calendar without events, for a link that has ended: the only thing that clears a copy elsewhere."""
    body = calendars.empty(shelf)
    etag = ics.etag(body)
    known = _matches(etag, parse_etags(request.headers.get("If-None-Match", "")))
    response = HttpResponse(status=HTTPStatus.NOT_MODIFIED) if known else HttpResponse(body)
    return _dressed(response, etag, shelf, name=name, packed=False)


def gone() -> HttpResponse:
    """A link that ended so long ago that every copy has been emptied."""
    return _private(HttpResponse(status=HTTPStatus.GONE, content_type="text/plain; charset=utf-8"))


def missed(request: HttpRequest) -> HttpResponse:
    """404 for an unknown token; 429 for an address that tries many.

    The token is looked up first, always: calendar services fetch thousands of people's links from one address,
    and somebody's dead link must not shut out the living ones.
    """
    sender = salted_hmac("events.web.serving", request.META.get("REMOTE_ADDR", "")).hexdigest()
    key = f"calendar-miss:{sender}"
    cache.add(key, 0, MISSES_WINDOW)
    try:
        misses = cache.incr(key)
    except ValueError:  # ran out in between
        misses = 1
    response = HttpResponse(status=HTTPStatus.NOT_FOUND, content_type="text/plain; charset=utf-8")
    if misses > MISSES_ALLOWED:
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response["Retry-After"] = str(MISSES_WINDOW)
    return _private(response)


def accepts_gzip(header: str) -> bool:
    """Whether Accept-Encoding takes gzip; no header means plain bytes, q=0 means no."""
    for part in header.lower().split(","):
        coding, _, parameters = part.partition(";")
        if coding.strip() == "gzip":
            quality = _QUALITY.search(parameters)
            return quality is None or float(quality[1]) > 0
    return False


def reader_of(user_agent: str) -> str:
    """Which kind of program reads, in one word; never its version or platform."""
    low = user_agent.lower()
    return next((name for name, mark in READERS if mark in low), "")


def network_of(request: HttpRequest) -> str:
    """The network that reads, coarsely: a telephone's addresses change all day, and a calendar service has thousands.

    A service counts as one by its own word. Empty for an address that is none.
    """
    reader = reader_of(request.headers.get("User-Agent", ""))
    if reader in SERVICES:
        return reader
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    return str(ip_network((address, 16 if address.version == 4 else 32), strict=False))


def is_news(feed_id: UUID, network: str) -> bool:
    """Whether this network has not read this calendar today; asked on every poll, so it asks no database."""
    seen = salted_hmac("events.web.serving.network", f"{feed_id} {network}").hexdigest()
    return bool(network) and bool(cache.add(f"calendar-network:{seen}", 1, NETWORK_NOTED_EVERY))


def _matches(etag: str, wanted: list[str]) -> bool:
    ours = {f'"{etag}"', f'"{etag}{_PACKED}"', "*"}
    return any(tag.removeprefix("W/") in ours for tag in wanted)


def _dressed(response: HttpResponse, etag: str, shelf: Shelf, *, name: str, packed: bool) -> HttpResponse:
    response["ETag"] = f'"{etag}{_PACKED if packed else ""}"'
    response["Content-Language"] = shelf.language
    response["Vary"] = "Accept-Encoding"
    response["Content-Type"] = "text/calendar; charset=utf-8"
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        del response["Content-Type"], response["Content-Disposition"]
        return _private(response)
    if packed:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
