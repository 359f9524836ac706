"""A member list as pages: upload, look at each row, take in or throw away."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from backend.common.clock import now
from backend.common.errors import NotAllowed, NotFound
from backend.common.web import attempt, page, say, viewer_of
from volunteers import member_lists, policies
from volunteers.actions import imports
from volunteers.models import MemberImport, Organisation
from volunteers.sheets import MOST_BYTES
from volunteers.states import ROLE_CHOICES, ImportState
from volunteers.web.import_words import FAULTS, WORDS

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from backend.common.viewer import Viewer

# Rows on the page: those with faults first, so that none is hidden by the end.
SHOWN = 200


class ListForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=gettext_lazy("Medlemslista"),
        help_text=gettext_lazy(
            "Excel (.xlsx) eller .csv, högst 5 MB och 10 000 rader. Första raden har rubriker: Namn, E-post, och om ni "
            "vill Mobil och Roll. Inga personnummer."
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )


@page
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Choose a list. It is read, shown, and not taken in yet."""
    viewer = viewer_of(request)
    organisation = _led(viewer, organisation_id)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        rows = _read(form)
        made = rows and attempt(
            form,
            lambda: imports.keep_list(
                viewer=viewer, organisation_id=organisation.pk, rows=rows, now=now(), new_id=uuid4()
            ),
        )
        if made:
            return redirect("volunteers:import", made.pk)
    context = {"organisation": organisation, "form": form}
    return render(request, "volunteers/import_new.html", context, status=400 if form.errors else 200)


@page
@never_cache
@require_GET
def preview(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Row by row: what would be taken in, and what is wrong."""
    kept = _waiting(viewer_of(request), import_id)
    rows = member_lists.unpacked(kept.rows)
    roles = dict(ROLE_CHOICES)
    lines = [
        {"row": row, "role": roles.get(row.role, row.role), "faults": [FAULTS[code] for code in row.faults]}
        for row in sorted(rows, key=lambda row: (not row.faults, row.number))[:SHOWN]
    ]
    context = {
        "kept": kept,
        "lines": lines,
        "hidden": max(0, len(rows) - SHOWN),
        "new": sum(not row.faults and not row.note for row in rows),
        "known": sum(bool(row.note) for row in rows),
    }
    return render(request, "volunteers/import.html", context)


@page
@require_POST
def decide(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Take all of it in, or throw it away."""
    viewer = viewer_of(request)
    kept = _waiting(viewer, import_id)
    if request.POST.get("do") == "take_in":
        n = imports.take_in(viewer=viewer, import_id=import_id, now=now(), new_id=uuid4)
        say(request, ngettext("%(n)s person är med.", "%(n)s personer är med.", n) % {"n": n})
    else:
        imports.drop_list(viewer=viewer, import_id=import_id, now=now())
        say(request, _("Listan är bortkastad. Inget är infört."))
    return redirect("volunteers:organisation", kept.organisation_id)


def _read(form: ListForm) -> list[member_lists.Row] | None:
    """The rows; None with the reason on the form."""
    file = form.cleaned_data["file"]
    try:
        return member_lists.understood(member_lists.read_file(file.read(MOST_BYTES + 1)))
    except member_lists.Unreadable as refused:
        words = str(WORDS[refused.code])
        form.add_error("file", words if refused.row is None else _("Rad %(n)s: ") % {"n": refused.row} + words)
        return None


def _led(viewer: Viewer, organisation_id: UUID) -> Organisation:
    found: Organisation | None = Organisation.objects.visible_to(viewer).filter(pk=organisation_id).first()
    if found is None:
        raise NotFound
    if not policies.can_add_members(viewer, found):
        raise NotAllowed
    return found


def _waiting(viewer: Viewer, import_id: UUID) -> MemberImport:
    rows = MemberImport.objects.visible_to(viewer).filter(pk=import_id).select_related("organisation")
    found: MemberImport | None = rows.first()
    if found is None:
        raise NotFound
    if found.state != ImportState.PREVIEW:
        raise imports.ListGone
    return found
