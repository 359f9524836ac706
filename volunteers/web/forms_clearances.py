"""Forms of golden rules, clearances and consents. None of them takes a file: nothing is ever handed in here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from volunteers import policies
from volunteers.seasons import school_year_ends
from volunteers.states import ClearanceKind

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer
    from volunteers.models import GoldenRules


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=hint, widget=widget)


class RulesForm(forms.Form):
    """One box for each language, one rule a line; the current version is filled in."""

    def __init__(self, *args: Any, current: GoldenRules | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            self.fields[code] = forms.CharField(
                label=name,
                required=code == "sv",
                max_length=4000,
                help_text=_("En regel på varje rad. Korta meningar, som läses i en telefon."),
                widget=forms.Textarea(attrs={"rows": 10, "lang": code}),
                initial="\n".join(current.texts.get(code, ())) if current else "",
            )
        # What was written on: whoever publishes after somebody else is told.
        number = current.version if current else 0
        self.fields["seen"] = forms.IntegerField(required=False, initial=number, widget=forms.HiddenInput())

    def texts(self) -> dict[str, list[str]]:
        """What publish_rules takes."""
        return {code: str(self.cleaned_data[code]).splitlines() for code, _name in settings.LANGUAGES}


class ClearanceForm(forms.Form):
    """That a training was done, or a register extract shown."""

    kind = forms.ChoiceField(label=_("Vad"))
    given_on = _day(_("Vilken dag"))
    expires_on = _day(_("Gäller till och med"), required=False, hint=_("Lämna tomt om det inte går ut."))

    def __init__(self, *args: Any, viewer: Viewer, organisation_id: UUID, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [kind for kind in ClearanceKind if policies.can_note(viewer, organisation_id, kind)]
        self.is_of_use = bool(possible)
        self.fields["kind"].choices = [(kind.value, capfirst(kind.label)) for kind in possible]  # type: ignore[attr-defined]
        self.fields["given_on"].initial = today


class AliasForm(forms.Form):
    """What is shown instead of the name."""

    alias = forms.CharField(
        label=_("Namn som visas i stället"),
        max_length=80,
        help_text=_("Ett smeknamn eller ett annat förnamn. Det riktiga namnet sparas låst, för försäkringen."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LetterForm(forms.Form):
    """Words via Lykta."""

    text = forms.CharField(
        label=_("Meddelande"),
        max_length=1000,
        help_text=_("Skriv inget om någon annan."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ConsentForm(forms.Form):
    """A guardian's consent, as it is read on paper."""

    prefix = "consent"
    guardian_name = forms.CharField(
        label=_("Vårdnadshavarens namn"),
        max_length=80,
        help_text=_("Som det står på papperet. Namnet sparas låst och visas inte i listor."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    given_on = _day(_("Undertecknat den"))
    adult_on = _day(_("Fyller 18 den"), hint=_("Det är allt vi sparar om åldern."))
    ends_on = _day(_("Gäller till och med"), hint=_("Längst till skolårets slut."))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_on"].initial = today
        self.fields["ends_on"].initial = school_year_ends(today)
