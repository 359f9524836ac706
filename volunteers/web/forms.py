"""The form that adds a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from backend.common.viewer import Role
from volunteers import policies
from volunteers.states import ROLE_LABELS, ROLES_OF_KIND

if TYPE_CHECKING:
    from typing import Any

    from backend.common.viewer import Viewer
    from volunteers.models import Organisation


class MemberForm(forms.Form):
    """Address, shown name, role."""

    email = forms.EmailField(
        label=_("E-postadress"),
        max_length=254,
        help_text=_("Hit skickas en hälsning och koden att logga in med."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Namn som visas"),
        max_length=80,
        help_text=_("Förnamn räcker. Den som har skyddade personuppgifter väljer ett annat namn."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Roll"))

    def __init__(self, *args: Any, viewer: Viewer, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = ROLES_OF_KIND[organisation.kind]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, capfirst(ROLE_LABELS[role]))
            for role in Role
            if role in possible and policies.can_give_role(viewer, organisation, role)
        ]
