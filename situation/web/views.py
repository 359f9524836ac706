"""The week as pages: what was seen, what was done, what is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from backend.common.clock import Week as SafetyWeek
from backend.common.clock import local, now
from backend.common.errors import Conflict, Invalid, NotAllowed
from backend.common.files import File, others_file
from backend.common.web import attempt, page, say, viewer_of
from events.web.present import uuid_of
from notifications import topics
from notifications.models import Topic
from places.models import District
from places.weeks import boundary_of
from situation import policies
from situation.actions.focus import decide_focus, withdraw_focus
from situation.actions.measures import Plan, propose_measure, step_measure
from situation.actions.weeks import (
    AlreadyFixed,
    coming_meeting,
    draft_picture,
    ensure_week,
    fix_picture,
    fixed_form,
    holds_the_cut,
)
from situation.models import Measure, Week
from situation.querysets.decided import decided_focus
from situation.states import MEASURE_TRANSITIONS, MeasureState, WeekState
from situation.web import present
from situation.web.forms import FixForm, FocusForm, MeasureForm, StepForm, default_deadline

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer
    from events.models import DecidedFocus


@page
@require_GET
def current(request: HttpRequest) -> HttpResponse:
    """The week that the coming meeting is about: the latest that is not fixed and has passed, else the latest."""
    viewer = _reader(request)
    this = boundary_of(viewer.municipality_id).week_of(now())
    past = Week.objects.visible_to(viewer).filter(key__lt=this.key)
    week = past.exclude(state=WeekState.FIXED).order_by("-key").first() or past.first()
    week = week or Week.objects.visible_to(viewer).first()
    if week is None:
        return render(request, "situation/no_weeks.html")
    return redirect("situation:week_of", key=week.key)


@page
@require_http_methods(["GET", "POST"])
def week(request: HttpRequest, key: str) -> HttpResponse:
    """The picture, last week's measures first, then this week's, then what the coming walks are asked."""
    viewer = _reader(request)
    found = _week(viewer, key)
    forms = _forms(request, viewer, found)
    which = request.POST.get("form") if request.method == "POST" else None
    handler = {"measure": _propose, "focus": _focus, "withdraw": _withdraw, "fix": _fix}.get(which or "")
    if which is not None and handler is None:
        raise Http404
    if handler is not None and found.state == WeekState.FIXED:
        raise AlreadyFixed  # sent from a page opened before the meeting; the fixed one has no forms to say it in
    if handler is not None and handler(request, viewer, found, forms):
        return redirect("situation:week_of", key=key)
    status = 400 if which else 200
    return render(request, "situation/week.html", _context(viewer, found) | {"forms": forms}, status=status)


@page
@require_POST
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Draft the picture again."""
    viewer, moment = _reader(request), now()
    found = ensure_week(municipality_id=viewer.municipality_id, key=key, now=moment)
    draft_picture(viewer=viewer, week_id=found.pk, now=moment)
    say(request, _("Utkastet är framtaget med det som är känt nu."))
    return redirect("situation:week_of", key=key)


@others_file
def fixed(request: HttpRequest, key: str) -> File:
    """The fixed picture as a file: its SHA-256 is the one on the page."""
    week = _week(_reader(request), key)
    if week.state != WeekState.FIXED:
        raise Http404
    return File(f"{week.key}.json", "application/json", fixed_form(week.picture))


@page
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """For those who propose and do not read the picture: what is under way, and a proposal for the coming meeting."""
    viewer, moment = viewer_of(request), now()
    if not policies.can_propose_measure(viewer):
        raise NotAllowed
    form = _measure_form(viewer, request.POST if request.method == "POST" else None)
    if request.method == "POST" and _propose(request, viewer, coming_meeting(viewer, moment), {"measure": form}):
        return redirect("situation:propose")
    measures = Measure.objects.visible_to(viewer).with_words().unfinished()
    context = {"form": form, "measures": list(measures), "today": local(moment).date()}
    return render(request, "situation/propose.html", context, status=400 if form.is_bound else 200)


@page
@require_GET
def measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """One measure with its history and the steps that this person may take."""
    return _measure(request, measure_id, StepForm())


@page
@require_POST
def measure_step(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """Decide, begin, finish, drop or follow up; what is refused is said on the measure's page."""
    viewer, form = viewer_of(request), StepForm(request.POST)
    if not form.is_valid():
        return _measure(request, measure_id, form)
    try:
        stepped = step_measure(viewer=viewer, measure_id=measure_id, now=now(), **form.cleaned_data)
    except (Conflict, Invalid) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.detail)
        return _measure(request, measure_id, form)
    say(request, _("Åtgärden är nu: %(state)s.") % {"state": MeasureState(stepped.state).label})
    return redirect("situation:measure", measure_id=measure_id)


def _measure(request: HttpRequest, measure_id: UUID, form: StepForm) -> HttpResponse:
    viewer = viewer_of(request)
    rows = Measure.objects.visible_to(viewer).with_words()
    found = get_object_or_404(rows, pk=measure_id)
    history = found.history.select_related("actor").order_by("id")
    context = {
        "measure": found,
        "form": form,
        "history": [{"at": h.at, "state": MeasureState(h.to_state)} for h in history],
        "steps": _steps(viewer, found),
        "topic": topics.key("week", viewer.municipality_id),
        "effects": form.fields["effect"].choices,  # type: ignore[attr-defined]
        "reads_picture": policies.can_read_picture(viewer),
        "may_propose": policies.can_propose_measure(viewer),
    }
    return render(request, "situation/measure.html", context, status=400 if form.errors else 200)


