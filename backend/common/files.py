"""The one door through which a file leaves the house, and what it asks first. Calendars have a key of their own."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from backend.common import factor
from backend.common.api import plain_problem, status_of
from backend.common.clock import now
from backend.common.errors import FreshSignInNeeded, SecondFactorNeeded
from backend.common.web import page, viewer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from backend.common.viewer import Viewer

    FileView = Callable[..., "File"]
    Ask = Callable[[Viewer], None]


@dataclass(frozen=True, slots=True)
class File:
    """What a view hands out. ``content``: bytes, an open file, or the parts of a text as they are made."""

    name: str
    content_type: str
    content: bytes | IO[bytes] | Iterator[str]


def own_file(back: str) -> Callable[[FileView], Callable[..., HttpResponseBase]]:
    """A view that hands out one's own data: whoever holds the phone shows first that they are its owner.

    ``back`` names the page from which one comes.
    """

    def made(view: FileView) -> Callable[..., HttpResponseBase]:
        def ask(viewer: Viewer) -> None:
            factor.require_fresh(viewer, now(), back=reverse(back))

        return _handed_out(view, ask, "fresh sign-in")

    return made


def others_file(view: FileView) -> Callable[..., HttpResponseBase]:
    """A view that hands out what is about others, or about the municipality: the second factor first."""
    return _handed_out(view, factor.require, "second factor")


def _handed_out(view: FileView, ask: Ask, asks: str) -> Callable[..., HttpResponseBase]:
    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            ask(viewer_of(request))
        except (FreshSignInNeeded, SecondFactorNeeded) as refusal:
            if request.accepts("text/html"):
                raise
            return plain_problem(status_of(refusal), refusal.code, refusal.detail)
        return _sent(view(request, *args, **kwargs))

    said = page(require_GET(inner))
    said.asks_first = asks  # type: ignore[attr-defined]
    return said


def _sent(file: File) -> HttpResponseBase:
    """As a download that no cache keeps."""
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "private, no-store"}
    if isinstance(file.content, bytes):
        return HttpResponse(file.content, content_type=file.content_type, headers=headers)
    if hasattr(file.content, "read"):  # closed when it has been sent
        return FileResponse(file.content, content_type=file.content_type, headers=headers)
    return StreamingHttpResponse(file.content, content_type=file.content_type, headers=headers)
