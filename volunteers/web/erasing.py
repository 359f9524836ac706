"""Erase me: what goes and what stays is read first, then confirmed, then receipted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from backend.common import privacy
from backend.common.clock import now
from backend.common.errors import NotAllowed, NotFound, Refusal
from backend.common.web import page, public_page, viewer_of
from volunteers.actions import erasing, named_texts
from volunteers.models import Erasure, User

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@page
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """The two lists, and one box to tick; then the receipt."""
    viewer, moment = viewer_of(request), now()
    if viewer.user_id is None:
        raise NotAllowed
    user = User.objects.get(pk=viewer.user_id)
    refusal: Refusal | None = None
    if request.method == "POST" and request.POST.get("sure") == "yes":
        try:
            erasure = erasing.erase_person(viewer=viewer, user_id=user.pk, erasure_id=uuid4(), now=moment)
        except (NotFound, NotAllowed):
            raise
        except Refusal as said:
            refusal = said
        else:
            logout(request)
            return redirect("volunteers:erased", erasure.pk)
    goes = [holder.title for holder in privacy.holders() if any(True for _row in holder.export(user.pk))]
    found = named_texts.found_of(user, viewer.municipality_id)
    context = {
        "goes": [*goes, *named_texts.that_goes(found)],
        "stays": [*erasing.what_stays(user, moment), *named_texts.that_stays(found)],
        "refusal": refusal,
        "unticked": request.method == "POST" and refusal is None,
    }
    return render(request, "volunteers/privacy/erase.html", context, status=400 if request.method == "POST" else 200)


@public_page
@require_GET
def erased(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """The receipt, for whoever has its number. It has no name."""
    erasure = Erasure.objects.filter(pk=erasure_id, municipality_id=viewer_of(request).municipality_id).first()
    if erasure is None:
        raise NotFound
    language = get_language() or "sv"
    stays = [
        {
            "title": line["title"].get(language) or line["title"]["sv"],
            "ground": line["ground"].get(language) or line["ground"]["sv"],
            "until": dt.date.fromisoformat(line["until"]) if line["until"] else None,
        }
        for line in erasure.stays
    ]
    return render(request, "volunteers/privacy/erased.html", {"erasure": erasure, "stays": stays})
