"""Members without an account, for whoever keeps them: the list, adding, changing, ending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.clock import now
from backend.common.errors import NotAllowed, NotFound
from backend.common.rights import Verb
from backend.common.web import attempt, page, say, viewer_of
from volunteers import policies
from volunteers.actions import kept, reading
from volunteers.models import Membership, Organisation
from volunteers.reading import KEPT

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from backend.common.viewer import Viewer


class KeptForm(forms.Form):
    """Shown name, name for the insurer, telephone."""

    name = forms.CharField(
        label=gettext_lazy("Namn som visas"),
        max_length=80,
        help_text=gettext_lazy("Ett förnamn eller ett annat namn. Det är vad de andra ser."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    legal_name = forms.CharField(
        label=gettext_lazy("Namn för försäkringen"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("För- och efternamn. Sparas förseglat och läses bara av er som håller listan."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telefon"),
        max_length=32,
        required=False,
        help_text=gettext_lazy("Om ni behöver kunna ringa under kvällen."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "tel", "inputmode": "tel"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, is_protected: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_protected:
            del self.fields["legal_name"], self.fields["phone"]

    def person(self) -> kept.KeptPerson:
        """What the action is given; call when the form is valid."""
        said = self.cleaned_data
        return kept.KeptPerson(said["name"], said.get("legal_name", ""), said.get("phone", ""))


@page
@require_http_methods(["GET", "POST"])
def of_organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Who is kept, and the form that adds somebody."""
    viewer = viewer_of(request)
    organisation = _keeps(viewer, organisation_id)
    form = KeptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = attempt(form, lambda: _add(viewer, organisation, form))
        if added is not None:
            say(request, _("%(name)s är med, utan konto.") % {"name": added.user.name})
            return redirect("volunteers:kept", organisation.pk)
    rows = Membership.objects.kept_by(viewer).filter(organisation=organisation).select_related("user")
    subjects = [row.user_id for row in rows]
    reading.record(viewer=viewer, subjects=subjects, what=KEPT, fields=("name", "phone"), now=now())
    context = {
        "organisation": organisation,
        "rows": rows,
        "form": form,
        "leads": policies.can_see_members(viewer, organisation),
    }
    return render(request, "volunteers/kept.html", context, status=400 if form.errors else 200)


@page
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """What is kept of somebody, to change or end."""
    viewer = viewer_of(request)
    rows = Membership.objects.kept_by(viewer, Verb.UPDATE).select_related("user", "organisation")
    row: Membership | None = rows.filter(pk=membership_id).first()
    if row is None:
        raise NotFound
    now_said = {
        "name": row.user.name,
        "legal_name": row.user.legal_name,
        "phone": row.user.phone or "",
        "version": row.version,
    }
    form = KeptForm(request.POST or None, initial=now_said, is_protected=row.user.is_protected)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"]
        saved = attempt(
            form,
            lambda: kept.edit_kept(viewer=viewer, membership_id=membership_id, person=form.person(), seen=seen),
        )
        if saved is not None:
            say(request, _("Sparat."))
            return redirect("volunteers:kept", saved.organisation_id)
    fields = tuple(name for name in now_said if name in form.fields and name != "version")
    reading.record(viewer=viewer, subjects=[row.user_id], what=KEPT, fields=fields, now=now())
    context = {"row": row, "form": form}
    return render(request, "volunteers/kept_one.html", context, status=400 if form.errors else 200)


@page
@require_POST
def end(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Is no longer with us."""
    ended = kept.end_kept(viewer=viewer_of(request), membership_id=membership_id, now=now())
    say(request, _("%(name)s är inte längre med.") % {"name": ended.user.name})
    return redirect("volunteers:kept", ended.organisation_id)


def _add(viewer: Viewer, organisation: Organisation, form: KeptForm) -> Membership:
    return kept.keep_member(
        viewer=viewer,
        organisation_id=organisation.pk,
        person=form.person(),
        now=now(),
        new_user_id=uuid4(),
        new_membership_id=uuid4(),
    )


def _keeps(viewer: Viewer, organisation_id: UUID) -> Organisation:
    found: Organisation | None = Organisation.objects.visible_to(viewer).filter(pk=organisation_id).first()
    if found is None:
        raise NotFound
    if not policies.can_keep(viewer, found):
        raise NotAllowed
    return found
