"""Signing up people without an account, by whoever keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import Conflict
from backend.common.web import page, say, viewer_of
from events.actions import signup
from events.web import present

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from events.kinds import Kind


@page
@require_http_methods(["GET", "POST"])
def answer_for(request: HttpRequest, event_id: UUID, kind: Kind) -> HttpResponse:
    """Say "Jag kommer" or "Jag kan inte" for somebody whom the viewer keeps."""
    viewer, now = viewer_of(request), clock.now()
    event = present.find(viewer, event_id, kind)
    if request.method != "POST":
        return redirect(present.page_of(event))
    is_yes, member = request.POST.get("answer") != "no", present.uuid_of(request.POST.get("member", ""))
    act = signup.say_yes_for if is_yes else signup.step_down_for
    try:
        said = act(viewer=viewer, event_id=event_id, membership_id=member, now=now)
    except Conflict as refusal:
        return present.refused(request, refusal, event, now)
    words = _("%(name)s är anmäld.") if is_yes else _("%(name)s är avanmäld.")
    say(request, words % {"name": said.user.name if said.user else ""})
    return redirect(f"{present.page_of(event)}#utan-konto")
