"""Keys for other systems as a page: one's own, and the form that makes one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.clock import at, local, now
from backend.common.errors import NotAllowed
from backend.common.web import attempt, page, say, viewer_of
from volunteers import policies
from volunteers.actions.tokens import create_token, revoke_token
from volunteers.keys import new_key
from volunteers.models import AccessToken
from volunteers.scopes import SCOPES
from volunteers.second_factor import was_given

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

HALF_A_YEAR = dt.timedelta(days=180)


class KeyForm(forms.Form):
    """What for, what it may do, until when."""

    purpose = forms.CharField(
        label=gettext_lazy("Vad nyckeln är till för"),
        max_length=80,
        help_text=gettext_lazy("Till exempel: Föreningens webbplats, kalendern."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Nyckeln får"),
        choices=[(scope.code, scope.label) for scope in SCOPES.values()],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Gäller till och med"),
        help_text=gettext_lazy("Högst ett år."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@page
@never_cache
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """One's keys; after the form, the new key, which is shown in this answer and never again."""
    viewer, moment = viewer_of(request), now()
    mine = AccessToken.objects.visible_to(viewer)
    if not policies.can_have_keys(viewer) and not mine.exists():
        raise NotAllowed
    first = {"expires_on": local(moment + HALF_A_YEAR).date()}
    form, made = KeyForm(request.POST or None, initial=first), ""
    if request.method == "POST" and form.is_valid():
        key = new_key()
        if attempt(form, lambda: _create(request, form.cleaned_data, key, moment)) is not None:
            form, made = KeyForm(initial=first), key
    rows = [
        {
            "row": row,
            "may": [SCOPES[code].label for code in row.scopes.split() if code in SCOPES],
            "is_good": row.revoked_at is None and row.expires_at > moment,
        }
        for row in mine
    ]
    context = {
        "keys": rows,
        "form": form if policies.can_have_keys(viewer) else None,
        "made": made,
        "factor_given": was_given(request.session),
    }
    return render(request, "volunteers/keys.html", context, status=400 if form.errors else 200)


@page
@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """It opens nothing any more."""
    token = revoke_token(viewer=viewer_of(request), token_id=token_id, now=now())
    say(request, _("Nyckeln till %(purpose)s är återkallad.") % {"purpose": token.purpose})
    return redirect("volunteers:keys")


def _create(request: HttpRequest, said: dict[str, Any], key: str, moment: dt.datetime) -> AccessToken:
    return create_token(
        viewer=viewer_of(request),
        token_id=uuid4(),
        key=key,
        purpose=said["purpose"],
        scopes=said["scopes"],
        expires_at=at(said["expires_on"] + dt.timedelta(days=1), dt.time(0)),
        second_factor_given=was_given(request.session),
        now=moment,
    )