def _reader(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    if not policies.can_read_picture(viewer):
        raise NotAllowed
    return viewer


def _week(viewer: Viewer, key: str) -> Week:
    weeks = Week.objects.visible_to(viewer).select_related("picture", "picture__fixed_by")
    found: Week = get_object_or_404(weeks, key=key)
    return found


def _forms(request: HttpRequest, viewer: Viewer, week: Week) -> dict[str, Any]:
    """The page's three forms; the one that was sent is bound, so that nothing typed is lost."""
    sent = request.POST.get("form") if request.method == "POST" else None

    def data(name: str) -> Any:
        return request.POST if sent == name else None

    return {
        "measure": _measure_form(viewer, data("measure")),
        "focus": FocusForm(data("focus"), viewer=viewer, auto_id="focus_%s"),
        "fix": FixForm(data("fix"), initial={"version": week.version}),
    }


def _measure_form(viewer: Viewer, data: Any) -> MeasureForm:
    return MeasureForm(data, viewer=viewer, initial={"deadline": default_deadline(local(now()).date())})


def _propose(request: HttpRequest, viewer: Viewer, week: Week, forms: dict[str, Any]) -> bool:
    form = forms["measure"]
    if not form.is_valid():
        return False
    said = form.cleaned_data
    plan = Plan(
        title=said["title"],
        kind=said["kind"],
        owner_id=said["owner"].pk,
        deadline=said["deadline"],
        category=said["category"],
        place_id=said["place"].pk if said["place"] else None,
    )
    made = attempt(form, lambda: propose_measure(viewer=viewer, week_id=week.pk, plan=plan, now=now()))
    if made is None:
        return False
    say(request, _("Förslaget ligger på veckans bord."))
    return True


def _focus(request: HttpRequest, viewer: Viewer, week: Week, forms: dict[str, Any]) -> bool:
    form = forms["focus"]
    if not form.is_valid():
        return False
    said = form.cleaned_data

    def decide() -> DecidedFocus:
        return decide_focus(viewer=viewer, week_id=week.pk, place_id=said["place"].pk, why=said["why"], now=now())

    decided = attempt(form, decide)
    if decided is None:
        return False
    say(request, _reached(decided.focus_places.count()))
    return True


def _reached(walks: int) -> str:
    """What became of the decision: only what is true of it now."""
    if not walks:
        return _("Fokusplatsen är beslutad. Ingen vandring är planerad där än: de som planeras får den i genomgången.")
    said = ngettext(
        "Fokusplatsen är beslutad och ligger i %(n)d vandrings genomgång.",
        "Fokusplatsen är beslutad och ligger i %(n)d vandringars genomgång.",
        walks,
    )
    return said % {"n": walks}


def _withdraw(request: HttpRequest, viewer: Viewer, week: Week, forms: dict[str, Any]) -> bool:
    decided_id = uuid_of(request.POST.get("focus", ""))
    withdraw_focus(viewer=viewer, week_id=week.pk, decided_id=decided_id, now=now())
    say(request, _("Fokusplatsen är återtagen. Vandringarna blir inte ombedda att gå dit."))
    return True


def _fix(request: HttpRequest, viewer: Viewer, week: Week, forms: dict[str, Any]) -> bool:
    form = forms["fix"]
    if not form.is_valid():
        return False
    fixed = attempt(form, lambda: fix_picture(viewer=viewer, week_id=week.pk, now=now(), **form.cleaned_data))
    if fixed is None:
        return False
    say(request, _("Lägesbilden är fastställd."))
    return True


def _context(viewer: Viewer, week: Week) -> dict[str, Any]:
    moment = now()
    named = SafetyWeek.parse(week.key)
    picture = getattr(week, "picture", None)
    topic = topics.key("week", viewer.municipality_id)
    head = Topic.objects.head(topic)  # before the rows, so that nothing falls between
    measures = list(Measure.objects.visible_to(viewer).with_words().filter(week=week))
    before = Measure.objects.visible_to(viewer).with_words().filter(week__key__lt=week.key).unfinished()
    return {
        "week": week,
        "named": named,
        "next_week": named.next(),
        "picture": picture,
        "view": present.picture(picture.content) if picture else None,
        "map": present.map_of(District.objects.visible_to(viewer), picture.content) if picture else None,
        "measures": measures,
        "before": list(before),
        "today": local(moment).date(),
        "decided_focus": list(decided_focus(week)),
        "others": [SafetyWeek.parse(key) for key in Week.objects.visible_to(viewer).values_list("key", flat=True)[:8]],
        "topic": topic,
        "head": head,
        "is_fixed": week.state == WeekState.FIXED,
        "can_be_fixed": picture is not None and holds_the_cut(picture, week),
        "may_draft": policies.can_draft_picture(viewer),
        "may_fix": policies.can_fix_picture(viewer),
        "may_decide": policies.can_decide_measure(viewer),
        "may_propose": policies.can_propose_measure(viewer),
    }


def _steps(viewer: Viewer, measure: Measure) -> list[MeasureState]:
    """The steps that this person may take from here, in the order of the table."""
    allowed = []
    for to in MeasureState:
        meeting = to in {MeasureState.DECIDED, MeasureState.DROPPED, MeasureState.EVALUATED}
        may = policies.can_decide_measure(viewer) if meeting else policies.can_update_measure(viewer, measure)
        if to in MEASURE_TRANSITIONS[measure.state] and may:
            allowed.append(to)
    return allowed
