"""An organisation's invitations: the list, the form that makes one, its address shown once, and the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from backend.common import phones
from backend.common.clock import now
from backend.common.errors import NotAllowed, NotFound
from backend.common.web import attempt, page, say, viewer_of
from places.addresses import home_of
from volunteers import policies
from volunteers.actions import invitations, reading
from volunteers.invitation_tokens import new_token
from volunteers.models import Invitation, Membership, Organisation
from volunteers.reading import KEPT
from volunteers.states import InvitationWay
from volunteers.web import qr
from volunteers.web.invitation_forms import InvitationForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from backend.common.viewer import Viewer

SHOWN = 100


@page
@never_cache
@require_http_methods(["GET", "POST"])
def of_organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Who has been invited how; a POST makes one, and shows its address this once."""
    viewer = viewer_of(request)
    organisation = _led(viewer, organisation_id)
    kept = Membership.objects.filter(organisation=organisation).kept_by(viewer).select_related("user")
    days = invitations.days_of(organisation)
    form = InvitationForm(request.POST or None, viewer=viewer, organisation=organisation, kept=kept, days=days)
    if request.method == "POST" and form.is_valid():
        token = new_token()
        made = attempt(form, lambda: _create(viewer, organisation, form, token))
        if made is not None:
            return _made(request, organisation, made, token)
    subjects = [row.user_id for row in kept]
    reading.record(viewer=viewer, subjects=subjects, what=KEPT, fields=("name",), now=now())
    rows = Invitation.objects.visible_to(viewer).filter(organisation=organisation)[:SHOWN]
    open_ids = set(Invitation.objects.open(now()).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    context = {
        "organisation": organisation,
        "form": form,
        "rows": [{"row": row, "is_open": row.pk in open_ids, "sent_to": _shown(row)} for row in rows],
    }
    return render(request, "volunteers/invitations.html", context, status=400 if form.errors else 200)


@page
@require_POST
def revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Nobody comes in by it any more."""
    ended = invitations.revoke_invitation(viewer=viewer_of(request), invitation_id=invitation_id, now=now())
    say(request, _("Inbjudan är återkallad. De som redan har kommit med är kvar."))
    return redirect("volunteers:invitations", ended.organisation_id)


def _create(viewer: Viewer, organisation: Organisation, form: InvitationForm, token: str) -> Invitation:
    return invitations.create_invitation(
        viewer=viewer,
        organisation_id=organisation.pk,
        offer=form.offer(),
        token=token,
        new_id=uuid4(),
        language=get_language() or "sv",
        now=now(),
    )


def _made(request: HttpRequest, organisation: Organisation, made: Invitation, token: str) -> HttpResponse:
    """Sent: back to the list. Else the address, which is nowhere to be read again; on paper with its picture."""
    if made.way in invitations.SENT_WAYS:
        say(request, _("Inbjudan är på väg till %(address)s.") % {"address": _shown(made)})
        return redirect("volunteers:invitations", organisation.pk)
    address = f"{home_of(organisation.municipality)}/inbjudan/{token}/"
    label = _("QR-kod till inbjudan")
    context = {"organisation": organisation, "invitation": made, "address": address, "picture": qr.svg(address, label)}
    is_paper = made.way == InvitationWay.PAPER
    name = "volunteers/invitation_paper.html" if is_paper else "volunteers/invitation_made.html"
    return render(request, name, context)


def _shown(made: Invitation) -> str:
    """Where it was sent, as people write it."""
    return phones.shown(made.sent_to) if made.way == InvitationWay.SMS else str(made.sent_to)


def _led(viewer: Viewer, organisation_id: UUID) -> Organisation:
    rows = Organisation.objects.visible_to(viewer).select_related("municipality")
    found: Organisation | None = rows.filter(pk=organisation_id).first()
    if found is None:
        raise NotFound
    if not policies.can_add_members(viewer, found):
        raise NotAllowed
    return found
