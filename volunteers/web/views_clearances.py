"""Golden rules and clearances as pages: to read and say so, to publish, one's own, and those of one's members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from backend.common.clock import local, now
from backend.common.errors import NotAllowed, NotFound
from backend.common.web import attempt, page, say, viewer_of
from volunteers import policies, proofs
from volunteers.actions import clearances as noting
from volunteers.actions import consents, golden_rules, reading
from volunteers.cleared import current_rules, rules_of
from volunteers.models import Membership, Organisation
from volunteers.reading import MEMBER
from volunteers.web.forms_clearances import ClearanceForm, ConsentForm, RulesForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from backend.common.viewer import Viewer

GET_OR_POST = ["GET", "POST"]


@page
@require_http_methods(GET_OR_POST)
def rules(request: HttpRequest) -> HttpResponse:
    """The golden rules in the reader's language, and "Jag har läst"; back to where one came from."""
    viewer, moment = viewer_of(request), now()
    current = current_rules(viewer.municipality_id)
    if request.method == "POST":
        if current is None:
            raise NotFound
        asked = request.POST.get("rules", "")
        if asked == str(current.pk):
            golden_rules.read_rules(viewer=viewer, rules_id=current.pk, now=moment, new_id=uuid4())
            say(request, _("Tack. Nu har vi noterat att du har läst."))
            return redirect(_next(request))
        raise golden_rules.RulesReplaced
    until = proofs.read_until(viewer, current, local(moment).date())
    context = {
        "rules": current,
        "texts": current.texts.get(get_language() or "sv", current.texts["sv"]) if current else [],
        "read_until": until,
        "may_publish": policies.can_publish_rules(viewer),
        "next": request.GET.get("next", ""),
    }
    return render(request, "volunteers/golden_rules.html", context)


@page
@require_http_methods(GET_OR_POST)
def publish(request: HttpRequest) -> HttpResponse:
    """A new version, which everybody is asked to read."""
    viewer = viewer_of(request)
    if not policies.can_publish_rules(viewer):
        raise NotAllowed
    current = current_rules(viewer.municipality_id)
    form = RulesForm(request.POST if request.method == "POST" else None, current=current)
    if form.is_valid():
        made = attempt(
            form,
            lambda: golden_rules.publish_rules(
                viewer=viewer, texts=form.texts(), now=now(), new_id=uuid4(), seen=form.cleaned_data["seen"] or 0
            ),
        )
        if made is not None:
            say(request, _("Version %(number)s gäller nu, och alla blir tillfrågade.") % {"number": made.version})
            return redirect("volunteers:golden_rules")
    context = {"form": form, "current": current}
    return render(request, "volunteers/golden_rules_new.html", context, status=400 if form.errors else 200)


@page
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Mina bevis: what I am cleared for, who noted it and until when."""
    viewer, today = viewer_of(request), local(now()).date()
    current = current_rules(viewer.municipality_id)
    context = {
        "clearances": proofs.own(viewer, today),
        "consents": proofs.own_consents(viewer, today),
        "rules": current,
        "must_read": current is not None and proofs.read_until(viewer, current, today) is None,
    }
    return render(request, "volunteers/own_clearances.html", context)


@page
@require_http_methods(GET_OR_POST)
def member(request: HttpRequest, organisation_id: UUID, user_id: UUID) -> HttpResponse:
    """What a member is cleared for, and the forms that note more; by the button's name one of the two is sent."""
    viewer = viewer_of(request)
    shown = member_shown(viewer, organisation_id, user_id, ("name", "clearances"))
    today = local(now()).date()
    is_consent = request.method == "POST" and request.POST.get("form") == "consent"
    posted = request.POST if request.method == "POST" else None
    form = ClearanceForm(None if is_consent else posted, viewer=viewer, organisation_id=organisation_id, today=today)
    consent_form = ConsentForm(posted if is_consent else None, today=today)
    if request.method == "POST" and _note(viewer, shown, consent_form if is_consent else form):
        say(request, _("Antecknat."))
        return redirect("volunteers:member", organisation_id, user_id)
    notes = policies.can_note_consent(viewer, organisation_id)
    context = {
        "member": shown,
        "clearances": proofs.of_member(viewer, shown, today),
        "consents": proofs.consents_of(viewer, shown, today),
        "form": form if form.is_of_use else None,
        "consent_form": consent_form if notes and rules_of(viewer.municipality_id).takes_youths else None,
        "is_me": user_id == viewer.user_id,
        "may_protect": policies.can_add_members(viewer, shown.organisation) and shown.is_name_shown,
    }
    status = 400 if form.errors or consent_form.errors else 200
    return render(request, "volunteers/member.html", context, status=status)


def _note(viewer: Viewer, shown: Membership, form: ClearanceForm | ConsentForm) -> bool:
    """Whether it was noted; else the form says why not."""
    if not form.is_valid():
        return False
    whose: dict[str, Any] = {"organisation_id": shown.organisation_id, "user_id": shown.user_id}
    act: Any = consents.note_consent if isinstance(form, ConsentForm) else noting.note_clearance
    made = attempt(form, lambda: act(viewer=viewer, **whose, **form.cleaned_data, now=now(), new_id=uuid4()))
    return made is not None


@page
@require_POST
def withdraw(request: HttpRequest, clearance_id: UUID) -> HttpResponse:
    """Take a note back."""
    row = noting.withdraw_clearance(viewer=viewer_of(request), clearance_id=clearance_id, now=now())
    say(request, _("Anteckningen är återtagen."))
    return redirect("volunteers:member", row.organisation_id, row.user_id)


@page
@require_POST
def withdraw_consent(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """The consent is taken back, at once."""
    viewer = viewer_of(request)
    row = consents.withdraw_consent(viewer=viewer, consent_id=consent_id, now=now())
    say(request, _("Samtycket är återtaget."))
    if row.user_id == viewer.user_id:
        return redirect("volunteers:own_clearances")
    return redirect("volunteers:member", row.organisation_id, row.user_id)


def member_shown(
    viewer: Viewer, organisation_id: UUID, user_id: UUID, fields: tuple[str, ...] = ("name",)
) -> Membership:
    """Any standing role of the person there, for who leads the organisation; the read log hears of ``fields``."""
    found: Organisation | None = Organisation.objects.visible_to(viewer).filter(pk=organisation_id).first()
    if found is None:
        raise NotFound
    if not policies.can_see_members(viewer, found):
        raise NotAllowed
    rows = Membership.objects.visible_to(viewer).filter(organisation=found, user_id=user_id).standing()
    row: Membership | None = rows.select_related("user", "organisation").first()
    if row is None:
        raise NotFound
    reading.record(viewer=viewer, subjects=[user_id], what=MEMBER, fields=fields, now=now())
    return row


def _next(request: HttpRequest) -> str:
    """Where one came from, when that is on this site."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if ours else "volunteers:own_clearances"
