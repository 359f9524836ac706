"""Walks as pages: the list, one walk with its briefing and people, answers, who leads, focus places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from backend.common import clock
from backend.common.errors import Conflict
from backend.common.viewer import Role
from backend.common.web import attempt, page, say, viewer_of
from events import policies
from events.actions import close as closing
from events.actions import focus, signup
from events.actions.gates import ClearanceMissing
from events.actions.reading import note_roster
from events.kinds import NIGHT_WALK, Kind
from events.models import Event
from events.querysets.kept import kept_lines
from events.querysets.walks import focus_lines, roster, teams_of
from events.states import PLANNED, EventState, SignupState
from events.web import present
from events.web.fields import places_for
from events.web.forms import organisers
from events.web.small_forms import FocusForm, WalkFilter
from volunteers.actions.golden_rules import RulesReplaced

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from backend.common.viewer import Viewer

GET_OR_POST = ["GET", "POST"]


@page
@require_GET
def walks(request: HttpRequest) -> HttpResponse:
    """The coming walks by week; "Jag kommer" stands in each row."""
    viewer, now = viewer_of(request), clock.now()
    shown = present.stretch(request, viewer, now)
    chosen = WalkFilter(request.GET, viewer=viewer)
    rows = Event.objects.listed(viewer).of_kind(NIGHT_WALK.code).upcoming(now)
    if chosen.is_valid() and chosen.cleaned_data["district"]:
        rows = rows.in_district(chosen.cleaned_data["district"].pk)
    if chosen.is_valid() and chosen.cleaned_data["lacking"]:
        rows = rows.lacking_people()
    since, until = shown.bounds
    found = [present.row(viewer, event, now) for event in rows.between(since, until)]
    context = {
        "weeks": present.by_week(found, shown.this),
        "filter": chosen,
        "is_filtered": bool(chosen.is_valid() and any(chosen.cleaned_data.values())),
        "stretch": shown,
        "has_later": rows.between(until, None).exists(),
        "may_plan": organisers(viewer, NIGHT_WALK).exists(),
        "here": request.get_full_path(),
    }
    return render(request, "events/walks.html", context, status=200 if chosen.is_valid() else 400)


@page
@require_GET
def walk(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """One walk: when and where, will it happen, my answer, the briefing, and for its planners what they do with it."""
    viewer, now = viewer_of(request), clock.now()
    event = present.find(viewer, event_id, NIGHT_WALK)
    return render(request, "events/walk.html", _walk(viewer, event, now))


def _walk(viewer: Viewer, event: Any, now: dt.datetime, focus_form: FocusForm | None = None) -> dict[str, Any]:
    own = policies.own_signup(viewer, event.pk)
    line = present.row(viewer, event, now)
    may_focus = policies.can_focus(viewer, event) and event.state not in (EventState.CLOSED, EventState.CANCELLED)
    sees_teams = policies.can_see_teams(viewer, event, own)
    on_it = policies.on_it(viewer, event, own) or policies.can_run(viewer, event, own)
    lacking = present.gaps_of(viewer, event, now) if line.may_say_yes else None
    return {
        "gaps": lacking,
        "golden": present.golden(lacking),
        "is_walk_leader": event.organisation_id in viewer.organisations(Role.WALK_LEADER),
        "event": event,
        "line": line,
        "own": own,
        "said_no": own is not None and own.state == SignupState.STEPPED_DOWN,
        "may_plan": policies.can_plan(viewer, event),
        "is_planned": event.state in PLANNED,
        "may_appoint": policies.can_appoint(viewer, event)
        and event.state not in (EventState.CLOSED, EventState.CANCELLED),
        "may_run": policies.can_run(viewer, event, own),
        "is_evening": present.is_evening(event, now),
        "opens_out": on_it and event.state != EventState.DRAFT,
        "roster": note_roster(viewer=viewer, roster=roster(viewer, event, now), now=now),
        "may_brief": policies.can_brief(viewer, event, own),
        "focus": focus_lines(viewer, event) if policies.can_brief(viewer, event, own) else (),
        "may_focus": may_focus,
        "focus_form": focus_form or (FocusForm(places=places_for(viewer)) if may_focus else None),
        "teams": present.in_order(teams_of(viewer, event)) if sees_teams else [],
        "sees_teams": sees_teams,
        "others": _others(viewer, event, line, now),
        "kept": kept_lines(viewer, event) if present.is_open(event, now) else [],
        "begun": now >= event.starts_at,
    }


def _others(viewer: Viewer, event: Any, line: present.Row, now: dt.datetime) -> list[present.Row]:
    """Other evenings, where this one cannot be said yes to."""
    shut = line.outlook.is_full or not present.is_open(event, now)
    if event.state == EventState.DRAFT or (line.is_coming and event.state != EventState.CANCELLED):
        return []
    return present.other_walks(viewer, now, event.pk) if shut and policies.can_answer(viewer, event) else []


@page
@require_http_methods(GET_OR_POST)
def answer(request: HttpRequest, event_id: UUID, kind: Kind) -> HttpResponse:
    """Say "Jag kommer" or "Jag kan inte"; a full, begun or cancelled one becomes a page that shows other evenings."""
    viewer, now = viewer_of(request), clock.now()
    event = present.find(viewer, event_id, kind)
    if request.method != "POST":
        return redirect(present.page_of(event))
    is_yes = request.POST.get("answer") != "no"
    try:
        if is_yes:
            signup.say_yes(viewer=viewer, event_id=event_id, now=now, **_said(request))
        else:
            signup.step_down(viewer=viewer, event_id=event_id, now=now)
    except (ClearanceMissing, RulesReplaced) as refusal:
        return present.asked(request, refusal, event, now)
    except Conflict as refusal:
        return present.refused(request, refusal, event, now)
    if is_yes:
        say(request, _("Vad bra att du kommer! Kvällen ligger i Mina kvällar."))
    else:
        say(request, _("Vi har noterat att du inte kan. Tack för att du sade till."))
    return redirect(present.back_to(request, present.page_of(event)))


def _said(request: HttpRequest) -> dict[str, Any]:
    """What was ticked beside the yes."""
    rules = request.POST.get("rules_read", "")
    return {
        "of_age": request.POST.get("of_age") == "yes",
        "rules_read": present.uuid_of(rules) if rules else None,
    }


@page
@require_http_methods(GET_OR_POST)
def lead(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Put somebody who comes in charge of the evening, or take it back."""
    viewer = viewer_of(request)
    event = present.find(viewer, event_id, NIGHT_WALK)
    if request.method == "POST":
        given = request.POST.get("leads") != "no"
        chosen = present.uuid_of(request.POST.get("signup", ""))
        signup.set_leader(viewer=viewer, event_id=event_id, signup_id=chosen, is_leader=given, now=clock.now())
        say(request, _("Klart. Personen leder kvällen och har fått ett meddelande.") if given else _("Klart."))
    return redirect(f"{present.page_of(event)}#folk")


