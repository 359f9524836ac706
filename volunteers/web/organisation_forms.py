"""The form of an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from places.models import District
from places.states import GroundOwner
from volunteers.actions.organisations import Facts
from volunteers.states import OrganisationKind, OrganisationState

if TYPE_CHECKING:
    from backend.common.viewer import Viewer


class OrganisationForm(forms.Form):
    """What it is called, what it is, where it works; ``kind`` and ``state`` are asked once."""

    name = forms.CharField(label=_("Namn"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    kind = forms.ChoiceField(
        label=_("Slag"),
        choices=[(kind.value, capfirst(kind.label)) for kind in OrganisationKind],
        help_text=_("Vilka roller som finns följer av slaget, så det går inte att ändra sedan."),
    )
    state = forms.ChoiceField(
        label=_("Läge"),
        choices=[
            (state.value, capfirst(state.label)) for state in (OrganisationState.ACTIVE, OrganisationState.FORMING)
        ],
    )
    districts = forms.ModelMultipleChoiceField(
        label=_("Kommundelar"),
        queryset=District.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ground_owner = forms.ChoiceField(
        label=_("Svarar för mark"),
        choices=[(owner.value, capfirst(owner.label)) for owner in GroundOwner],
        initial=GroundOwner.UNKNOWN,
    )
    contact_email = forms.EmailField(
        label=_("Funktionsadress"),
        max_length=254,
        required=False,
        help_text=_("Dit andra vänder sig. Aldrig en privat persons adress."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, viewer: Viewer, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["districts"].queryset = District.objects.visible_to(viewer)  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["kind"], self.fields["state"]

    def facts(self) -> Facts:
        """What the action is given; call when the form is valid."""
        said = self.cleaned_data
        return Facts(
            name=said["name"],
            district_ids=frozenset(district.pk for district in said["districts"]),
            ground_owner=said["ground_owner"],
            contact_email=said["contact_email"],
        )
