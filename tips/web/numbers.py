"""Observations of one's own area as numbers: what a kontaktombud reads of them."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from backend.common.clock import now
from backend.common.errors import NotAllowed
from backend.common.web import page, viewer_of
from tips import policies
from tips.categories import CATEGORIES
from tips.models import Tip
from tips.querysets import FEW

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STRETCH = dt.timedelta(weeks=4)


@page
@require_GET
def numbers(request: HttpRequest) -> HttpResponse:
    """The last four weeks by district and category; few are told as few."""
    viewer = viewer_of(request)
    if not policies.can_count_area(viewer):
        raise NotAllowed
    rows = Tip.objects.counted_for(viewer, now() - STRETCH)
    areas = [
        (district, [(CATEGORIES[row.category], row) for row in found])
        for district, found in groupby(rows, key=attrgetter("district"))
    ]
    return render(request, "tips/numbers.html", {"areas": areas, "few": FEW})
