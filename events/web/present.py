"""What pages show of events, put together from the querysets: rows of lists, weeks, the days of an agenda."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from backend.common.api import status_of
from backend.common.clock import Boundary, Week, local
from backend.common.errors import NotFound
from backend.common.web import viewer_of
from events import policies
from events.kinds import ACTIVITY, NIGHT_WALK, WATCH_MEETING, Kind
from events.models import Event
from events.querysets.gates import Gaps, gaps
from events.staffing import Outlook, outlook
from events.states import EventState, SignupState
from places.weeks import boundary_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from backend.common.errors import Refusal
    from backend.common.viewer import Viewer
    from events.models import Team

# How many weeks a list shows at once, and how many other walks a refusal proposes.
WEEKS_SHOWN = 4
PROPOSED = 3
# Nothing is planned further ahead than a year and some weeks (events.actions.plan_values); the calendar itself ends.
FURTHEST = 2 * 52
# From here on a walk's own page leads to the phone's.
EVENING_BEGINS = dt.timedelta(hours=4)
EVENING_ENDS = dt.timedelta(hours=12)

PAGE_OF = {NIGHT_WALK.code: "events:walk", ACTIVITY.code: "events:activity", WATCH_MEETING.code: "events:meeting"}
LIST_OF = {NIGHT_WALK.code: "events:walks", ACTIVITY.code: "events:activities", WATCH_MEETING.code: "events:area"}


@dataclass(frozen=True, slots=True)
class Row:
    """An event in a list, with what this viewer may press."""

    event: Any
    outlook: Outlook
    url: str
    may_answer: bool
    is_coming: bool
    is_today: bool

    @property
    def may_say_yes(self) -> bool:
        """Whether "Jag kommer" stands right in the list."""
        return self.may_answer and not self.is_coming and not self.outlook.is_full


def row(viewer: Viewer, event: Any, now: dt.datetime) -> Row:
    """``event`` is one of Event.objects.listed(viewer). No query."""
    return Row(
        event=event,
        outlook=outlook(event, coming=event.coming, leaders=event.leaders, youths=event.youths),
        url=page_of(event),
        may_answer=is_open(event, now) and policies.can_answer(viewer, event),
        is_coming=event.own_answer == SignupState.COMING,
        is_today=local(event.starts_at).date() == local(now).date(),
    )


def is_open(event: Event, now: dt.datetime) -> bool:
    """Whether answers are still taken."""
    return event.state == EventState.OPEN and now < event.starts_at


def is_evening(event: Event, now: dt.datetime) -> bool:
    """Whether the walk is on: a while before its start, until the next morning."""
    return event.starts_at - EVENING_BEGINS <= now <= event.ends_at + EVENING_ENDS


def page_of(event: Event) -> str:
    """The address of an event's page."""
    return reverse(PAGE_OF[event.kind], args=[event.pk])


def find(viewer: Viewer, event_id: UUID, kind: Kind) -> Any:
    """One event of the kind, with everything that its page shows. NotFound."""
    event = Event.objects.listed(viewer).of_kind(kind.code).filter(pk=event_id).first()
    if event is None:
        raise NotFound
    return event


@dataclass(frozen=True, slots=True)
class Stretch:
    """The safety weeks that a list shows at once."""

    first: Week
    this: Week
    boundary: Boundary

    @property
    def bounds(self) -> tuple[dt.datetime, dt.datetime]:
        """First moment, and first moment after it."""
        return self.boundary.bounds(self.first)[0], self.boundary.bounds(self.later)[0]

    @property
    def later(self) -> Week:
        """Where the next stretch begins."""
        return self.first.next(WEEKS_SHOWN)

    @property
    def earlier(self) -> Week | None:
        """Where the stretch before begins; None at the present."""
        before = self.first.next(-WEEKS_SHOWN)
        return max(before, self.this) if self.first > self.this else None


def stretch(request: HttpRequest, viewer: Viewer, now: dt.datetime) -> Stretch:
    """From this week, or from the one in ``?fran=2026-W47``; a mangled, past or distant one is this week."""
    boundary = boundary_of(viewer.municipality_id)
    this = boundary.week_of(now)
    try:
        asked = Week.parse(request.GET.get("fran", ""))
    except ValueError:
        asked = this
    return Stretch(asked if this <= asked <= this.next(FURTHEST) else this, this, boundary)


def by_week(rows: list[Row], this: Week) -> list[dict[str, Any]]:
    """The rows under their weeks; ``ahead`` 0 is this week, 1 the next."""
    return [
        {"week": (week := Week.parse(key)), "ahead": (week.monday - this.monday).days // 7, "rows": list(held)}
        for key, held in groupby(rows, key=lambda one: one.event.week)
    ]


def by_day(rows: list[Row]) -> list[dict[str, Any]]:
    """The rows under their local days."""
    return [
        {"day": day, "rows": list(held)}
        for day, held in groupby(rows, key=lambda one: local(one.event.starts_at).date())
    ]


def other_walks(viewer: Viewer, now: dt.datetime, but: UUID | None = None) -> list[Row]:
    """Walks that lack people and that the viewer has not answered, soonest first. One query."""
    rows = Event.objects.listed(viewer).of_kind(NIGHT_WALK.code).lacking_people().filter(starts_at__gt=now)
    rows = rows.exclude(pk=but).filter(own_answer__isnull=True)
    return [row(viewer, event, now) for event in rows[:PROPOSED]]


def refused(request: HttpRequest, refusal: Refusal, event: Event, now: dt.datetime) -> HttpResponse:
    """The page that says why it did not go, and which other evenings there are."""
    viewer = viewer_of(request)
    others = other_walks(viewer, now, event.pk) if event.kind == NIGHT_WALK.code else []
    context = {"refusal": refusal, "event": event, "back": page_of(event), "others": others}
    return render(request, "events/refused.html", context, status=status_of(refusal))


def gaps_of(viewer: Viewer, event: Event, now: dt.datetime) -> Gaps | None:
    """What the viewer lacks to say yes, before anything is pressed; None for a resident. Five queries."""
    return gaps(event, viewer.user_id, now) if viewer.user_id is not None else None


def golden(lacking: Gaps | None) -> list[str]:
    """The golden rules in the active language, where they are to be read."""
    if lacking is None or lacking.house.golden is None or not lacking.asks_rules:
        return []
    texts: dict[str, list[str]] = lacking.house.golden.texts
    return texts.get(get_language() or "sv", texts["sv"])


def asked(request: HttpRequest, refusal: Refusal, event: Event, now: dt.datetime) -> HttpResponse:
    """The page where what is asked for once is said, and the yes with it."""
    lacking = gaps_of(viewer_of(request), event, now)
    context = {
        "refusal": refusal,
        # A first press from a list is no mistake: nothing was asked there.
        "pressed": "of_age" in request.POST or "rules_read" in request.POST,
        "event": event,
        "back": page_of(event),
        "url": request.path,
        "next": request.POST.get("next", ""),
        "gaps": lacking,
        "golden": golden(lacking),
    }
    return render(request, "events/asks.html", context, status=status_of(refusal))


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: also an empty POST is one."""
    return request.POST if request.method == "POST" else None


def in_order(teams: Iterable[Team]) -> list[Team]:
    """Groups by their number; formed in the same moment they have no other order."""
    return sorted(teams, key=lambda team: (len(team.name), team.name))


def uuid_of(text: str) -> UUID:
    """A field that names a row. NotFound for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def back_to(request: HttpRequest, default: str) -> str:
    """Where a form says that it stands, when that is on this site; else ``default``."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if ours else default