@page
@require_http_methods(GET_OR_POST)
def add_focus(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Ask the walk to visit one more place."""
    viewer, now = viewer_of(request), clock.now()
    event = present.find(viewer, event_id, NIGHT_WALK)
    if request.method != "POST":
        return redirect(present.page_of(event))
    form = FocusForm(request.POST, places=places_for(viewer))
    if form.is_valid():
        place, why = form.cleaned_data["place"], form.cleaned_data["why"]
        added = attempt(
            form,
            lambda: focus.add_focus_place(viewer=viewer, event_id=event_id, place_id=place.pk, why=why, now=now),
        )
        if added is not None:
            say(request, _("%(place)s står i genomgången.") % {"place": place.name})
            return redirect(f"{present.page_of(event)}#genomgang")
    return render(request, "events/walk.html", _walk(viewer, event, now, form), status=400)


@page
@require_http_methods(GET_OR_POST)
def remove_focus(request: HttpRequest, event_id: UUID, focus_place_id: UUID) -> HttpResponse:
    """Take a place off the list."""
    viewer = viewer_of(request)
    event = present.find(viewer, event_id, NIGHT_WALK)
    if request.method == "POST":
        focus.remove_focus_place(viewer=viewer, event_id=event_id, focus_place_id=focus_place_id, now=clock.now())
        say(request, _("Platsen är borttagen ur genomgången."))
    return redirect(f"{present.page_of(event)}#genomgang")


@page
@require_http_methods(GET_OR_POST)
def close(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Press "Avsluta": everybody is back."""
    viewer = viewer_of(request)
    event = present.find(viewer, event_id, NIGHT_WALK)
    if request.method == "POST":
        closing.close_event(viewer=viewer, event_id=event_id, now=clock.now())
        say(request, _("Vandringen är avslutad. Tack för i kväll!"))
    return redirect(present.page_of(event))
