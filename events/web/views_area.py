"""One's own evenings, and the neighbourhood-watch area with its meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_GET

from backend.common import clock
from backend.common.viewer import Role
from backend.common.web import page, viewer_of
from events import policies
from events.kinds import NIGHT_WALK, WATCH_MEETING
from events.models import Event
from events.querysets.kept import kept_lines
from events.states import PLANNED, EventState, SignupState
from events.web import present
from events.web.forms import organisers
from volunteers.models import Organisation
from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from backend.common.viewer import Viewer

PAST_SHOWN = 10


@page
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What one has said yes to: tonight first, one press from the walk page."""
    viewer, now = viewer_of(request), clock.now()
    events = Event.objects.listed(viewer).mine(viewer)
    rows = [present.row(viewer, event, now) for event in events.upcoming(now)]
    tonight = [row for row in rows if _is_tonight(row.event, now)]
    context = {
        "tonight": tonight,
        "rows": [row for row in rows if row not in tonight],
        "past": list(events.past(now).exclude(state=EventState.CANCELLED)[:PAST_SHOWN]),
        "others": present.other_walks(viewer, now),
        "here": request.path,
    }
    return render(request, "events/mine.html", context)


def _is_tonight(event: Any, now: dt.datetime) -> bool:
    on_paper = event.kind == NIGHT_WALK.code and event.state in (EventState.OPEN, EventState.UNDER_WAY)
    return on_paper and present.is_evening(event, now)


@page
@require_GET
def area(request: HttpRequest) -> HttpResponse:
    """The viewer's watch areas: how many are in them, and the meetings."""
    viewer, now = viewer_of(request), clock.now()
    own = viewer.organisations(Role.CONTACT_PERSON, Role.VOLUNTEER)
    areas = Organisation.objects.visible_to(viewer).filter(pk__in=own, kind=OrganisationKind.WATCH_AREA)
    meetings = Event.objects.listed(viewer).of_kind(WATCH_MEETING.code).filter(organisation_id__in=own)
    led = viewer.organisations(Role.CONTACT_PERSON)
    context = {
        "areas": [
            {"organisation": one, "is_mine": one.pk in led, "districts": [d.name for d in one.districts.all()]}
            for one in areas.with_member_count().prefetch_related("districts")
        ],
        "rows": [present.row(viewer, event, now) for event in meetings.upcoming(now)],
        "past": list(meetings.past(now).exclude(state=EventState.DRAFT)[:PAST_SHOWN]),
        "may_call": organisers(viewer, WATCH_MEETING).exists(),
        "here": request.path,
    }
    return render(request, "events/area.html", context)


@page
@require_GET
def meeting(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """A watch meeting: when, where, what about, and who comes as a number."""
    viewer, now = viewer_of(request), clock.now()
    event = present.find(viewer, event_id, WATCH_MEETING)
    return render(request, "events/meeting.html", _meeting(viewer, event, now))


def _meeting(viewer: Viewer, event: Any, now: dt.datetime) -> dict[str, Any]:
    line = present.row(viewer, event, now)
    own = policies.own_signup(viewer, event.pk)
    return {
        "event": event,
        "line": line,
        "said_no": own is not None and own.state == SignupState.STEPPED_DOWN,
        "may_plan": policies.can_plan(viewer, event),
        "is_planned": event.state in PLANNED,
        "kept": kept_lines(viewer, event) if present.is_open(event, now) else [],
        "is_over": event.ends_at <= now,
    }
