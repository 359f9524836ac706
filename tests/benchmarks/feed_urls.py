"""The project's addresses, and the floors that the calendar benchmark is measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import icalendar
from django.http import HttpResponse
from django.urls import include, path

from backend.common import clock
from events.calendars import entries
from events.calendars.shelves import Variant
from events.models import CalendarFeed, Event
from events.querysets.feeds import shown_on

if TYPE_CHECKING:
    from django.http import HttpRequest


def bare(request: HttpRequest) -> HttpResponse:
    """As little as a view can do."""
    return HttpResponse("ok", content_type="text/calendar; charset=utf-8")


def rendered(request: HttpRequest, token: str) -> HttpResponse:
    """The same calendar as every project with feeds makes it: all events read and rendered on each poll."""
    now = clock.now()
    feed = CalendarFeed.objects.polled(token, municipality_id=request.municipality.pk, now=now)  # type: ignore[attr-defined]
    rows = Event.objects.filter(shown_on(now), organisation_id=feed.organisation_id)
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Lykta//Floor//SV")
    for row in rows.select_related("district", "place", "organisation").order_by("starts_at", "id"):
        calendar.add_component(_event(row))
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


def _event(row: Event) -> icalendar.Event:
    """The fifteen properties of ours, as plainly as icalendar writes them."""
    entry, event = entries.entry(row, Variant.OPEN, url=f"https://lykta.invalid/{row.pk}/"), icalendar.Event()
    event.add("uid", entry.uid)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("status", entry.status)
    event.add("transp", "TRANSPARENT")
    event.add("summary", entry.summary)
    event.add("categories", [entry.category])
    event.add("location", entry.location)
    event.add("description", "Mer i Lykta")
    event.add("url", entry.url)
    event.add("geo", entry.point or (59.2475, 17.860833))
    event.add("x-apple-structured-location", "geo:59.2475,17.860833", parameters={"X-TITLE": entry.location})
    return event


urlpatterns = [
    path("bench/bare/", bare),
    path("bench/rendered/<str:token>.ics", rendered),
    path("", include("backend.urls")),
]
