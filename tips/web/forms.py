"""Forms of the pages: the observation, the code, the queue's filters and steps."""

from __future__ import annotations

import datetime as dt
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backend.common.clock import at, local
from tips.categories import BEHAVIOURS, CATEGORIES, STORED
from tips.report import KEY, KEY_LENGTH, MAX_TEXT, OLDEST, Report, hour_of
from tips.states import CloseReason, TextState, TipState, Urgency
from volunteers.models import Organisation

if TYPE_CHECKING:
    from backend.common.viewer import Viewer

HOURS_BACK = 4
EARLIER = "earlier"
PLACE, DISTRICT = "p", "d"


class ShortText(forms.CharField):
    """A text of lines: the browser sends two characters for each line end, and counts one."""

    def to_python(self, value: Any) -> Any:
        """With one character for each line end."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class ObserveForm(forms.Form):
    """Three taps: what, where, send. The page draws it; this says what it may hold."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    key = forms.RegexField(KEY, max_length=KEY_LENGTH, required=False, widget=forms.HiddenInput)
    walk = forms.UUIDField(required=False, widget=forms.HiddenInput)
    category = forms.CharField(label=_("Vad"), max_length=32, error_messages={"required": _("Välj vad det gäller.")})
    behaviour = forms.ChoiceField(label=_("Vad som händer"), required=False, choices=[("", ""), *BEHAVIOURS.items()])
    place = forms.CharField(label=_("Var"), max_length=40, error_messages={"required": _("Välj en plats.")})
    when = forms.CharField(label=_("När"), max_length=40, error_messages={"required": _("Välj en tid.")})
    day = forms.DateField(
        label=_("Dag"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hour = forms.TypedChoiceField(
        label=_("Timme"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(h, f"{h:02d}–{(h + 1) % 24 or 24:02d}") for h in range(24)],
    )
    text = ShortText(
        label=_("Vad, var, när – inte vem"),
        required=False,
        max_length=MAX_TEXT,
        error_messages={"max_length": _("Texten får vara högst 300 tecken.")},
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        today = local(now).date()
        limits = {"min": (today - OLDEST).isoformat(), "max": today.isoformat()}
        self.fields["day"].widget.attrs.update(limits)

    def clean(self) -> dict[str, Any]:
        """``place`` → ids, ``when`` → a moment."""
        said = super().clean() or {}
        if said.get("place"):
            said["place_id"], said["district_id"] = self._ids(said["place"])
        if said.get("when"):
            said["occurred_at"] = self._moment(said)
        return said

    def _ids(self, chosen: str) -> tuple[uuid.UUID | None, uuid.UUID | None]:
        kind, _sep, ref = chosen.partition(":")
        try:
            found = uuid.UUID(ref)
        except ValueError:
            self.add_error("place", _("Välj en plats."))
            return None, None
        return (found, None) if kind == PLACE else (None, found)

    def _moment(self, said: dict[str, Any]) -> dt.datetime | None:
        """In UTC: the first and the last day of the calendar may lie outside it there."""
        if said["when"] == EARLIER:
            if said.get("day") is None or said.get("hour") is None:
                self.add_error("day", _("Ange dag och timme."))
                return None
            try:
                return at(said["day"], dt.time(said["hour"]))
            except OverflowError:
                self.add_error("day", _("Tiden ligger för långt bort."))
                return None
        with suppress(ValueError, OverflowError):
            moment = dt.datetime.fromisoformat(said["when"])
            if moment.tzinfo is not None:
                return moment.astimezone(dt.UTC)
        self.add_error("when", _("Välj en tid."))
        return None

    def report(self, *, walk_id: uuid.UUID | None, by_phone: bool) -> Report:
        """The checked form as a plain value; ``walk_id`` only for somebody who still is on it."""
        said = self.cleaned_data
        return Report(
            id=said["id"],
            category=said["category"],
            behaviour=said["behaviour"] if _has_behaviours(said["category"]) else "",
            place_id=said["place_id"],
            district_id=said["district_id"],
            occurred_at=said["occurred_at"],
            text=said["text"],
            walk_id=walk_id,
            by_phone=by_phone,
            key=said["key"],
            language=(get_language() or "sv")[:8],
        )

    @property
    def hours(self) -> list[tuple[str, str, bool]]:
        """(value, label, is this hour) of the last hours, this one first."""
        this = hour_of(self.now)
        found = []
        for back in range(HOURS_BACK):
            moment = this - dt.timedelta(hours=back)
            hour = local(moment).hour
            found.append((moment.isoformat(), f"{hour:02d}–{(hour + 1) % 24 or 24:02d}", back == 0))
        return found


def _has_behaviours(code: str) -> bool:
    """Without script the question stands there for every category; only where it belongs is it read."""
    category = CATEGORIES.get(code)
    return bool(category and category.behaviours)


class FollowForm(forms.Form):
    """Din kod."""

    code = forms.CharField(
        label=_("Din kod"),
        max_length=40,
        error_messages={"required": _("Skriv koden du fick.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
    )


ALL = "all"
TEXTS = "texts"


class QueueForm(forms.Form):
    """The queue's filters. ``state`` also takes "all" and "texts"; anything unknown filters nothing."""

    state = forms.ChoiceField(choices=[*TipState.choices, (ALL, ""), (TEXTS, "")], required=False)
    category = forms.ChoiceField(label=_("Vad"), required=False)
    district: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=_("Kommundel"), required=False, empty_label=_("Alla")
    )
    urgency = forms.ChoiceField(label=_("Hur bråttom"), required=False, choices=[("", _("Alla")), *Urgency.choices])

    def __init__(self, *args: Any, districts: Any, reads_text: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reads_text:
            self.fields["state"].choices.remove((TEXTS, ""))  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("Alla")), *((c.code, c.label) for c in STORED)]  # type: ignore[attr-defined]
        self.fields["district"].queryset = districts  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        """What TipQuerySet.filtered takes; new observations when no state is named."""
        self.is_valid()
        said: dict[str, Any] = dict(self.cleaned_data)
        state = said.pop("state", "") or TipState.RECEIVED
        if state == TEXTS:
            return said | {"text_state": TextState.HELD}
        return said if state == ALL else said | {"state": state}

    @property
    def shows_states(self) -> bool:
        """Whether rows of several states stand together."""
        return self.tab in {ALL, TEXTS}

    @property
    def tab(self) -> str:
        """Which tab is open."""
        self.is_valid()
        return str(self.cleaned_data.get("state") or TipState.RECEIVED)


class StepForm(forms.Form):
    """A step by version."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class SendOnForm(StepForm):
    """To whom."""

    organisation: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None, label=_("Till vem?"), empty_label=None)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reachable = Organisation.objects.visible_to(viewer).active().exclude(contact_email="")
        self.fields["organisation"].queryset = reachable  # type: ignore[attr-defined]


class CloseForm(StepForm):
    """Why."""

    reason = forms.ChoiceField(
        label=_("Varför behövs inget mer?"), choices=[(code, capfirst(label)) for code, label in CloseReason.choices]
    )
