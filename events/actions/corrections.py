"""Writes that follow when a place or a district gets another name or point: its calendars say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from backend.common.db import lock
from events.actions.calendars import events_changed
from events.models import Event
from events.states import EventState
from places.models import District

if TYPE_CHECKING:
    import datetime as dt

    from places.models import Place

CODE = "events.calendars"


def corrected(what: Place | District, now: dt.datetime) -> None:
    """Count up SEQUENCE of what is ahead or goes on there, as for any other change of place (RFC 5545), and have its
    calendars put together anew. Runs in the correction's transaction."""
    there = Event.objects.filter(district=what) if isinstance(what, District) else Event.objects.filter(place=what)
    rows = there.filter(state__in=[EventState.OPEN, EventState.UNDER_WAY])
    events = list(lock(rows.order_by("id")))
    Event.objects.filter(pk__in=[event.pk for event in events]).update(sequence=F("sequence") + 1, changed_at=now)
    events_changed(events)
