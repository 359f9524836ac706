"""The pages of the first assessment: the queue and one observation with its history and steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from backend.common.clock import now
from backend.common.errors import NotAllowed, NotFound, Refusal
from backend.common.pages import KeysetPages
from backend.common.web import page, refused, say, viewer_of
from notifications import topics
from notifications.querysets import head
from places.models import District
from tips import policies
from tips.actions import triage
from tips.models import Handoff, Receiver, Tip, TipEvent
from tips.states import EDGES, TextState, TipState
from tips.topics import QUEUE
from tips.web.forms import ALL, TEXTS, CloseForm, QueueForm, SendOnForm, StepForm

if TYPE_CHECKING:
    from django.http import HttpRequest

    from backend.common.viewer import Viewer
    from tips.querysets import TipQuerySet

TABS = (
    (TipState.RECEIVED, _("Nya"), "inbox"),
    (TEXTS, _("Texter att granska"), "lock"),
    (TipState.TAKEN_UP, _("Första bedömning"), "search"),
    (TipState.FORWARDED, _("Skickat vidare"), "forward"),
    (TipState.CLOSED, _("Avslutade"), "check-circle"),
    (ALL, _("Alla"), "list"),
)


@page
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Newest first, by state. ``?part=tip:<uuid>`` is one row of it and the numbers, as the live page asks for them."""
    viewer = viewer_of(request)
    policies.require_list(viewer)
    form = QueueForm(
        request.GET, districts=District.objects.visible_to(viewer), reads_text=policies.can_read_text(viewer)
    )
    rows = _rows(viewer).filtered(form.chosen)
    assesses = policies.can_assess(viewer)
    shown: dict[str, Any] = {"assesses": assesses, "show_state": form.shows_states}
    part = request.GET.get("part")
    if part is not None:
        found = _row(rows, part)
        shown |= {"tip": found, "tabs": _tabs(viewer, form.tab, assesses=assesses), "total": rows.capped_count()}
        return render(request, "tips/_part.html", shown)
    # The head is read before the rows, so that nothing falls between them.
    seq = head(topics.key(QUEUE, viewer.municipality_id)) if assesses else 0
    pages = KeysetPages()
    request.query_params = request.GET  # type: ignore[attr-defined]  # what the pages know a request by
    tips = pages.paginate_queryset(rows, request)  # type: ignore[arg-type]
    shown |= {
        "form": form,
        "tips": tips,
        "next": pages.next_link(),
        "tabs": _tabs(viewer, form.tab, assesses=assesses),
        "total": rows.capped_count(),
        "topic": topics.key(QUEUE, viewer.municipality_id),
        "head": seq,
        "live_src": f"?{_without_paging(request)}",
        "is_filtered": any(form.cleaned_data.get(name) for name in ("category", "district", "urgency")),
    }
    return render(request, "tips/queue.html", shown)


