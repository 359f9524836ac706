"""The read log as a page: for the data protection officer and the safety coordinator, and its lines for a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from backend.common import clock
from backend.common.errors import NotAllowed
from backend.common.pages import KeysetPages
from backend.common.web import page, viewer_of
from volunteers import policies, reading
from volunteers.models import AccessLog
from volunteers.states import ROLE_LABELS, AccessKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from volunteers.querysets.privacy import AccessLogQuerySet


@dataclass(frozen=True, slots=True)
class Line:
    """One row in words. ``subject`` is the person's number in the log, never a name."""

    at: dt.datetime
    kind: str
    reader: str
    role: str
    subject: str
    subject_id: UUID
    reader_id: UUID | None
    what: str
    fields: str


class LogForm(forms.Form):
    """What to look for. A person is looked for by the number that stands on their own "Mina uppgifter"."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Vad som gjordes"),
        required=False,
        choices=[("", gettext_lazy("Allt")), *((kind.value, capfirst(kind.label)) for kind in AccessKind)],
    )
    what = forms.ChoiceField(label=gettext_lazy("Var"), required=False)
    about = forms.UUIDField(
        label=gettext_lazy("Om person nummer"),
        required=False,
        help_text=gettext_lazy("Numret står på personens egen sida Mina uppgifter, och på raderna här."),
    )
    by = forms.UUIDField(label=gettext_lazy("Läst av person nummer"), required=False)
    since = forms.DateField(
        label=gettext_lazy("Från och med"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Till och med"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        titles = sorted(reading.titles().items(), key=lambda pair: str(pair[1]))
        self.fields["what"].choices = [("", gettext_lazy("Alla sidor")), *titles]  # type: ignore[attr-defined]

    def narrow(self, rows: AccessLogQuerySet) -> AccessLogQuerySet:
        """The rows that were asked for; a wrong value narrows nothing, and the form says what is wrong."""
        chosen = self.cleaned_data if self.is_valid() else {}
        columns = {"kind": "kind", "what": "what", "about": "subject_id", "by": "reader_id"}
        rows = rows.filter(**{column: chosen[name] for name, column in columns.items() if chosen.get(name)})
        if chosen.get("since"):
            rows = rows.filter(at__gte=_midnight(chosen["since"]))
        if chosen.get("until"):
            rows = rows.filter(at__lt=_midnight(chosen["until"] + dt.timedelta(days=1)))
        return rows


@page
@require_GET
def access_log(request: HttpRequest) -> HttpResponse:
    """Who read or took out what, newest first, by keyset pages."""
    viewer = viewer_of(request)
    if not policies.can_read_access_log(viewer):
        raise NotAllowed
    form = LogForm(request.GET or None)
    rows = AccessLog.objects.visible_to(viewer)
    pages = KeysetPages()
    request.query_params = request.GET  # type: ignore[attr-defined]  # what the pages know a request by
    found = pages.paginate_queryset(form.narrow(rows).told(), request)  # type: ignore[arg-type]
    context = {
        "form": form,
        "lines": lines(found, viewer.municipality_id),
        "next": pages.next_link(),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "volunteers/privacy/access_log.html", context)


def lines(rows: Iterable[AccessLog], municipality_id: UUID) -> list[Line]:
    """Rows that were ``told()``, in the active language."""
    return [
        Line(
            at=row.at,
            kind=str(AccessKind(row.kind).label),
            reader=_reader(row),
            role=_role(row, municipality_id),
            subject=str(row.subject_id),
            subject_id=row.subject_id,
            reader_id=row.reader_id,
            what=reading.title_of(row.what),
            fields=reading.fields_said(row.fields),
        )
        for row in rows
    ]


def _reader(row: AccessLog) -> str:
    """The shown name; a reader with protected data is told of by role alone."""
    if row.reader is None:
        return _("Driften, eller någon som inte finns kvar")
    return _("Någon med skyddade uppgifter") if row.reader.is_protected else row.reader.name


def _role(row: AccessLog, municipality_id: UUID) -> str:
    held = getattr(row.reader, "roles_held", []) if row.reader is not None else []
    here = [one for one in held if one.organisation.municipality_id == municipality_id]
    return ", ".join(f"{ROLE_LABELS[one.role]}, {one.organisation.name}" for one in here)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.ZONE)
