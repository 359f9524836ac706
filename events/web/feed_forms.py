"""The form that asks for a new calendar link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from events.querysets.feeds import PLANNERS
from events.states import FeedKind
from volunteers.models import Organisation

if TYPE_CHECKING:
    from backend.common.viewer import Viewer


class FeedForm(forms.Form):
    """Which calendar, and what to call the link. The choices are what the viewer may read."""

    calendar = forms.ChoiceField(label=_("Vilken kalender"), widget=forms.RadioSelect)
    label = forms.CharField(
        label=_("Vad du vill kalla länken"),
        help_text=_("Till exempel var du lägger in den: ”Min telefon”. En länk för varje ställe gör det lätt att stänga av rätt."),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planned = Organisation.objects.visible_to(viewer).filter(pk__in=viewer.organisations(*PLANNERS))
        self.fields["calendar"].choices = [  # type: ignore[attr-defined]
            (FeedKind.PERSON, _("Mina kvällar: det jag har sagt att jag kommer till")),
            (FeedKind.BUSY, _("Bara upptagen tid: samma kvällar, utan vad eller var")),
            *(
                (f"{FeedKind.ORGANISATION}:{one.pk}", _("Allt som %(name)s har publicerat") % {"name": one.name})
                for one in planned
            ),
        ]
        self.initial.setdefault("calendar", FeedKind.PERSON)

    def feed(self) -> dict[str, Any]:
        """What create_feed takes of a valid form."""
        kind, _colon, organisation = self.cleaned_data["calendar"].partition(":")
        return {
            "kind": FeedKind(kind),
            "organisation_id": UUID(organisation) if organisation else None,
            "label": self.cleaned_data["label"],
        }
