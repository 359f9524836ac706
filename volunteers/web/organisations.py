"""Organisations as pages: all of them, one as others see it, founding, changing, how alive it is; one membership."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from backend.common.clock import now
from backend.common.errors import Invalid, NotAllowed, NotFound
from backend.common.web import attempt, page, say, version_said, viewer_of
from volunteers import policies
from volunteers.actions import organisations, reading, standing
from volunteers.models import JoinRequest, Membership, Organisation
from volunteers.reading import MEMBER
from volunteers.states import ORGANISATION_TRANSITIONS, OrganisationKind, OrganisationState
from volunteers.web.organisation_forms import OrganisationForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from backend.common.viewer import Viewer


@page
@require_GET
def every(request: HttpRequest) -> HttpResponse:
    """The municipality's organisations, in Swedish order."""
    viewer = viewer_of(request)
    rows = Organisation.objects.visible_to(viewer).prefetch_related("districts")
    may_edit = policies.can_edit_organisation(viewer)
    context = {
        "organisations": rows if may_edit else rows.exclude(state=OrganisationState.CLOSED),
        "may_found": policies.can_found_organisation(viewer),
    }
    return render(request, "volunteers/every.html", context)


@page
@require_GET
def about(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """One organisation as everybody who is signed in may see it: functions, never who is in it."""
    viewer = viewer_of(request)
    shown = found(viewer, organisation_id)
    return render(request, "volunteers/about.html", about_context(viewer, shown))


def about_context(viewer: Viewer, shown: Organisation) -> dict[str, Any]:
    """Its contact persons are functions to others; their names are for its own people."""
    own = Membership.objects.of(viewer.user_id, viewer.municipality_id).filter(organisation=shown).standing()  # type: ignore[arg-type]
    contacts = Membership.objects.filter(organisation=shown, is_contact=True).active().select_related("user")
    mine = list(own.select_related("organisation"))
    asked = JoinRequest.objects.visible_to(viewer).open().filter(organisation=shown, user_id=viewer.user_id)
    return {
        "asked": asked.first(),
        "may_ask": not mine and policies.is_askable(shown) and shown.state != OrganisationState.CLOSED,
        "organisation": shown,
        "mine": mine,
        "contacts": contacts.order_by("role", "since", "id"),
        "names_shown": bool(mine) or policies.can_see_members(viewer, shown),
        "leads": policies.can_see_members(viewer, shown),
        "may_edit": policies.can_edit_organisation(viewer),
    }


@page
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Found one."""
    viewer = viewer_of(request)
    if not policies.can_found_organisation(viewer):
        raise NotAllowed
    form = OrganisationForm(request.POST or None, viewer=viewer, is_new=True)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _found(viewer, form))
        if made is not None:
            say(request, _("%(name)s finns nu.") % {"name": made.name})
            return redirect("volunteers:about", made.pk)
    return render(request, "volunteers/organisation_form.html", {"form": form}, status=400 if form.errors else 200)


@page
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Change it; beside the form stands what states it can go to."""
    viewer = viewer_of(request)
    shown = found(viewer, organisation_id)
    if not policies.can_edit_organisation(viewer):
        raise NotAllowed
    now_said = {
        "name": shown.name,
        "districts": list(shown.districts.all()),
        "ground_owner": shown.ground_owner,
        "contact_email": shown.contact_email,
        "version": shown.version,
    }
    form = OrganisationForm(request.POST or None, viewer=viewer, is_new=False, initial=now_said)
    if request.method == "POST" and form.is_valid():
        facts, seen = form.facts(), form.cleaned_data["version"]
        act = organisations.edit_organisation
        saved = attempt(form, lambda: act(viewer=viewer, organisation_id=shown.pk, facts=facts, seen=seen))
        if saved is not None:
            say(request, _("Sparat."))
            return redirect("volunteers:about", saved.pk)
    states = [state for state in OrganisationState if state in ORGANISATION_TRANSITIONS[shown.state]]
    context = {"form": form, "organisation": shown, "states": states}
    return render(request, "volunteers/organisation_form.html", context, status=400 if form.errors else 200)


@page
@require_POST
def state(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Forming, active, dormant, closed."""
    asked = request.POST.get("state", "")
    if asked not in OrganisationState.values:
        raise Invalid(field="state")
    moved = organisations.set_state(
        viewer=viewer_of(request),
        organisation_id=organisation_id,
        state=OrganisationState(asked),
        seen=_version(request),
    )
    words = _("%(name)s är nu %(state)s.") % {"name": moved.name, "state": moved.get_state_display()}
    say(request, words)
    return redirect("volunteers:organisation_edit", moved.pk)


@page
@require_GET
def membership(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """One role of one person, and what those who lead may do with it."""
    viewer = viewer_of(request)
    rows = Membership.objects.visible_to(viewer).select_related("user", "organisation")
    row: Membership | None = rows.filter(pk=membership_id).first()
    if row is None:
        raise NotFound
    reading.record(viewer=viewer, subjects=[row.user_id], what=MEMBER, fields=("name", "role"), now=now())
    context = {
        "row": row,
        "may_suspend": policies.can_suspend(viewer, row),
        "may_name_contact": policies.can_suspend(viewer, row, also_own=True),
        "may_end": policies.can_end_membership(viewer, row),
        "leads": policies.can_see_members(viewer, row.organisation),
    }
    return render(request, "volunteers/membership.html", context)


@page
@require_POST
def change(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Suspend, reinstate, contact or not; by what the form was looking at."""
    viewer, asked, seen = viewer_of(request), request.POST.get("do", ""), _version(request)
    if asked == "suspend":
        standing.suspend(viewer=viewer, membership_id=membership_id, seen=seen, now=now())
        say(request, _("Rollen är avstängd, och personen har fått ett meddelande utan skäl."))
    elif asked == "reinstate":
        standing.reinstate(viewer=viewer, membership_id=membership_id, seen=seen, now=now())
        say(request, _("Rollen gäller igen, och personen har fått ett meddelande."))
    elif asked in {"contact", "no_contact"}:
        is_contact = asked == "contact"
        standing.set_contact(viewer=viewer, membership_id=membership_id, is_contact=is_contact, seen=seen)
        say(request, _("Sparat."))
    else:
        raise Invalid(field="do")
    return redirect("volunteers:membership", membership_id)


def found(viewer: Viewer, organisation_id: UUID) -> Organisation:
    """The organisation. NotFound."""
    rows = Organisation.objects.visible_to(viewer).prefetch_related("districts")
    shown: Organisation | None = rows.filter(pk=organisation_id).first()
    if shown is None:
        raise NotFound
    return shown


def _found(viewer: Viewer, form: OrganisationForm) -> Organisation:
    said = form.cleaned_data
    return organisations.found_organisation(
        viewer=viewer,
        organisation_id=uuid4(),
        name=said["name"],
        kind=OrganisationKind(said["kind"]),
        state=OrganisationState(said["state"]),
        district_ids=frozenset(district.pk for district in said["districts"]),
        ground_owner=said["ground_owner"],
        contact_email=said["contact_email"],
    )


def _version(request: HttpRequest) -> int:
    """Of the row that the form showed. A form without it is none of ours."""
    said = version_said(request)
    if said < 0:
        raise Invalid(field="version")
    return said
