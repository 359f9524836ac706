"""The municipality's settings as pages: one form for each app's rules, and one for each number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.common.clock import local, now
from backend.common.errors import NotAllowed, NotFound
from backend.common.web import attempt, page, say, version_said, viewer_of
from backend.desk import municipality as settings_of
from places import changes, channels
from places.models import ContactChannel, Municipality
from places.policies import can_see_rules, can_set_rules
from places.web.forms import ChannelForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from backend.common.viewer import Viewer


@page
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Everything the municipality decides here; the data protection officer reads it."""
    viewer = viewer_of(request)
    if not can_see_rules(viewer):
        raise NotAllowed
    municipality = Municipality.objects.visible_to(viewer).get()
    shown = settings_of.sections(municipality)
    if request.method == "POST":
        found = next((one for one in shown if one["section"].area == request.POST.get("area")), None)
        if found is None:
            raise NotFound
        if _kept(request, viewer, found):
            say(request, _("Sparat."))
            return redirect(f"{reverse('desk:settings')}#main")  # not to where the form was: the sentence stands on top
    context = {
        "municipality": municipality,
        "sections": shown,
        "may_set": can_set_rules(viewer),
        "links": settings_of.links(is_staff=bool(request.user.is_staff)),
        "retention": settings_of.retention(municipality.pk),
        "history": settings_of.history(viewer),
        **settings_of.numbers(viewer, local(now()).date()),
    }
    is_wrong = any(one["form"].errors for one in shown)
    return render(request, "desk/settings.html", context, status=400 if is_wrong else 200)


def _kept(request: HttpRequest, viewer: Viewer, shown: dict[str, Any]) -> bool:
    """Runs the section's action; the form stands in the section with what was typed and what is wrong."""
    section = shown["section"]
    form = shown["form"] = section.form(request.POST, prefix=section.area)
    # The version that was read, also when the page is shown again: whoever was late has to look first.
    shown["version"] = version = version_said(request)
    if not form.is_valid():
        return False
    values = dict(form.cleaned_data)

    def act() -> bool:
        section.act(viewer=viewer, values=values, version=version, now=now())
        return True

    return bool(attempt(form, act))


@page
@require_http_methods(["GET", "POST"])
def number(request: HttpRequest, channel_id: UUID | None = None) -> HttpResponse:
    """One number: its hours, its holidays, whom to call instead, and when somebody last rang it."""
    viewer = viewer_of(request)
    if not can_set_rules(viewer):
        raise NotAllowed
    channel = ContactChannel.objects.visible_to(viewer).filter(pk=channel_id).first() if channel_id else None
    if channel_id and channel is None:
        raise NotFound
    pk: UUID = channel_id or uuid4()
    form = ChannelForm(request.POST or None, instance=channel)
    version = changes.version_of(viewer.municipality_id, channels.area_of(pk))
    if request.method == "POST":
        version = version_said(request) if channel else 0
        if _number_kept(request, viewer, form, pk, version):
            return redirect("desk:settings")
    context = {"form": form, "channel": channel, "version": version}
    return render(request, "desk/number.html", context, status=400 if form.errors else 200)


def _number_kept(request: HttpRequest, viewer: Viewer, form: ChannelForm, pk: UUID, version: int) -> bool:
    if "remove" in request.POST:
        channels.remove_channel(viewer=viewer, channel_id=pk, version=version, now=now())
        say(request, _("Numret är borttaget."))
        return True
    if not form.is_valid():
        return False
    values = form.values()
    saved = attempt(
        form,
        lambda: channels.save_channel(viewer=viewer, channel_id=pk, values=values, version=version, now=now()),
    )
    if saved is None:
        return False
    say(request, _("Sparat."))
    return True
