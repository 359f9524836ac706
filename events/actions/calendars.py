"""Keeping calendars: which sets of events moved, and bodies put together from each event's kept bytes."""

from __future__ import annotations

import datetime as dt
import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F
from django.utils import translation

from backend.common import clock
from backend.common.db import lock
from events.calendars import entries, ics, shelves
from events.calendars.links import public_path
from events.calendars.shelves import Variant
from events.kinds import KINDS
from events.models import CalendarBody, CalendarEntry, CalendarScope, Event, Signup
from events.querysets.feeds import answered_on, shown_on
from events.states import SignupState
from places.models import Municipality
from volunteers.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from events.calendars.shelves import Shelf

PERSONAL = (Variant.OWN, Variant.BUSY)
PUBLIC_KINDS = tuple(kind.code for kind in KINDS.values() if kind.public)
PUBLIC_ORGANISERS = frozenset[str]().union(*(kind.organisers for kind in KINDS.values() if kind.public))
FORGOTTEN_AFTER = dt.timedelta(days=7)
PUBLIC_SCOPE = "aktiviteter"
_SHOWN_WITH = ("district", "place", "organisation")


@dataclass(frozen=True, slots=True)
class Served:
    """A whole calendar: the hash of its bytes, and the bytes gzipped."""

    etag: str
    packed: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """An event in a calendar. ``variant`` is the name its bytes are kept under; empty: one reader's own, not kept."""

    event: Event
    variant: str
    entry: ics.Entry


def event_changed(event: Event) -> None:
    """Tell every calendar that holds the event, in the caller's transaction: its next poll puts it together anew.

    Call it last in each action that publishes, changes, moves or cancels an event. Not for a draft's own edits.
    """
    events_changed([event])


def events_changed(events: Sequence[Event]) -> None:
    """The same for several at once."""
    keys = [shelves.of_organisation(event.organisation_id) for event in events]
    for event in events:
        if KINDS[event.kind].public:
            keys.append(shelves.of_public(event.municipality_id))
            keys.append(shelves.of_public_organisation(event.organisation_id))
    answers = Signup.objects.filter(event__in=[event.pk for event in events], user__isnull=False).order_by("id")
    people = answers.values_list("event__municipality_id", "user_id")
    keys += [shelves.of_person(municipality_id, user_id) for municipality_id, user_id in people]
    _bump(keys)


def words_gone(event: Event) -> None:
    """The same when words may not be kept: what was made of them goes now, and not at the next poll."""
    event_changed(event)
    CalendarEntry.objects.filter(event=event).delete()
    CalendarBody.objects.exclude(version=F("scope__version")).delete()


def answer_changed(event: Event, user_id: UUID) -> None:
    """Tell one person's calendars, in the caller's transaction. Call it last in saying yes and in stepping down."""
    _bump([shelves.of_person(event.municipality_id, user_id)])


def _bump(keys: Iterable[str]) -> None:
    """Insert first, so that a poll that starts the same scope waits for us; then lock in order and count up."""
    ordered = sorted(set(keys))
    CalendarScope.objects.bulk_create([CalendarScope(key=key) for key in ordered], ignore_conflicts=True)
    rows = CalendarScope.objects.filter(key__in=ordered)
    list(lock(rows.order_by("key")).values_list("key"))
    rows.update(version=F("version") + 1)


def kept(shelf: Shelf, *, now: dt.datetime) -> Served | None:
    """The kept calendar, or None when it has to be put together."""
    found = CalendarBody.objects.fresh(shelf, now).values_list("etag", "body").first()
    return Served(found[0], bytes(found[1])) if found else None


