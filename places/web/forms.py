"""Forms of the municipality's own settings: shape only, the actions hold the rules."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backend.common.errors import Refusal
from places import hours_text
from places.models import ContactChannel
from places.states import ChannelKind


class LanguagesForm(forms.Form):
    """The languages that pages offer."""

    languages = forms.MultipleChoiceField(
        label=_("Språk som sidorna erbjuder"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Svenska är alltid med."),
    )


class ChannelForm(forms.ModelForm):
    """A number, its hours as text, and the day somebody last rang it. Its values go to the action."""

    title_sv = forms.CharField(label=_("Namn"), max_length=80)
    title_en = forms.CharField(label=_("Namn på engelska"), max_length=80, required=False)
    when_sv = forms.CharField(label=_("När man ringer"), max_length=200, required=False)
    when_en = forms.CharField(label=_("När man ringer, på engelska"), max_length=200, required=False)
    open_hours = forms.CharField(
        label=_("Tider"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("En rad för varje, till exempel ”mån–fre 17.00–08.00” eller ”lör–sön dygnet runt”. Tomt: alltid."),
    )

    class Meta:
        model = ContactChannel
        fields = ("kind", "phone", "holidays", "fallback", "position", "verified_on")
        widgets: ClassVar = {"verified_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, data: Any = None, *, instance: ContactChannel | None = None, **kwargs: Any) -> None:
        if instance is not None:
            texts = {
                f"{name}_{code}": getattr(instance, name).get(code, "")
                for name in ("title", "when")
                for code in ("sv", "en")
            }
            kwargs["initial"] = texts | {"open_hours": hours_text.write(instance.hours)} | kwargs.get("initial", {})
        super().__init__(data, instance=instance, **kwargs)
        self.fields["fallback"].help_text = _("Tomt för socialjouren: 112.")
        self.fields["kind"].choices = ChannelKind.choices  # type: ignore[attr-defined]

    def clean_open_hours(self) -> list[dict[str, Any]]:
        """As rows."""
        try:
            return hours_text.read(self.cleaned_data["open_hours"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.detail) from refusal

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        texts = {
            name: {code: said[f"{name}_{code}"] for code in ("sv", "en") if said[f"{name}_{code}"]}
            for name in ("title", "when")
        }
        return {name: said[name] for name in self.Meta.fields} | texts | {"hours": said["open_hours"]}
