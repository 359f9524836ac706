"""The papers as pages, what each role is told when data is given, and feedback about accessibility."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from backend.common.clock import now
from backend.common.errors import NotFound
from backend.common.web import attempt, public_page, say, viewer_of
from volunteers import papers
from volunteers.actions.feedback import send_feedback
from volunteers.states import ROLE_LABELS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ACCESSIBILITY = "tillganglighet"
# From one address in an hour: a library's computers are many people.
MOST, HOUR = 10, 3600


class FeedbackForm(forms.Form):
    """What does not work; an address only for those who want an answer."""

    text = forms.CharField(
        label=gettext_lazy("Vad fungerar inte, eller vad behöver du?"), max_length=2000, widget=forms.Textarea
    )
    reply_to = forms.EmailField(
        label=gettext_lazy("E-postadress om du vill ha svar"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@public_page
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Which papers there are, what each role is told, and who helps to run this."""
    context = {
        "papers": [(slug, title) for slug, (_file, title) in papers.PAPERS.items()],
        "roles": [("", _("Du som berättar om en plats")), *((role.value, name) for role, name in ROLE_LABELS.items())],
        "sub_processors": settings.SUB_PROCESSORS,
    }
    return render(request, "volunteers/privacy/papers.html", context)


@public_page
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """One paper; the accessibility statement with its form."""
    if slug not in papers.PAPERS or (request.method == "POST" and slug != ACCESSIBILITY):
        raise NotFound
    form = FeedbackForm(request.POST or None) if slug == ACCESSIBILITY else None
    status = 200
    if form is not None and request.method == "POST":
        if form.is_valid() and _send(request, form):
            return redirect("volunteers:paper", slug)
        status = 400
    context = {"title": papers.PAPERS[slug][1], "blocks": papers.blocks(slug), "form": form}
    return render(request, "volunteers/privacy/paper.html", context, status=status)


def _send(request: HttpRequest, form: FeedbackForm) -> bool:
    if not _allows(request):
        form.add_error(None, _("Det har kommit många meddelanden härifrån. Vänta en timme och försök igen."))
        return False

    def act() -> bool:
        send_feedback(viewer=viewer_of(request), feedback_id=uuid4(), now=now(), **form.cleaned_data)
        return True

    sent = bool(attempt(form, act))
    if sent:
        say(request, _("Tack. Det är skickat till kommunen."))
    return sent


def _allows(request: HttpRequest) -> bool:
    """Counted under a keyed hash: no address is kept."""
    address = str(request.META.get("REMOTE_ADDR", "")).encode()
    key = "feedback:" + hmac.new(settings.SECRET_KEY.encode(), address, hashlib.sha256).hexdigest()[:32]
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) <= MOST
    except ValueError:  # it ran out between the two lines
        return True
