"""Protected personal data as pages: the person's own, a leader's, and letters via Lykta."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.common.clock import now
from backend.common.errors import NotAllowed
from backend.common.web import attempt, page, say, viewer_of
from volunteers import policies
from volunteers.actions import protection
from volunteers.models import User
from volunteers.web.forms_clearances import AliasForm, LetterForm
from volunteers.web.views_clearances import member_shown

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

GET_OR_POST = ["GET", "POST"]


@page
@require_http_methods(GET_OR_POST)
def own(request: HttpRequest) -> HttpResponse:
    """Begin or end being shown by an alias alone."""
    viewer = viewer_of(request)
    user = User.objects.get(pk=viewer.user_id)
    if request.method == "POST" and request.POST.get("protected") == "no":
        protection.unprotect(viewer=viewer)
        say(request, _("Dina uppgifter visas nu som alla andras. Namnet är kvar som det är."))
        return redirect("volunteers:protection")
    form = AliasForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        alias = form.cleaned_data["alias"]
        if attempt(form, lambda: protection.protect(viewer=viewer, user_id=user.pk, alias=alias)) is not None:
            say(request, _("Från och med nu visas bara namnet du valde."))
            return redirect("volunteers:protection")
    context = {"form": form, "person": user}
    return render(request, "volunteers/protection.html", context, status=400 if form.errors else 200)


@page
@require_http_methods(GET_OR_POST)
def member(request: HttpRequest, organisation_id: UUID, user_id: UUID) -> HttpResponse:
    """A leader protects a member."""
    viewer = viewer_of(request)
    shown = member_shown(viewer, organisation_id, user_id)
    if not policies.can_add_members(viewer, shown.organisation):
        raise NotAllowed
    form = AliasForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        alias = form.cleaned_data["alias"]
        if attempt(form, lambda: protection.protect(viewer=viewer, user_id=user_id, alias=alias)) is not None:
            say(request, _("Från och med nu visas bara namnet du skrev."))
            return redirect("volunteers:member", organisation_id, user_id)
    context = {"form": form, "member": shown}
    return render(request, "volunteers/member_protection.html", context, status=400 if form.errors else 200)


@page
@require_http_methods(GET_OR_POST)
def letter(request: HttpRequest, organisation_id: UUID, user_id: UUID) -> HttpResponse:
    """Write to a member with protected personal data."""
    viewer = viewer_of(request)
    shown = member_shown(viewer, organisation_id, user_id)
    form = LetterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        attempt(
            form,
            lambda: protection.write_letter(
                viewer=viewer,
                organisation_id=organisation_id,
                user_id=user_id,
                text=form.cleaned_data["text"],
                now=now(),
                new_id=uuid4(),
            ),
        )
        if not form.errors:
            say(request, _("Meddelandet är på väg."))
            return redirect("volunteers:member", organisation_id, user_id)
    context = {"form": form, "member": shown}
    return render(request, "volunteers/letter.html", context, status=400 if form.errors else 200)
