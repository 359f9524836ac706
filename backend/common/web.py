"""The pages' base: sign-in required unless said otherwise, refusals as pages with a way on."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from backend.common.api import status_of
from backend.common.errors import FreshSignInNeeded, NotAllowed, NotFound, Refusal, SecondFactorNeeded
from backend.common.factor import explained

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http.response import HttpResponseBase

    from backend.common.viewer import Viewer

TEMPLATES: tuple[tuple[type[Refusal], str], ...] = (
    (SecondFactorNeeded, "second_factor.html"),
    (FreshSignInNeeded, "fresh_sign_in.html"),
    (NotAllowed, "403.html"),
    (Refusal, "refused.html"),
)
View = TypeVar("View", bound="Callable[..., HttpResponseBase]")


def page(view: View) -> View:
    """A page for people who are signed in; a Refusal becomes the refusal page with its status."""
    return _wrap(view, public=False)


def evening_page(view: View) -> View:
    """A page for people who are signed in, and for who leads tonight and came by the link (volunteers.links)."""
    inner = _wrap(view, public=False)
    inner.opens_by_link = True  # type: ignore[attr-defined]
    return inner


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
        except Refusal as refusal:
            said = explained(refusal, viewer_of(request))
            if isinstance(said, NotFound):
                raise Http404 from refusal
            return refused(request, said)

    inner.is_public_page = public  # type: ignore[attr-defined]
    return inner  # type: ignore[return-value]


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says what is wrong and what to do instead."""
    refusal = explained(refusal, viewer_of(request))
    template = next(name for family, name in TEMPLATES if isinstance(refusal, family))
    return render(request, template, {"refusal": refusal}, status=status_of(refusal))


def version_said(request: HttpRequest) -> int:
    """The version of what a form showed; -1, which nothing has, where it says none."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else -1


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
