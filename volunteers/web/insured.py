"""The names for the insurer: first why and what is logged, then, by a press, the names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backend.common.clock import now
from backend.common.web import page, viewer_of
from volunteers.actions import insured

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@page
@never_cache
@require_http_methods(["GET", "POST"])
def of_organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """A GET shows and logs nobody; the press does both."""
    viewer = viewer_of(request)
    organisation = insured.readable(viewer=viewer, organisation_id=organisation_id)
    people = None
    if request.method == "POST":
        rows = insured.people_of(viewer=viewer, organisation=organisation).order_by("user__name", "id")
        people = insured.told(viewer=viewer, rows=rows, now=now())
    context = {"organisation": organisation, "people": people}
    return render(request, "volunteers/insured.html", context)
