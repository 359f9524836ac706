"""Members of an organisation, for those who lead it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from backend.common.clock import local, now
from backend.common.errors import NotAllowed, NotFound
from backend.common.viewer import Role
from backend.common.web import attempt, page, say, viewer_of
from volunteers import policies
from volunteers.actions import members as joining
from volunteers.actions import reading
from volunteers.models import JoinRequest, Membership, Organisation
from volunteers.proofs import by_member
from volunteers.reading import MEMBERS, REQUESTS
from volunteers.web.forms import MemberForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from backend.common.viewer import Viewer


@page
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """One's own roles, which one may leave, and the organisations whose members one looks after."""
    viewer = viewer_of(request)
    own = Membership.objects.visible_to(viewer).filter(user_id=viewer.user_id).standing()
    context = {
        "memberships": own.select_related("organisation", "user"),
        "organisations": Organisation.objects.led_by(viewer).active().with_member_count(),
        "keeping": Organisation.objects.kept_by(viewer).active(),
    }
    return render(request, "volunteers/organisations.html", context)


@page
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Names and roles, and the form that adds somebody."""
    viewer = viewer_of(request)
    shown = _led(viewer, organisation_id)
    form = MemberForm(request.POST or None, viewer=viewer, organisation=shown)
    if request.method == "POST" and form.is_valid():
        added = attempt(form, lambda: _add(viewer, shown, form))
        if added is not None:
            say(request, _("%(name)s är med, och har fått ett mejl.") % {"name": added.shown_name})
            return redirect("volunteers:organisation", shown.pk)
    rows = Membership.objects.visible_to(viewer).filter(organisation=shown).standing()
    people = list(rows.select_related("user", "organisation").order_by("user__name", "role", "id"))
    held = by_member(viewer, [row.user_id for row in people], local(now()).date())
    members = [
        {
            "row": row,
            "may_end": policies.can_end_membership(viewer, row),
            "is_me": row.user_id == viewer.user_id,
            "proofs": held.get(row.user_id, []),
        }
        for row in people
    ]
    subjects = [row.user_id for row in people]
    reading.record(viewer=viewer, subjects=subjects, what=MEMBERS, fields=("name", "role"), now=now())
    adds = policies.can_add_members(viewer, shown)
    asked = (
        JoinRequest.objects.visible_to(viewer).open().filter(organisation=shown).select_related("user") if adds else ()
    )
    reading.record(viewer=viewer, subjects=[one.user_id for one in asked], what=REQUESTS, fields=("name",), now=now())
    context = {
        "organisation": shown,
        "members": members,
        "people": len({member["row"].user_id for member in members}),
        "requests": asked,
        "may_keep": policies.can_keep(viewer, shown),
        "may_insure": policies.can_read_insured(viewer, shown),
        "form": form if adds else None,
    }
    return render(request, "volunteers/organisation.html", context, status=400 if form.errors else 200)


def _add(viewer: Viewer, shown: Organisation, form: MemberForm) -> Membership:
    return joining.add_member(
        viewer=viewer,
        organisation_id=shown.pk,
        email=form.cleaned_data["email"],
        name=form.cleaned_data["name"],
        role=Role(form.cleaned_data["role"]),
        now=now(),
        new_user_id=uuid4(),
        new_membership_id=uuid4(),
    )


@page
@require_POST
def end(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Take a role away, or leave; back to where it can be seen."""
    viewer = viewer_of(request)
    ended = joining.end_membership(viewer=viewer, membership_id=membership_id, now=now())
    say(request, _("%(name)s är inte längre med i den rollen.") % {"name": ended.shown_name})
    if ended.user_id == viewer.user_id:
        return redirect("volunteers:organisations")
    return redirect("volunteers:organisation", ended.organisation_id)


def _led(viewer: Viewer, organisation_id: UUID) -> Organisation:
    found: Organisation | None = Organisation.objects.visible_to(viewer).filter(pk=organisation_id).first()
    if found is None:
        raise NotFound
    if not policies.can_see_members(viewer, found):
        raise NotAllowed
    return found
