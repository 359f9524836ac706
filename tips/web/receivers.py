"""The pages of the routing table, among the municipality's settings: who receives which observations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from backend.common.clock import now
from backend.common.errors import NotAllowed, NotFound
from backend.common.web import attempt, page, say, version_said, viewer_of
from places import changes
from places.policies import can_see_rules, can_set_rules
from tips.actions import routing
from tips.categories import grouped, label
from tips.models import Receiver
from tips.web.receiver_form import ReceiverForm
from volunteers.states import OrganisationState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from backend.common.viewer import Viewer

SWITCHES = {
    "yes": (True, _("Mottagaren används igen.")),
    "no": (False, _("Mottagaren används inte längre.")),
}
ASLEEP = frozenset({OrganisationState.DORMANT.value, OrganisationState.CLOSED.value})


@page
@require_GET
def receivers(request: HttpRequest) -> HttpResponse:
    """Every category with who receives it, and which have nobody; below, what is out of use."""
    viewer = viewer_of(request)
    if not can_see_rules(viewer):
        raise NotAllowed
    rows: list[dict[str, Any]] = [{"row": row, "is_asleep": row.organisation.state in ASLEEP} for row in _rows(viewer)]
    used: dict[str, list[dict[str, Any]]] = {}
    for one in rows:
        if one["row"].is_active:
            used.setdefault(one["row"].category, []).append(one)
    groups = [(group, [_category(one, used.get(one.code, [])) for one in found]) for group, found in grouped()]
    context = {
        "groups": groups,
        "unused": [one | {"category": label(one["row"].category)} for one in rows if not one["row"].is_active],
        "may_set": can_set_rules(viewer),
        "lacking": sum(one["is_open"] for _group, found in groups for one in found),
    }
    return render(request, "tips/receivers.html", context)


def _rows(viewer: Viewer) -> list[Receiver]:
    """The narrowest first, as they are looked for."""
    rows = list(Receiver.objects.visible_to(viewer).listed())
    return sorted(rows, key=lambda row: (row.district_id is None, row.ground_owner == ""))


def _category(category: Any, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """``is_open``: there are observations of it that nobody is named for."""
    everywhere = [
        one for one in rows if one["row"].district_id is None and not one["row"].ground_owner and not one["is_asleep"]
    ]
    return {"category": category, "rows": rows, "is_open": not everywhere}


@page
@require_http_methods(["GET", "POST"])
def receiver(request: HttpRequest, receiver_id: UUID | None = None) -> HttpResponse:
    """One of them: change it, take it out of use, use it again; or a new one."""
    viewer = viewer_of(request)
    if not can_set_rules(viewer):
        raise NotAllowed
    row = Receiver.objects.visible_to(viewer).listed().filter(pk=receiver_id).first() if receiver_id else None
    if receiver_id and row is None:
        raise NotFound
    pk: UUID = receiver_id or uuid4()
    initial = {"category": request.GET.get("category", "")}
    form = ReceiverForm(request.POST or None, viewer=viewer, receiver=row, initial=initial)
    version = changes.version_of(viewer.municipality_id, routing.area_of(pk))
    if request.method == "POST":
        version = version_said(request) if row else 0
        if _kept(request, viewer, form, pk, version):
            return redirect("tips:receivers")
    context = {"form": form, "receiver": row, "version": version}
    return render(request, "tips/receiver.html", context, status=400 if form.errors else 200)


def _kept(request: HttpRequest, viewer: Viewer, form: ReceiverForm, pk: UUID, version: int) -> bool:
    """Runs the action with the form, or with the switch alone: what that is refused for is a page of its own."""
    switch = request.POST.get("is_active")
    if form.receiver is not None and switch in SWITCHES:
        is_active, said = SWITCHES[switch]
        routing.save_receiver(
            viewer=viewer, receiver_id=pk, values={"is_active": is_active}, version=version, now=now()
        )
        say(request, said)
        return True
    if not form.is_valid():
        return False
    values = form.values()
    saved = attempt(
        form,
        lambda: routing.save_receiver(viewer=viewer, receiver_id=pk, values=values, version=version, now=now()),
    )
    if saved is not None:
        say(request, _("Sparat."))
    return saved is not None
