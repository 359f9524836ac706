"""The form of one receiver: shape only, the action holds the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from places.models import District
from places.states import GroundOwner
from tips.categories import grouped
from volunteers.models import Organisation

if TYPE_CHECKING:
    from backend.common.viewer import Viewer
    from tips.models import Receiver


class ReceiverForm(forms.Form):
    """Who gets what, where the ground is whose, in which district."""

    category = forms.ChoiceField(
        label=_("Vad gäller det?"),
        choices=[(group.label, [(one.code, one.label) for one in categories]) for group, categories in grouped()],
    )
    organisation: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None,
        label=_("Vem tar emot?"),
        empty_label=_("Välj organisation"),
        help_text=_("Observationen skickas till organisationens funktionsadress."),
    )
    district: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=_("Kommundel"), required=False, empty_label=_("Hela kommunen")
    )
    ground_owner = forms.ChoiceField(
        label=_("Där marken ägs av"),
        required=False,
        choices=[("", _("Vem som helst")), *((code, capfirst(label)) for code, label in GroundOwner.choices)],
    )

    def __init__(self, *args: Any, viewer: Viewer, receiver: Receiver | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.receiver = receiver
        offered: Any = Organisation.objects.visible_to(viewer).active()
        if receiver is not None:
            # Who is named already stays a choice, also when they have fallen asleep since.
            offered = (offered | Organisation.objects.visible_to(viewer).filter(pk=receiver.organisation_id)).distinct()
            names = ("category", "organisation_id", "district_id", "ground_owner")
            self.initial = {name.removesuffix("_id"): getattr(receiver, name) for name in names}
        self.fields["organisation"].queryset = offered  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.visible_to(viewer)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        return {
            "category": said["category"],
            "ground_owner": said["ground_owner"],
            "district_id": said["district"].pk if said["district"] else None,
            "organisation_id": said["organisation"].pk,
        }
