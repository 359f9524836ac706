"""The pages' base: sign-in required unless said otherwise, refusals as pages with a way on."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from backend.common.api import status_of
from backend.common.errors import NotAllowed, NotFound, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http.response import HttpResponseBase

    from backend.common.viewer import Viewer

View = TypeVar("View", bound="Callable[..., HttpResponseBase]")


def page(view: View) -> View:
    """A page for people who are signed in; a Refusal becomes the refusal page with its status."""
    return _wrap(view, public=False)


def public_page(view: View) -> View:
    """A page for everybody; named so that the guard can list it."""
    return _wrap(view, public=True)


def _wrap(view: View, *, public: bool) -> View:
    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not public and not viewer_of(request).is_signed_in:
            return redirect_to_login(request.get_full_path())
        try:
            return view(request, *args, **kwargs)
        except NotFound as refusal:
            raise Http404 from refusal
        except Refusal as refusal:
            return refused(request, refusal)

    inner.is_public_page = public  # type: ignore[attr-defined]
    return inner  # type: ignore[return-value]


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says what is wrong and what to do instead."""
    template = "403.html" if isinstance(refusal, NotAllowed) else "refused.html"
    return render(request, template, {"refusal": refusal}, status=status_of(refusal))


def attempt(form: BaseForm, act: Callable[[], Any]) -> Any | None:
    """Run an action for a form: its refusal lands on the field (or on top of the form), nothing typed is lost.

    Returns the action's result, or None when it refused.
    """
    try:
        return act()
    except NotFound:
        raise
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.detail)
        return None


def say(request: HttpRequest, text: Any) -> None:
    """One sentence on the next page."""
    messages.success(request, text)


def viewer_of(request: HttpRequest) -> Viewer:
    """The Viewer that middleware built for this request."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer
