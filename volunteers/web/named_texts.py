"""Texts in which the name of somebody who has been erased may stand, on the page of disposal: read, and settled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.common import free_text
from backend.common.clock import now
from backend.common.web import page, say, viewer_of
from volunteers import policies
from volunteers.actions import named_texts
from volunteers.models import NamedText

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from backend.common.privacy import Text
    from backend.common.viewer import Viewer

SHOWN = 50
AROUND = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One text to read: what it is, and for whoever may settle it the words around the name."""

    row: NamedText
    title: Text
    is_by_hand: bool
    before: str = ""
    found: str = ""
    after: str = ""


def lines(viewer: Viewer) -> list[Line]:
    """The oldest that nobody has read. One query, and one for each kind of text."""
    rows = list(NamedText.objects.visible_to(viewer).unread()[:SHOWN])
    by_model: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_model[row.model].append(row.object_id)
    reads = policies.can_set_retention(viewer)
    objects = {
        (model, str(one.pk)): one
        for model, ids in by_model.items()
        for one in (free_text.of_model(model).model_class._base_manager.filter(pk__in=ids) if reads else ())  # noqa: SLF001
    }
    return [_line(row, objects.get((row.model, row.object_id))) for row in rows]


def _line(row: NamedText, found: Any) -> Line:
    text = free_text.of_model(row.model)
    said = named_texts.text_at(found, row.path) if found is not None else ""
    by_hand = named_texts.is_by_hand(row, text)
    if not said or free_text.digest(said) != row.digest:
        return Line(row, text.title, by_hand)
    before, after = said[max(0, row.start - AROUND) : row.start], said[row.end : row.end + AROUND]
    return Line(row, text.title, by_hand, before, said[row.start : row.end], after)


@page
@require_POST
def settle(request: HttpRequest, named_text_id: UUID) -> HttpResponse:
    """The name goes, or it is somebody else's."""
    remove = request.POST.get("what") == "remove"
    named_texts.settle_text(viewer=viewer_of(request), named_text_id=named_text_id, remove=remove, now=now())
    say(request, _("Namnet är borttaget.") if remove else _("Texten är läst."))
    return redirect("volunteers:retention")
