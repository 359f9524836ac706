"""Home and the board: pages put together from many rooms, each asked for what it may show."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from backend.common.clock import now
from backend.common.errors import NotAllowed
from backend.common.web import page, public_page, viewer_of
from backend.desk import board as boards
from backend.desk import front
from notifications.querysets import health as worker_health


@public_page
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The municipality's front page for visitors; for members what comes next and what waits for them."""
    viewer, moment = viewer_of(request), now()
    if viewer.is_signed_in:
        return render(request, "desk/home.html", front.for_member(viewer, moment))
    return render(request, "desk/front.html", front.for_visitor(viewer, moment))


@page
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Tonight's groups, the coming walks and what has been seen, live. ``?part=tip:<uuid>`` is one fragment of it."""
    viewer, moment = viewer_of(request), now()
    if not boards.can_follow(viewer):
        raise NotAllowed
    part = request.GET.get("part")
    if part is None:
        return render(request, "desk/board.html", boards.whole(viewer, moment))
    if not boards.shows(part):
        return HttpResponse(status=204)
    found = boards.fragment(viewer, part, moment)
    if found is None:
        raise Http404
    template, context = found
    return render(request, template, context)


@never_cache
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and a worker has ticked lately, else 503. Says nothing about anybody."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        ticking, silent = worker_health(now())
        database = True
    except DatabaseError:
        database, ticking, silent = False, False, None
    body = {
        "database": "ok" if database else "unreachable",
        "worker": "ok" if ticking else "silent",
        "worker_seconds": None if silent is None else round(silent),
    }
    return JsonResponse(body, status=200 if database and ticking else 503)
