"""Planning as pages, the same for walks, activities and meetings: new, edit, publish, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import Conflict, NotAllowed
from backend.common.web import attempt, page, say, viewer_of
from events import policies
from events.actions import focus, plan
from events.actions.common import WalkBegun, refuse_finished
from events.kinds import ACTIVITY, NIGHT_WALK, WATCH_MEETING, Kind
from events.states import PLANNED
from events.web import present
from events.web.forms import ActivityForm, MeetingForm, PlanForm, WalkForm, organisers
from events.web.small_forms import CancelForm, FocusForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from backend.common.viewer import Viewer
    from events.models import Event

GET_OR_POST = ["GET", "POST"]
FOCUS_ROWS = 3
FORM_OF: dict[str, type[PlanForm]] = {
    NIGHT_WALK.code: WalkForm,
    ACTIVITY.code: ActivityForm,
    WATCH_MEETING.code: MeetingForm,
}
TEMPLATE_OF = {
    NIGHT_WALK.code: "events/plan_walk.html",
    ACTIVITY.code: "events/plan_activity.html",
    WATCH_MEETING.code: "events/plan_meeting.html",
}
PUBLISHED = {
    NIGHT_WALK.code: gettext_lazy("Vandringen är publicerad. Nu syns den för alla som går."),
    ACTIVITY.code: gettext_lazy("Aktiviteten är publicerad. Nu syns den för alla."),
    WATCH_MEETING.code: gettext_lazy("Mötet är utlyst. Nu syns det för alla i området."),
}


@page
@require_http_methods(GET_OR_POST)
def new(request: HttpRequest, kind: Kind) -> HttpResponse:
    """A new one, with what is usual filled in: saved as a draft, or published at once."""
    viewer = viewer_of(request)
    if not organisers(viewer, kind).exists():
        raise NotAllowed
    form = FORM_OF[kind.code](present.posted(request), viewer=viewer)
    places = _focus_forms(request, form) if kind.walks else []
    if request.method == "POST":
        valid = [form.is_valid(), *(one.is_valid() for one in places)]
        event = _create(request, viewer, form, places) if all(valid) else None
        if event is not None:
            return redirect(present.page_of(event))
    context = {"form": form, "focus_forms": places, "kind": kind, "back": present.LIST_OF[kind.code]}
    return render(request, TEMPLATE_OF[kind.code], context, status=400 if request.method == "POST" else 200)


def _focus_forms(request: HttpRequest, form: PlanForm) -> list[FocusForm]:
    """Rows for focus places; an empty row is no place."""
    return [
        FocusForm(
            present.posted(request),
            places=form.places,
            prefix=f"focus-{n}",
            empty_permitted=True,
            use_required_attribute=False,
        )
        for n in range(FOCUS_ROWS)
    ]


def _create(request: HttpRequest, viewer: Viewer, form: PlanForm, places: list[FocusForm]) -> Event | None:
    """The draft, and out with it if that was the button. None when the plan or a focus place was refused."""
    event: Event | None = attempt(form, lambda: _draft(viewer, form, places))
    if event is None:
        return None
    if request.POST.get("then") == "publish":
        _publish(request, viewer, event)
    else:
        say(request, _("Utkastet är sparat. Bara ni som planerar ser det."))
    return event


@transaction.atomic
def _draft(viewer: Viewer, form: PlanForm, places: list[FocusForm]) -> Event:
    """With its focus places, or not at all: what is left of a refused one would be planned a second time."""
    now, organisation = clock.now(), form.cleaned_data["organisation"]
    event = plan.create_event(
        viewer=viewer, organisation_id=organisation.pk, values=form.values(), event_id=form.event_id(), now=now
    )
    for said in (one.cleaned_data for one in places if one.cleaned_data.get("place")):
        focus.add_focus_place(viewer=viewer, event_id=event.pk, place_id=said["place"].pk, why=said["why"], now=now)
    return event


def _publish(request: HttpRequest, viewer: Viewer, event: Event) -> None:
    """What refuses is said on the draft's page, where it can be put right."""
    try:
        plan.publish_event(viewer=viewer, event_id=event.pk, now=clock.now())
    except Conflict as refusal:
        messages.error(request, refusal.detail)
    else:
        say(request, PUBLISHED[event.kind])


@page
@require_http_methods(GET_OR_POST)
def edit(request: HttpRequest, event_id: UUID, kind: Kind) -> HttpResponse:
    """Change it; those who come are told when time, place or name moves."""
    viewer, now = viewer_of(request), clock.now()
    event = _planned(viewer, event_id, kind)
    try:
        _refuse_unplanned(event)
    except Conflict as refusal:
        return present.refused(request, refusal, event, now)
    form = FORM_OF[kind.code](present.posted(request), viewer=viewer, event=event)
    if request.method == "POST" and form.is_valid():
        edited = attempt(form, lambda: plan.edit_event(viewer=viewer, event_id=event_id, values=form.values(), now=now))
        if edited is not None:
            say(request, _("Ändringen är sparad."))
            return redirect(present.page_of(event))
    context = {"form": form, "event": event, "kind": kind, "coming": event.coming}
    return render(request, TEMPLATE_OF[kind.code], context, status=400 if form.errors else 200)


@page
@require_http_methods(GET_OR_POST)
def publish(request: HttpRequest, event_id: UUID, kind: Kind) -> HttpResponse:
    """A draft goes out."""
    viewer = viewer_of(request)
    event = _planned(viewer, event_id, kind)
    if request.method == "POST":
        try:
            plan.publish_event(viewer=viewer, event_id=event_id, now=clock.now())
        except Conflict as refusal:
            return present.refused(request, refusal, event, clock.now())
        say(request, PUBLISHED[kind.code])
    return redirect(present.page_of(event))


@page
@require_http_methods(GET_OR_POST)
def cancel(request: HttpRequest, event_id: UUID, kind: Kind) -> HttpResponse:
    """It does not happen: a reason, and everybody who was coming is told."""
    viewer, now = viewer_of(request), clock.now()
    event = _planned(viewer, event_id, kind)
    try:
        refuse_finished(event)
    except Conflict as refusal:
        return present.refused(request, refusal, event, now)
    form = CancelForm(present.posted(request))
    if request.method == "POST" and form.is_valid():
        cancelled = attempt(
            form,
            lambda: plan.cancel_event(viewer=viewer, event_id=event_id, now=now, **form.cleaned_data),
        )
        if cancelled is not None:
            say(request, _("Inställt. Alla som hade svarat får ett mejl och ser det i sin kalender."))
            return redirect(present.page_of(event))
    context = {"form": form, "event": event, "back": present.page_of(event)}
    return render(request, "events/cancel.html", context, status=400 if form.errors else 200)


def _planned(viewer: Viewer, event_id: UUID, kind: Kind) -> Any:
    """An event that the viewer plans. NotFound, NotAllowed."""
    event = present.find(viewer, event_id, kind)
    if not policies.can_plan(viewer, event):
        raise NotAllowed
    return event


def _refuse_unplanned(event: Event) -> None:
    refuse_finished(event)
    if event.state not in PLANNED:
        raise WalkBegun
