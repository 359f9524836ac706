"""One's own data: the page, and the files to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from backend.common.clock import now
from backend.common.errors import NotAllowed
from backend.common.factor import is_fresh
from backend.common.files import File, own_file
from backend.common.web import page, viewer_of
from backend.desk import own_data, own_files
from volunteers.actions.reading import record
from volunteers.models import AccessLog
from volunteers.reading import OWN_DATA
from volunteers.states import AccessKind
from volunteers.web.access_log import lines

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@page
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything that Lykta holds about the person, with why and for how long, and who has read it."""
    viewer = viewer_of(request)
    if viewer.user_id is None:
        raise NotAllowed
    read = AccessLog.objects.visible_to(viewer).of(viewer.user_id).told()[: own_data.READINGS_SHOWN]
    context = {
        "groups": own_data.groups(viewer.user_id),
        "readings": lines(read, viewer.municipality_id),
        "number": viewer.user_id,
        "is_fresh": is_fresh(viewer, now()),
    }
    return render(request, "desk/my_data.html", context)


@own_file("desk:my_data")
def my_data_json(request: HttpRequest) -> File:
    """The same for a program, sent as it is read."""
    moment = now()
    return File("mina-uppgifter.json", "application/json", own_files.json_parts(_taken_out(request, moment), moment))


@own_file("desk:my_data")
def my_data_zip(request: HttpRequest) -> File:
    """Both in one file."""
    moment = now()
    return File("mina-uppgifter.zip", "application/zip", own_files.zipped(_taken_out(request, moment), moment))


def _taken_out(request: HttpRequest, moment: dt.datetime) -> UUID:
    """Whose data leaves the house, after the log has heard of it."""
    viewer = viewer_of(request)
    if viewer.user_id is None:
        raise NotAllowed
    record(
        viewer=viewer,
        subjects=[viewer.user_id],
        what=OWN_DATA,
        fields=["everything"],
        now=moment,
        kind=AccessKind.EXPORT,
    )
    return viewer.user_id