@page
@require_GET
def detail(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """One observation as far as the viewer may see it; the steps for the first assessment.

    ``?part=tip:<uuid>`` says that it has changed, as the live page asks; 204 for another observation.
    """
    policies.require_one(viewer_of(request))
    part = request.GET.get("part")
    if part is None:
        return _detail(request, tip_id)
    if part != f"tip:{tip_id}":
        return HttpResponse(status=204)
    found = _rows(viewer_of(request)).filter(pk=tip_id).first()
    if found is None:
        raise NotFound
    return render(request, "tips/_changed.html", {"tip": found})


@page
@require_POST
def step(request: HttpRequest, tip_id: UUID, name: str) -> HttpResponse:
    """One step of the workflow, then the observation as it is now. A refusal shows it too, with what happened."""
    viewer, moment = viewer_of(request), now()
    policies.require_one(viewer)
    form = _step_form(viewer, name, request)
    if not form.is_valid():
        return _detail(request, tip_id, status=400, forms={name: form})
    said = form.cleaned_data
    if "organisation" in said:
        said["organisation_id"] = said.pop("organisation").pk
    try:
        ACTIONS[name](viewer=viewer, tip_id=tip_id, now=moment, **said)
    except (triage.Stale, triage.WrongStep, triage.NoReceiver, triage.NoAddress, triage.NoTextWaits) as refusal:
        return _detail(request, tip_id, status=409, refusal=refusal)
    except NotAllowed as refusal:
        return refused(request, refusal)
    say(request, SAID[name])
    return redirect("tips:detail", tip_id=tip_id)


ACTIONS: dict[str, Any] = {
    "take_up": triage.take_up,
    "send_on": triage.send_on,
    "close": triage.close,
    "reopen": triage.reopen,
    "release_text": triage.release_text,
    "remove_text": triage.remove_text,
}
SAID = {
    "take_up": _("Du har tagit upp observationen."),
    "send_on": _("Skickat vidare. Mottagaren får plats, timme och slag, aldrig texten."),
    "close": _("Observationen är avslutad. Den som berättade ser det med sin kod."),
    "reopen": _("Observationen är öppen igen."),
    "release_text": _("Texten är granskad och finns kvar."),
    "remove_text": _("Texten är borttagen. Plats, slag och timme finns kvar."),
}


def _without_paging(request: HttpRequest) -> str:
    """The filters alone: what the live page asks for one row with."""
    said = request.GET.copy()
    for name in (KeysetPages.cursor_param, KeysetPages.size_param):
        said.pop(name, None)
    return said.urlencode()


def _rows(viewer: Viewer) -> TipQuerySet:
    rows: TipQuerySet = Tip.objects.raw_for(viewer) if policies.can_read_text(viewer) else Tip.objects.coded_for(viewer)
    return rows


def _row(rows: TipQuerySet, part: str) -> Tip | None:
    """The observation that a part names, None when it is not in this list (any more)."""
    kind, _sep, ref = part.partition(":")
    if kind != "tip" or not _is_uuid(ref):
        raise NotFound
    found: Tip | None = rows.filter(pk=ref).first()
    return found


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _tabs(viewer: Viewer, current: str, *, assesses: bool) -> list[dict[str, Any]]:
    """The tabs; how many wait is counted where somebody is to do something about it."""
    found = []
    rows = _rows(viewer)
    counted = {TipState.RECEIVED: rows.new(), TEXTS: rows.text_held()} if assesses else {}
    for value, label, icon in TABS:
        if value == TEXTS and not assesses:
            continue
        count = counted[value].capped_count() if value in counted else None
        found.append({"value": value, "label": label, "icon": icon, "current": value == current, "count": count})
    return found


def _detail(
    request: HttpRequest,
    tip_id: UUID,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    forms: dict[str, Any] | None = None,
) -> HttpResponse:
    viewer = viewer_of(request)
    tip = _rows(viewer).filter(pk=tip_id).first()
    if tip is None:
        raise NotFound
    context: dict[str, Any] = {"tip": tip, "refusal": refusal, "assesses": policies.can_assess(viewer)}
    if context["assesses"]:
        context |= _assessment(viewer, tip, forms or {})
    return render(request, "tips/detail.html", context, status=status)


def _assessment(viewer: Viewer, tip: Tip, forms: dict[str, Any]) -> dict[str, Any]:
    """History, hand-offs, and a form for each step that can be taken from here."""
    topic = topics.key(QUEUE, viewer.municipality_id)
    suggested = Receiver.objects.visible_to(viewer).matching(tip).first()
    initial = {"version": tip.version, "organisation": suggested.organisation_id if suggested else None}
    steps = {name for name, edge in EDGES.items() if tip.state in edge.sources}
    return {
        "steps": steps,
        "send_on": forms.get("send_on") or SendOnForm(initial=initial, viewer=viewer),
        "close": forms.get("close") or CloseForm(initial=initial),
        "suggested": suggested,
        "history": list(TipEvent.objects.filter(tip=tip).select_related("actor", "receiver").order_by("id")),
        "handoffs": list(Handoff.objects.visible_to(viewer).filter(tip=tip).select_related("organisation")),
        "text_is_held": tip.text_state == TextState.HELD,
        "topic": topic,
        "head": head(topic),
    }


def _step_form(viewer: Viewer, name: str, request: HttpRequest) -> StepForm:
    if name not in ACTIONS:
        raise NotFound
    if name == "send_on":
        return SendOnForm(request.POST, viewer=viewer)
    return CloseForm(request.POST) if name == "close" else StepForm(request.POST)
