"""The form that asks for a new calendar link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.querysets.feeds import PLANNERS
from events.states import FeedKind
from volunteers.models import Organisation

if TYPE_CHECKING:
    from backend.common.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Option:
    """A calendar that can be chosen, with what it holds."""

    value: str
    title: str
    text: str
    is_chosen: bool = False


class FeedForm(forms.Form):
    """Which calendar, and what to call the link. The choices are what the viewer may read."""

    calendar = forms.ChoiceField(
        label=gettext_lazy("Vad ska den visa?"), error_messages={"required": gettext_lazy("Välj en kalender.")}
    )
    label = forms.CharField(
        label=gettext_lazy("Var lägger du in den?"),
        help_text=gettext_lazy("Till exempel ”Min telefon”. En länk för varje ställe gör det lätt att stänga av rätt."),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offered = _offered(viewer)
        choices = [(option.value, option.title) for option in self._offered]
        self.fields["calendar"].choices = choices  # type: ignore[attr-defined]

    def options(self) -> list[Option]:
        """The calendars to choose among, the chosen one marked; at first one's own."""
        chosen = self["calendar"].value() or FeedKind.PERSON.value
        return [Option(one.value, one.title, one.text, one.value == chosen) for one in self._offered]

    def feed(self) -> dict[str, Any]:
        """What create_feed takes of a valid form."""
        kind, _colon, organisation = self.cleaned_data["calendar"].partition(":")
        return {
            "kind": FeedKind(kind),
            "organisation_id": UUID(organisation) if organisation else None,
            "label": self.cleaned_data["label"],
        }


def _offered(viewer: Viewer) -> list[Option]:
    planned = Organisation.objects.visible_to(viewer).filter(pk__in=viewer.organisations(*PLANNERS))
    return [
        Option(
            FeedKind.PERSON.value, _("Mina kvällar"), _("Det du har svarat ”Jag kommer” på, med tid och mötesplats.")
        ),
        Option(
            FeedKind.BUSY.value,
            _("Bara upptagen tid"),
            _("Samma kvällar utan vad och var, för en kalender som andra ser."),
        ),
        *(
            Option(f"{FeedKind.ORGANISATION}:{one.pk}", one.name, _("Allt som organisationen har publicerat."))
            for one in planned
        ),
    ]
