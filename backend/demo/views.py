"""Signing in by one press: only in the demo, and only on the machine that runs it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from backend.common.errors import NotFound
from backend.common.web import public_page
from backend.demo.accounts import PEOPLE, municipality_of, pressable
from backend.demo.tips import code_to_try
from places.models import Municipality
from places.tenants import is_loopback
from volunteers.models import User
from volunteers.second_factor import note_given

if TYPE_CHECKING:
    from collections.abc import Callable

    View = Callable[[HttpRequest], HttpResponse]

# Whatever a proxy adds: behind one, "this machine" would be the proxy's.
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP")
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def is_this_machine(request: HttpRequest) -> bool:
    """Asked for by a loopback name, from a loopback address, through no proxy."""
    if any(name in request.META for name in FORWARDED):
        return False
    name = urlsplit(f"//{request.get_host()}").hostname or ""
    asked_here = is_loopback(name) or name.endswith(".localhost")  # RFC 6761 §6.3
    return asked_here and is_loopback(request.META.get("REMOTE_ADDR", ""))


def demo_only(view: View) -> View:
    """404 for everybody else, as if the page did not exist."""

    @functools.wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        if not settings.DEMO or not is_this_machine(request):
            raise Http404
        return view(request)

    return inner


@public_page
@demo_only
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """One button for each role of this municipality, and a code to follow an observation by."""
    here: Municipality = request.municipality  # type: ignore[attr-defined]
    others = Municipality.objects.exclude(pk=here.pk).order_by("name", "id")
    shown = {
        "people": pressable(here.code),
        "code": code_to_try(here),
        "others": [(other.name, _address(request, other)) for other in others],
    }
    return render(request, "demo/index.html", shown)


@public_page
@demo_only
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Become one of the demo's people, or nobody. No other account can be entered this way."""
    here: Municipality = request.municipality  # type: ignore[attr-defined]
    key = request.POST.get("person", "")
    if key == "resident":
        get_adapter(request).logout(request)
        return redirect("desk:home")
    person = next((one for one in PEOPLE if one.key == key and municipality_of(one) == here.code), None)
    user = User.objects.filter(email=person.email, is_active=True, is_staff=False).first() if person else None
    if user is None:
        raise NotFound
    login(request, user, backend=MODEL_BACKEND)
    note_given(request.session, user.pk)  # one press stands for both factors
    return redirect("desk:home")


def _address(request: HttpRequest, municipality: Municipality) -> str:
    """The other municipality's page on this port."""
    _name, _, port = request.get_host().rpartition(":")
    host = f"{municipality.hostname}:{port}" if port.isdigit() else municipality.hostname
    return f"{request.scheme}://{host}{reverse('demo:index')}"
