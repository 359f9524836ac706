"""A new municipality as a page, for those who run Lykta: ten minutes from a name to somebody who can sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.http.request import validate_host
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from backend.common.clock import now
from backend.common.errors import NotAllowed
from backend.common.web import attempt, page
from backend.desk.operations import may_operate
from places import drafts
from places.addresses import home_of
from volunteers.actions.municipalities import NewIds, found_municipality

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from places.models import Municipality

HOST = r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$"


class MunicipalityForm(forms.Form):
    """Name, code, host, districts, the first person, two numbers. The national numbers come along."""

    name = forms.CharField(label=_("Kommunens namn"), max_length=100)
    kommunkod = forms.RegexField(r"^[0-9]{4}$", label=_("Kommunkod"), help_text=_("Fyra siffror, till exempel 0127."))
    hostname = forms.RegexField(
        HOST, label=_("Värdnamn"), help_text=_("Adressen utan https:// och utan port: trygg.kommun.se.")
    )
    districts = forms.CharField(
        label=_("Kommundelar"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("En på varje rad."),
    )
    file = forms.FileField(
        label=_("Eller en fil"),
        required=False,
        help_text=_("En textfil med en kommundel på varje rad, eller en hel kommun som JSON."),
    )
    email = forms.EmailField(label=_("Första trygghetssamordnarens e-postadress"), max_length=254)
    person = forms.CharField(label=_("Namn som visas"), max_length=80)
    social = forms.CharField(label=_("Socialjourens nummer"), max_length=32, required=False)
    contact_centre = forms.CharField(label=_("Kontaktcentrets nummer"), max_length=32, required=False)

    def clean_file(self) -> str:
        """As text."""
        sent = self.cleaned_data["file"]
        if sent is None:
            return ""
        if sent.size > drafts.LARGEST:
            raise forms.ValidationError(_("Filen är för stor."))
        try:
            return str(sent.read().decode("utf-8-sig"))
        except UnicodeDecodeError as exc:
            raise forms.ValidationError(_("Filen är inte text i UTF-8.")) from exc

    def clean(self) -> dict[str, Any]:
        """Districts from one of the two."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not (said.get("districts", "").strip() or said.get("file", "").strip()):
            self.add_error("districts", _("Skriv minst en kommundel, eller välj en fil."))
        return said


@page
@require_http_methods(["GET", "POST"])
def new_municipality(request: HttpRequest) -> HttpResponse:
    """The form; then what was made, where it answers, and what is left to do."""
    if not may_operate(request):
        raise NotAllowed
    form = MunicipalityForm(request.POST or None, request.FILES or None, initial={"districts": ""})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _make(form.cleaned_data))
        if made is not None:
            return render(request, "desk/new_municipality_made.html", _told(made, form.cleaned_data["email"]))
    context = {"form": form, "numbers": drafts.national_numbers()}
    return render(request, "desk/new_municipality.html", context, status=400 if form.errors else 200)


def _make(said: dict[str, Any]) -> Municipality:
    file = drafts.drafted(
        code=said["kommunkod"],
        name=said["name"],
        districts=said["file"] or said["districts"],
        phones={kind: said[kind] for kind in drafts.OWN_NUMBERS},
    )
    return found_municipality(
        file=file,
        hostname=said["hostname"],
        email=said["email"],
        name=said["person"],
        now=now(),
        ids=NewIds(uuid4(), uuid4(), uuid4()),
        only_new=True,
    )


def _told(made: Municipality, email: str) -> dict[str, Any]:
    return {
        "made": made,
        "email": email,
        "home": f"{home_of(made)}/",
        "districts": made.districts.count(),
        "is_answered": validate_host(made.hostname, settings.ALLOWED_HOSTS),
    }