def rebuild(shelf: Shelf, *, now: dt.datetime) -> Served:
    """Put a calendar together and keep it until an event of it changes or the day ends.

    The version is read before the events: what changes in between makes the kept body old, never wrong. Only
    events whose words or times differ from their kept bytes are rendered.
    """
    scope, _ = CalendarScope.objects.get_or_create(key=shelf.scope)
    today = clock.local(now).date()
    day, next_day = (clock.at(date, dt.time()) for date in (today, today + dt.timedelta(days=1)))
    with translation.override(shelf.language):
        municipality = Municipality.objects.get(pk=shelf.municipality_id)
        told = (_answered if shelf.variant in PERSONAL else _open)(shelf, day, site_of(municipality))
        told.sort(key=lambda row: (row.entry.starts_at, row.entry.uid))
        body = ics.calendar(_head(shelf, municipality), _kept(told, shelf.language))
    served = Served(etag=ics.etag(body), packed=gzip.compress(body, mtime=0))
    kept = {"version": scope.version, "fresh_until": next_day, "etag": served.etag, "body": served.packed}
    CalendarBody.objects.update_or_create(scope=scope, variant=shelf.variant, language=shelf.language, defaults=kept)
    # Nobody reads these any more; they would outlive the answers that they are made of.
    CalendarBody.objects.filter(fresh_until__lt=now - FORGOTTEN_AFTER).delete()
    return served


def empty(shelf: Shelf) -> bytes:
    """A calendar without events: what clears the copy of a reader whose right has ended."""
    with translation.override(shelf.language):
        return ics.calendar(entries.head_of_ended(), ())


def site_of(municipality: Municipality) -> str:
    """Scheme, host and port of a municipality's pages: from the settings and its own host name, never the request."""
    public = urlsplit(settings.PUBLIC_URL)
    if municipality.is_default:
        return f"{public.scheme}://{public.netloc}"
    port = f":{public.port}" if public.port else ""
    return f"{public.scheme}://{municipality.hostname}{port}"


def _head(shelf: Shelf, municipality: Municipality) -> ics.Head:
    if shelf.variant in PERSONAL:
        return entries.head(shelf.variant)
    of = shelf.organisation_id
    owner = municipality.name if of is None else Organisation.objects.get(pk=of).name
    source = site_of(municipality) + public_path(of or PUBLIC_SCOPE, shelf.language)
    return entries.head(shelf.variant, owner=owner, source=source)


def _open(shelf: Shelf, day: dt.datetime, site: str) -> list[Told]:
    rows = Event.objects.filter(shown_on(day)).select_related(*_SHOWN_WITH).order_by("starts_at", "id")
    if shelf.variant is Variant.PUBLIC:
        rows = rows.filter(municipality_id=shelf.municipality_id, kind__in=PUBLIC_KINDS)
    if shelf.organisation_id is not None:
        rows = rows.filter(organisation_id=shelf.organisation_id)
    return [Told(event, shelf.variant, entries.entry(event, shelf.variant, url=_page(event, site))) for event in rows]


def _answered(shelf: Shelf, day: dt.datetime, site: str) -> list[Told]:
    rows = (
        Signup.objects.filter(answered_on(day), event__municipality_id=shelf.municipality_id)
        .filter(user=shelf.user_id)
        .select_related(*(f"event__{name}" for name in _SHOWN_WITH))
        .order_by("event__starts_at", "event_id")
    )
    told = []
    for row in rows:
        if row.state == SignupState.STEPPED_DOWN:
            told.append(Told(row.event, "", entries.stepped_down(row, shelf.variant)))
            continue
        url = _page(row.event, site)
        own = entries.entry(row.event, shelf.variant, url=url, answers=row.times_changed)
        told.append(Told(row.event, f"{shelf.variant}+{row.times_changed}", own))
    return told


def _kept(told: list[Told], language: str) -> list[bytes]:
    """Each entry's bytes: the kept ones where they still say the same, else rendered now and kept."""
    rows = CalendarEntry.objects.filter(
        event_id__in=[one.event.pk for one in told], variant__in={one.variant for one in told}, language=language
    )
    known = {
        (event, variant): (digest, body)
        for event, variant, digest, body in rows.order_by("id").values_list("event_id", "variant", "digest", "body")
    }
    bodies, rendered = [], []
    for one in told:
        digest = one.entry.digest
        known_digest, body = known.get((one.event.pk, one.variant), ("", b""))
        if digest != known_digest:
            body = ics.vevent(one.entry)
            rendered.append(
                CalendarEntry(event=one.event, variant=one.variant, language=language, digest=digest, body=body)
            )
        bodies.append(bytes(body))
    CalendarEntry.objects.bulk_create(
        [row for row in rendered if row.variant],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["event", "variant", "language"],
        update_fields=["digest", "body"],
    )
    return bodies


def _page(event: Event, site: str) -> str:
    return f"{site}/{KINDS[event.kind].path}/{event.pk}/"
