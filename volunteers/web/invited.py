"""Coming in by an invitation: the page behind its address, and what follows when the code was right."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backend.common.clock import now
from backend.common.errors import Refusal
from backend.common.web import attempt, public_page, say, viewer_of
from volunteers import viewers
from volunteers.actions import accepting
from volunteers.invitation_tokens import hashes
from volunteers.models import Invitation
from volunteers.second_factor import was_given
from volunteers.states import InvitationWay
from volunteers.web.invitation_forms import AcceptForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from volunteers.models import User

# What the session keeps between the invitation and the right code.
PENDING = "invitation"


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str = "") -> HttpResponse:
    """What one is invited to. Opening it does nothing, whoever opens it; one press goes on."""
    found = _found(request, token)
    if found is None:
        return render(request, "volunteers/invitation_gone.html", status=404)
    is_signed_in = viewer_of(request).is_signed_in
    said = request.POST if request.method == "POST" else None
    form = AcceptForm(said, invitation=found, is_signed_in=is_signed_in)
    if form.is_valid():
        user: User = request.user  # type: ignore[assignment]
        if is_signed_in and attempt(form, lambda: _join(request, user, found.pk, _proved_by(user, found))):
            return redirect("desk:home")
        if not is_signed_in and attempt(form, lambda: _begin(request, found, form)):
            return redirect("account_confirm_login_code")
    context = {"invitation": found, "form": form, "is_signed_in": is_signed_in}
    return render(request, "volunteers/invitation.html", context, status=400 if form.errors else 200)


def finish(request: HttpRequest, user: User) -> bool:
    """After the code was right: the membership that this person came for in this session, or why there is none. False
    when the code was for an account that does not come to be: nobody is signed in then."""
    pending = request.session.pop(PENDING, None)
    if not isinstance(pending, dict) or pending.get("user") != str(user.pk):
        return True
    try:
        _join(request, user, UUID(pending["id"]), pending["address"])
    except Refusal as refusal:
        if isinstance(refusal, accepting.AddressTaken):
            logout(request)
        messages.error(request, refusal.detail)
    return bool(request.user.is_authenticated)


def _found(request: HttpRequest, token: str) -> Invitation | None:
    """One statement for every token, whatever is wrong with it."""
    municipality_id = request.municipality.pk  # type: ignore[attr-defined]
    said = token.removesuffix("/")
    found: Invitation | None = Invitation.objects.by_hashes(hashes(said), municipality_id, now()).first()
    return found


def _proved_by(user: User, found: Invitation) -> str:
    """The address of the account that the invitation may have been sent to."""
    if found.way == InvitationWay.SMS:
        return (user.phone or "") if user.phone_is_verified else ""
    return user.email or ""


def _begin(request: HttpRequest, found: Invitation, form: AcceptForm) -> bool:
    """Sends a code to the address, and remembers what it is for."""
    user, address = accepting.begin(
        invitation=found,
        name=form.cleaned_data["name"],
        email=form.cleaned_data["email"],
        language=get_language() or "sv",
        now=now(),
        new_user_id=uuid4(),
    )
    if not ratelimit.consume(request, action="request_login_code", key=address):
        form.add_error(None, _("Det blev för många försök. Vänta en stund och försök igen."))
        return False
    request.session[PENDING] = {"id": str(found.pk), "user": str(user.pk), "address": address}
    way = "phone" if found.way == InvitationWay.SMS else "email"
    LoginCodeVerificationProcess.initiate(request=request, user=user, **{way: address})
    return True


def _join(request: HttpRequest, user: User, invitation_id: UUID, address: str) -> bool:
    moment, municipality_id = now(), request.municipality.pk  # type: ignore[attr-defined]
    viewer = viewers.build(user, municipality_id, now=moment, second_factor=was_given(request.session))
    joined = accepting.accept_invitation(
        viewer=viewer, invitation_id=invitation_id, address=address, now=moment, new_membership_id=uuid4()
    )
    values = {"organisation": joined.organisation.name, "role": joined.get_role_display()}
    say(request, capfirst(_("Välkommen! Du är med i %(organisation)s som %(role)s.") % values))
    return True
