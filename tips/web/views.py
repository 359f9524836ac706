"""The pages of observations: telling, the receipt, following a code, taking calls. For everybody but the last."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from backend.common.clock import now
from backend.common.errors import NotAllowed
from backend.common.web import attempt, page, public_page, viewer_of
from tips import limits, messages, policies
from tips.actions.ingest import ingest
from tips.follow import UnknownCode, follow
from tips.web import present
from tips.web.forms import FollowForm, ObserveForm

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest, HttpResponse

    from events.models import Event
    from tips.actions.ingest import Receipt

# Where "Lämna sidan" goes: weather, what anybody might have looked at.
AWAY = "https://www.smhi.se/"


@never_cache
@public_page
@require_GET
def observe(request: HttpRequest) -> HttpResponse:
    """The question, the numbers, the form. ``?walk=`` ties it to a walk for those who are on it."""
    walk = present.walk_of(viewer_of(request), request.GET.get("walk", ""))
    return _form_page(request, _fresh(now(), walk), walk, by_phone=False)


@never_cache
@public_page
@require_http_methods(["GET", "POST"])
def thanks(request: HttpRequest) -> HttpResponse:
    """Takes the form in and shows the receipt as its answer: the code stands in no address, cookie or session."""
    if request.method != "POST":
        return redirect("tips:observe")
    return _take_in(request, by_phone=False)


@never_cache
@page
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Ta emot samtal: the same form, written by the contact centre for somebody who telephones."""
    if not policies.can_take_calls(viewer_of(request)):
        raise NotAllowed
    if request.method == "POST":
        return _take_in(request, by_phone=True)
    return _form_page(request, _fresh(now(), None), None, by_phone=True)


@never_cache
@public_page
@require_http_methods(["GET", "POST"])
def follow_code(request: HttpRequest) -> HttpResponse:
    """Din kod: what became of it. The code is posted, so that no address and no log holds it."""
    form, answer, status = FollowForm(request.POST or None), None, 200
    if request.method == "POST":
        if not limits.allows(request, limits.FOLLOW):
            return render(request, "429.html", status=429)
        if form.is_valid():
            try:
                answer = follow(municipality_id=viewer_of(request).municipality_id, typed=form.cleaned_data["code"])
            except UnknownCode as refusal:
                form.add_error("code", refusal.detail)
        status = 200 if answer else 400
    if answer is not None:
        form = FollowForm()  # the code does not stay on the screen
    return render(request, "tips/follow.html", {"form": form, "answer": answer, "away": AWAY}, status=status)


def _fresh(moment: dt.datetime, walk: Event | None) -> ObserveForm:
    """An empty form with an id and a key of its own: what makes a second press harmless."""
    initial = {"id": uuid.uuid4(), "key": secrets.token_hex(16), "walk": walk.pk if walk else None}
    return ObserveForm(initial=initial, now=moment)


def _take_in(request: HttpRequest, *, by_phone: bool) -> HttpResponse:
    viewer, moment = viewer_of(request), now()
    if not limits.allows(request, limits.REPORT):
        return render(request, "429.html", status=429)
    form = ObserveForm(request.POST, now=moment)
    walk = present.walk_of(viewer, request.POST.get("walk", ""))
    if form.is_valid():
        report = form.report(walk_id=walk.pk if walk else None, by_phone=by_phone)
        receipt = attempt(form, lambda: ingest(viewer=viewer, report=report, now=moment))
        if receipt is not None:
            return _receipt_page(request, receipt, walk, by_phone=by_phone)
    return _form_page(request, form, walk, by_phone=by_phone)


def _form_page(request: HttpRequest, form: ObserveForm, walk: Event | None, *, by_phone: bool) -> HttpResponse:
    shown: dict[str, Any] = present.observe(viewer_of(request), walk, str(form["place"].value() or ""), now())
    # The nil id stands where the phone's own goes, as in the walk's outbox.
    shown["fact_url"] = reverse("api-tips:tip", args=[uuid.UUID(int=0)])
    shown |= {"form": form, "walk": walk, "by_phone": by_phone, "away": AWAY}
    return render(request, "tips/observe.html", shown, status=400 if form.is_bound else 200)


def _receipt_page(request: HttpRequest, receipt: Receipt, walk: Event | None, *, by_phone: bool) -> HttpResponse:
    context = {
        "receipt": receipt,
        "what": messages.what(receipt.tip),
        "where": messages.where(receipt.tip),
        "walk": walk,
        "by_phone": by_phone,
        "away": AWAY,
    }
    return render(request, "tips/thanks.html", context)
