"""The small forms beside planning: cancel, a focus place, and what a list shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.states import CancelReason
from events.web.fields import PlaceField
from places.models import District

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend.common.viewer import Viewer
    from places.models import Place

OLDEST = 120


class CancelForm(forms.Form):
    """Say that it does not happen, and why."""

    reason = forms.ChoiceField(
        label=_("Varför?"),
        choices=CancelReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj varför det ställs in.")},
    )
    note = forms.CharField(
        label=_("Mer om det"),
        max_length=200,
        required=False,
        help_text=_("Läses av alla som skulle ha kommit. Skriv inget om personer."),
    )


class FocusForm(forms.Form):
    """A place that the walk is asked to visit, and why."""

    place = PlaceField(_("Välj plats"), label=_("Fokusplats"))
    why = forms.CharField(
        label=_("Varför?"),
        max_length=200,
        required=False,
        help_text=_("Om platsen, aldrig om personer. Till exempel: Är tunneln upplyst?"),
    )

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(places)  # type: ignore[attr-defined]


class WalkFilter(forms.Form):
    """Which walks the list shows."""

    district = forms.ModelChoiceField(
        label=_("Kommundel"), queryset=District.objects.none(), required=False, empty_label=_("Alla kommundelar")
    )
    lacking = forms.BooleanField(label=_("Saknar folk"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = District.objects.visible_to(viewer)  # type: ignore[attr-defined]


class ActivityFilter(forms.Form):
    """Which activities the public list shows."""

    district = forms.ModelChoiceField(
        label=_("Kommundel"), queryset=District.objects.none(), required=False, empty_label=_("Alla kommundelar")
    )
    age = forms.IntegerField(label=_("Passar den som är"), min_value=0, max_value=OLDEST, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = District.objects.visible_to(viewer)  # type: ignore[attr-defined]
