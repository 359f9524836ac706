"""Asking to join, taking it back, and answering."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.common.clock import now
from backend.common.errors import Invalid
from backend.common.web import page, say, viewer_of
from volunteers.actions import requests

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@page
@require_POST
def ask(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Ask."""
    requests.ask_to_join(viewer=viewer_of(request), organisation_id=organisation_id, now=now(), new_id=uuid4())
    say(request, _("Vi har frågat. Du får ett meddelande när de har svarat."))
    return redirect("volunteers:about", organisation_id)


@page
@require_POST
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take it back."""
    row = requests.withdraw_request(viewer=viewer_of(request), request_id=request_id, now=now())
    say(request, _("Frågan är återtagen."))
    return redirect("volunteers:about", row.organisation_id)


@page
@require_POST
def answer(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Yes or no."""
    viewer, said = viewer_of(request), request.POST.get("answer", "")
    if said == "yes":
        row = requests.approve_request(viewer=viewer, request_id=request_id, now=now(), new_membership_id=uuid4())
        say(request, _("%(name)s är med, och har fått ett meddelande.") % {"name": row.user.name})
    elif said == "no":
        row = requests.decline_request(viewer=viewer, request_id=request_id, now=now())
        say(request, _("Du har sagt nej, och %(name)s har fått ett meddelande utan skäl.") % {"name": row.user.name})
    else:
        raise Invalid(field="answer")
    return redirect("volunteers:organisation", row.organisation_id)
