"""What the first page shows: to a visitor what the municipality offers, to a member what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.common.clock import USUAL_BOUNDARY
from backend.common.viewer import Role
from events.answers import walks_along
from events.kinds import ACTIVITY, NIGHT_WALK, WATCH_MEETING
from events.models import Event
from events.staffing import outlook
from events.states import EventState
from events.web.present import page_of
from places.calls import lines
from places.maps import district_map
from places.models import District, Municipality
from situation.models import Measure
from situation.policies import can_read_picture
from tips.models import Tip

if TYPE_CHECKING:
    import datetime as dt

    from backend.common.viewer import Viewer

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for this person: how many, of what, and where to go."""

    n: int
    label: str
    url: str
    icon: str


def for_visitor(viewer: Viewer, now: dt.datetime) -> dict[str, Any]:
    """Published activities, the week's days on which adults walk (day and district only), numbers, the districts."""
    municipality = Municipality.objects.get(pk=viewer.municipality_id)
    districts = list(District.objects.visible_to(viewer))
    # Whichever day the municipality counts its weeks from, residents look for the coming weekend.
    _begins, sunday_ends = USUAL_BOUNDARY.bounds(USUAL_BOUNDARY.week_of(now))
    return {
        "municipality": municipality,
        "activities": _activities(viewer, now),
        "walks": list(Event.objects.open_dates(viewer.municipality_id, now).filter(starts_at__lt=sunday_ends)[:SHOWN]),
        "calls": lines(viewer, now)[:6],
        "map": district_map(districts, title=_("Kommundelar")),
        "districts": districts,
    }


def for_member(viewer: Viewer, now: dt.datetime) -> dict[str, Any]:
    """One's own coming evenings, those that lack people, and what waits for the roles one has."""
    listed = Event.objects.listed(viewer).upcoming(now)
    walks, watches = walks_along(viewer, NIGHT_WALK), _watches(viewer)
    mine = list(listed.mine(viewer)[:SHOWN])
    lacking = listed.of_kind(NIGHT_WALK.code).lacking_people().exclude(pk__in=[event.pk for event in mine])
    return {
        "now": now,
        "mine": [_card(event) for event in mine],
        "walks": walks,
        "says_yes": bool(mine) or walks or watches,
        "lacking": [_card(event) for event in lacking[:SHOWN]] if walks else [],
        "drafts": [{"event": event, "url": page_of(event)} for event in _drafts(viewer, now)],
        "meetings": [_card(event) for event in _meetings(listed, mine)] if watches else [],
        "activities": _activities(viewer, now),
        "waiting": _waiting(viewer),
        "plans_walks": viewer.has(Role.COORDINATOR),
        "publishes": viewer.has(Role.ASSOCIATION),
        "calls_meetings": viewer.has(Role.CONTACT_PERSON),
        "proposes": viewer.has(Role.COORDINATOR, Role.ASSOCIATION, Role.CONTACT_PERSON),
        "reads_week": can_read_picture(viewer),
    }


def _meetings(listed: Any, mine: list[Any]) -> Any:
    """The area's meetings that one has not said yes to."""
    rows = listed.of_kind(WATCH_MEETING.code).exclude(state=EventState.DRAFT)
    return rows.exclude(pk__in=[event.pk for event in mine])[:SHOWN]


def _drafts(viewer: Viewer, now: dt.datetime) -> Any:
    return Event.objects.planned_by(viewer).filter(state=EventState.DRAFT).upcoming(now)[:SHOWN]


def _activities(viewer: Viewer, now: dt.datetime) -> list[Any]:
    rows = Event.objects.listed(viewer).of_kind(ACTIVITY.code).upcoming(now)
    return list(rows.exclude(state=EventState.DRAFT)[:SHOWN])


def _card(event: Any) -> dict[str, Any]:
    """A row of the list: every kind of event leads to its own page."""
    return {
        "event": event,
        "outlook": outlook(event, coming=event.coming, leaders=event.leaders, youths=event.youths),
        "url": page_of(event),
    }


def _watches(viewer: Viewer) -> bool:
    return any(grant.organisation_kind in WATCH_MEETING.organisers for grant in viewer.roles)


def _waiting(viewer: Viewer) -> list[Waiting]:
    """What somebody has to look at, largest duty first; zero is left out."""
    found = []
    if viewer.has(Role.SAFETY_COORDINATOR):
        raw, queue = Tip.objects.raw_for(viewer), reverse("tips:queue")
        new, held = raw.new().capped_count()[0], raw.text_held().capped_count()[0]
        found += [
            Waiting(new, ngettext("ny observation", "nya observationer", new), queue, "inbox"),
            Waiting(held, ngettext("text att granska", "texter att granska", held), f"{queue}?state=texts", "lock"),
        ]
    owned = viewer.organisations(Role.POLICE, Role.HOUSING, Role.SAFETY_COORDINATOR)
    if owned:
        mine = Measure.objects.visible_to(viewer).unfinished().filter(owner_id__in=owned).count()
        words = ngettext("egen åtgärd att göra", "egna åtgärder att göra", mine)
        found.append(Waiting(mine, words, reverse("situation:week"), "flag"))
    return [line for line in found if line.n]
