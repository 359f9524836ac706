"""The leader's link: what it is, and one press that opens tonight's own group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.web import public_page, viewer_of
from events.actions import evening
from events.models import Event
from volunteers.links import SESSION_KEY

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Fetching the link changes nothing: mail scanners do. The press begins a session that reaches this evening alone.

    Too early, too late, taken back, mangled: the same page.
    """
    now, municipality_id = clock.now(), viewer_of(request).municipality_id
    found = evening.opens(token, municipality_id, now)
    if found is None:
        return render(request, "events/evening_shut.html", status=404)
    event = Event.objects.select_related("place", "district").get(pk=found.event_id)
    if request.user.is_authenticated and request.user.pk == found.user.pk:
        return redirect("events:walk_out", event.pk)
    if request.method == "POST":
        request.session.flush()
        request.session[SESSION_KEY] = token
        request.session.set_expiry(evening.closes_at(event) - now)
        return redirect("events:walk_out", event.pk)
    context = {"event": event, "until": evening.closes_at(event), "token": token}
    return render(request, "events/evening.html", context)
