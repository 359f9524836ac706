"""The evening as pages: the phone's walk page, facts sent without script, and forming groups."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from backend.common import clock
from backend.common.errors import NotAllowed, NotFound
from backend.common.web import attempt, evening_page, page, say, viewer_of
from events import policies
from events.actions import facts, teams
from events.actions.common import NotOpen
from events.actions.reading import note_roster
from events.kinds import NIGHT_WALK
from events.models import Team
from events.querysets.walks import roster, teams_of
from events.staffing import ADULTS_WITH_YOUTHS, Walker, suggest_teams
from events.states import CheckInKind, EventState, FocusAnswerKind
from events.web import outside, present
from events.web.groups_form import GroupsForm

if TYPE_CHECKING:
    from events.querysets.walks import Roster

GET_OR_POST = ["GET", "POST"]


@evening_page
@require_GET
def walk_out(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """The phone's page of a walk, live. ``?part=team:<uuid>`` is one fragment of it."""
    viewer, now = viewer_of(request), clock.now()
    event = present.find(viewer, event_id, NIGHT_WALK)
    if event.state == EventState.DRAFT:
        return present.refused(request, NotOpen(), event, now)
    outside.may_open(viewer, event)
    part = request.GET.get("part")
    if part is None:
        return render(request, "events/out.html", outside.whole(viewer, event, now))
    if part.partition(":")[0] not in outside.PARTS:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    found = outside.fragment(viewer, event, part, now)
    if found is None:
        raise Http404
    template, context = found
    return render(request, template, context)


@evening_page
@require_http_methods(GET_OR_POST)
def check_in(request: HttpRequest, event_id: UUID, team_id: UUID) -> HttpResponse:
    """A button of the walk page without script: the server makes the id and the times."""
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        if kind not in CheckInKind.values:
            raise NotFound
        _require_on(event_id, team_id)
        now = clock.now()
        facts.record_check_in(
            viewer=viewer_of(request),
            team_id=team_id,
            check_in_id=uuid4(),
            kind=kind,
            times=facts.Times(now, now),
            now=now,
        )
        say(request, _("Skickat: %(what)s.") % {"what": CheckInKind(kind).label})
    return redirect("events:walk_out", event_id)


@evening_page
@require_http_methods(GET_OR_POST)
def focus_answer(request: HttpRequest, event_id: UUID, team_id: UUID, focus_place_id: UUID) -> HttpResponse:
    """Sett, inte sett or inte besökt, without script."""
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        if answer not in FocusAnswerKind.values:
            raise NotFound
        _require_on(event_id, team_id)
        now = clock.now()
        facts.record_focus_answer(
            viewer=viewer_of(request),
            team_id=team_id,
            focus_place_id=focus_place_id,
            answer_id=uuid4(),
            answer=answer,
            times=facts.Times(now, now),
            now=now,
        )
        say(request, _("Svaret är skickat."))
    return redirect("events:walk_out", event_id)


def _require_on(event_id: UUID, team_id: UUID) -> None:
    """The address holds a walk and one of its groups; whether it is the sender's to tell of, the action asks."""
    if not Team.objects.filter(pk=team_id, event_id=event_id).exists():
        raise NotFound


@evening_page
@require_http_methods(GET_OR_POST)
def groups(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Who walks with whom: a proposal to change, one choice per person."""
    viewer, now = viewer_of(request), clock.now()
    event = present.find(viewer, event_id, NIGHT_WALK)
    if not policies.can_run(viewer, event, policies.own_signup(viewer, event.pk)):
        raise NotAllowed
    who = note_roster(viewer=viewer, roster=roster(viewer, event, now), now=now)
    current = present.in_order(teams_of(viewer, event))
    form = GroupsForm(present.posted(request), roster=who, proposed=_proposal(who, current))
    if request.method == "POST" and form.is_valid():
        formed = attempt(
            form,
            lambda: teams.form_teams(viewer=viewer, event_id=event_id, groups=form.groups(), now=clock.now()),
        )
        if formed is not None:
            say(request, _("Grupperna är klara. Ta med västarna!"))
            _say_of_youths(request, who, form.groups())
            return redirect("events:walk_out", event_id)
    context = {
        "event": event,
        "form": form,
        "roster": who,
        "is_regrouping": bool(current),
        "sees_names": who.shown is policies.Names.ALL,
        "opens_at": event.starts_at - policies.NAMES_BEFORE,
    }
    return render(request, "events/groups.html", context, status=400 if form.errors else 200)


def _proposal(who: Roster, current: list[Team]) -> list[list[UUID]]:
    """The groups as they are, else a lawful division of everybody."""
    if current:
        return [[person.signup_id for person in who.of_team(team.pk)] for team in current]
    return suggest_teams(Walker(person.signup_id, person.is_leader, person.is_youth) for person in who.people)


def _say_of_youths(request: HttpRequest, who: Roster, groups: list[teams.Group]) -> None:
    """One adult with somebody under eighteen is lawful; two are better."""
    young = {person.signup_id for person in who.people if person.is_youth}
    for group in groups:
        adults = set(group.signup_ids) - young
        if len(adults) < min(len(group.signup_ids), ADULTS_WITH_YOUTHS) and len(adults) < len(group.signup_ids):
            messages.warning(request, _("En grupp har en ungdom och bara en vuxen. Helst är de två vuxna."))
            return


@page
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The service worker that keeps the walk page on the phone. It lies here because its reach is its own folder;
    the walk page lets it reach the form for observations too, and nothing else."""
    response = render(request, "events/offline.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response
