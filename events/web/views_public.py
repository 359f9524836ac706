"""Activities as pages that everybody reads: what is on, day by day, and one activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from backend.common import clock
from backend.common.web import page, public_page, say, viewer_of
from events import policies
from events.actions.calendars import PUBLIC_ORGANISERS, PUBLIC_SCOPE
from events.actions.charge import put_in_charge, unchecked
from events.calendars.links import Links, public_path
from events.kinds import ACTIVITY
from events.models import Event, Signup
from events.querysets.gates import words
from events.states import PLANNED, EventState
from events.web import present
from events.web.forms import organisers
from events.web.small_forms import ActivityFilter
from volunteers.models import Membership

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from backend.common.viewer import Viewer

MORE_SHOWN = 3


@public_page
@require_GET
def activities(request: HttpRequest) -> HttpResponse:
    """What is on, day by day; by district and age."""
    viewer, now = viewer_of(request), clock.now()
    shown = present.stretch(request, viewer, now)
    chosen = ActivityFilter(request.GET, viewer=viewer)
    rows = Event.objects.listed(viewer).of_kind(ACTIVITY.code).upcoming(now)
    if chosen.is_valid() and chosen.cleaned_data["district"]:
        rows = rows.in_district(chosen.cleaned_data["district"].pk)
    if chosen.is_valid() and chosen.cleaned_data["age"] is not None:
        rows = rows.suitable_for(chosen.cleaned_data["age"])
    since, until = shown.bounds
    context = {
        "days": present.by_day([present.row(viewer, event, now) for event in rows.between(since, until)]),
        "filter": chosen,
        "is_filtered": bool(
            chosen.is_valid() and any(value is not None and value != "" for value in chosen.cleaned_data.values())
        ),
        "stretch": shown,
        "has_later": rows.between(until, None).exists(),
        "may_publish": organisers(viewer, ACTIVITY).exists(),
        "calendar": _calendar(request, PUBLIC_SCOPE),
        "today": clock.local(now).date(),
    }
    return render(request, "events/activities.html", context, status=200 if chosen.is_valid() else 400)


@public_page
@require_GET
def activity(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """One activity: when, where, for whom, what it costs, and whether it is on."""
    viewer, now = viewer_of(request), clock.now()
    event = present.find(viewer, event_id, ACTIVITY)
    same = Event.objects.listed(viewer).of_kind(ACTIVITY.code).upcoming(now)
    more = same.filter(organisation_id=event.organisation_id, state=EventState.OPEN).exclude(pk=event.pk)
    scope = str(event.organisation_id) if event.organisation.kind in PUBLIC_ORGANISERS else PUBLIC_SCOPE
    context = {
        "event": event,
        "may_plan": policies.can_plan(viewer, event),
        **_leaders(viewer, event, now),
        "is_planned": event.state in PLANNED,
        "is_over": event.ends_at <= now,
        "more": [present.row(viewer, one, now) for one in more[:MORE_SHOWN]],
        "calendar": _calendar(request, scope),
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "events/activity.html", context)


def _leaders(viewer: Viewer, event: Any, now: dt.datetime) -> dict[str, Any]:
    """For the organiser, and for who is in charge: the leaders with what they lack, and who else could lead."""
    plans = policies.can_plan(viewer, event)
    if not plans and not policies.leads(viewer, event, policies.own_signup(viewer, event.pk)):
        return {}
    lacking = unchecked(event, now)
    rows = Signup.objects.filter(event=event).coming().filter(is_leader=True).select_related("user")
    leads = [
        {"row": row, "missing": words(lacking.get(row.user_id, ()), 18, own=row.user_id == viewer.user_id)}
        for row in rows.order_by("answered_at", "id")
    ]
    named = {one["row"].user_id for one in leads}
    members = Membership.objects.visible_to(viewer).filter(organisation_id=event.organisation_id).active()
    others = {row.user_id: row.shown_name for row in members.select_related("user") if row.user_id not in named}
    return {"shows_leaders": True, "leaders": leads, "others": sorted(others.items(), key=lambda one: one[1])}


@page
@require_http_methods(["GET", "POST"])
def charge(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Put a member in charge of the activity, or take it back."""
    viewer = viewer_of(request)
    event = present.find(viewer, event_id, ACTIVITY)
    if request.method == "POST":
        given = request.POST.get("leads") != "no"
        chosen = present.uuid_of(request.POST.get("user", ""))
        put_in_charge(viewer=viewer, event_id=event_id, user_id=chosen, is_leader=given, now=clock.now())
        say(request, _("Personen leder den här aktiviteten.") if given else _("Klart."))
    return redirect(f"{present.page_of(event)}#leder")


def _calendar(request: HttpRequest, scope: str) -> Links:
    return Links.of(request.build_absolute_uri(public_path(scope, get_language())))
