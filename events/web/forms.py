"""Forms of walks, activities and meetings: shape only, the actions hold the rules."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4, uuid5

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backend.common import clock, rights
from backend.common.rights import Verb
from events.kinds import ACTIVITY, NIGHT_WALK, WATCH_MEETING, Kind
from events.web.fields import ClockField, DateInput, PlaceField, places_for
from events.web.small_forms import OLDEST
from places.models import District
from volunteers.models import Organisation

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from backend.common.viewer import Viewer
    from events.actions.plan import PlanValues
    from events.models import Event

FRIDAY, SATURDAY = 4, 5
MOST_PEOPLE = 200


def organisers(viewer: Viewer, kind: Kind) -> QuerySet[Organisation]:
    """The organisations that the viewer plans events of the kind for."""
    own: Any = rights.organisations(viewer, kind.artefact, Verb.CREATE)
    rows: QuerySet[Organisation] = Organisation.objects.visible_to(viewer).active()
    return rows.filter(pk__in=own, kind__in=kind.organisers)


class PlanForm(forms.Form):
    """What every kind of event has. Field names are those of the action's refusals, so that each lands on its field."""

    kind: ClassVar[Kind]
    copied: ClassVar[tuple[str, ...]] = ("description", "meeting_point")

    form_id = forms.UUIDField(label="", widget=forms.HiddenInput(), required=False)
    organisation = forms.ModelChoiceField(
        label=_("Arrangör"), queryset=Organisation.objects.none(), empty_label=_("Välj organisation")
    )
    title = forms.CharField(label=_("Rubrik"), max_length=120)
    date = forms.DateField(
        label=_("Datum"),
        widget=DateInput(),
        error_messages={"invalid": _("Skriv ett datum."), "required": _("Välj ett datum.")},
    )
    starts_at = ClockField(label=_("Börjar"))
    ends_at = ClockField(label=_("Slutar"))
    district = forms.ModelChoiceField(
        label=_("Kommundel"),
        queryset=District.objects.none(),
        empty_label=_("Välj kommundel"),
        error_messages={"required": _("Välj kommundel."), "invalid_choice": _("Välj en kommundel i listan.")},
    )
    place = PlaceField(_("Ingen särskild plats"), label=_("Plats"), required=False)
    meeting_point = forms.CharField(label=_("Var möts ni?"), max_length=200, required=False)
    description = forms.CharField(
        label=_("Mer att veta"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, viewer: Viewer, event: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places_for(viewer)
        self.fields["place"].offer(self.places)  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.visible_to(viewer)  # type: ignore[attr-defined]
        if event is not None:
            del self.fields["organisation"], self.fields["form_id"]
            self.initial = {**self.initial_of(event), **self.initial}
            return
        offered = list(organisers(viewer, self.kind))
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in offered])
        if len(offered) == 1:
            field.widget, field.initial = forms.HiddenInput(), offered[0].pk
        areas = viewer.districts()
        first = next((one for one in self.fields["district"].queryset if one.pk in areas), None)  # type: ignore[attr-defined]
        self.initial = {**self.defaults(clock.now(), first), **self.initial}

    @classmethod
    def defaults(cls, now: dt.datetime, district: District | None) -> dict[str, Any]:  # noqa: ARG003 -- they read it
        """What the empty form proposes; each kind adds its usual times."""
        return {"district": district.pk if district else None, "form_id": uuid4()}

    @classmethod
    def initial_of(cls, event: Event) -> dict[str, Any]:
        """The form of an event as it is."""
        starts, ends = clock.local(event.starts_at), clock.local(event.ends_at)
        return {
            "title": event.title,
            "date": starts.date(),
            "starts_at": starts.time(),
            "ends_at": ends.time(),
            "district": event.district_id,
            "place": event.place_id,
            **{name: getattr(event, name) for name in cls.copied},
        }

    def clean(self) -> dict[str, Any]:
        """A place lies in its district: the form says so before the plan takes the place's."""
        said: dict[str, Any] = super().clean() or {}
        place, district = said.get("place"), said.get("district")
        if place is not None and district is not None and place.district_id != district.pk:
            self.add_error(
                "place", gettext("%(place)s ligger i %(district)s.") % {"place": place.name, "district": place.district}
            )
        return said

    def clean_date(self) -> dt.date:
        """A day that the clock can reckon with; whether it is too far ahead, the plan says."""
        day: dt.date = self.cleaned_data["date"]
        if not 1970 <= day.year <= 2100:
            raise forms.ValidationError(gettext("Skriv ett datum."))
        return day

    def event_id(self) -> UUID | None:
        """Sent again with the same words, a form makes the same event; with other words another one."""
        form_id: UUID | None = self.cleaned_data["form_id"]
        said = repr((self.cleaned_data["organisation"].pk, sorted(self.values().items())))
        return uuid5(form_id, said) if form_id else None

    def values(self) -> PlanValues:
        """What the plan's actions take of a valid form. An end at or before the start is the next day's."""
        said = self.cleaned_data
        starts_at = clock.at(said["date"], said["starts_at"])
        values: PlanValues = {
            "kind": self.kind.code,
            "title": said["title"],
            "starts_at": starts_at,
            "ends_at": clock.night_ends(starts_at, said["ends_at"]),
            "district_id": said["district"].pk,
            "place_id": said["place"].pk if said["place"] else None,
        }
        for name in self.copied:
            values[name] = said[name]  # type: ignore[literal-required]
        return values


class WalkForm(PlanForm):
    """Plan a night walk."""

    kind = NIGHT_WALK
    copied = (*PlanForm.copied, "min_people", "max_people")

    title = forms.CharField(
        label=_("Rubrik"), max_length=120, required=False, help_text=_("Tomt blir ”Nattvandring i” och kommundelen.")
    )
    min_people = forms.IntegerField(
        label=_("Minst"), min_value=2, max_value=MOST_PEOPLE, help_text=_("Ingen går ensam: minst två.")
    )
    max_people = forms.IntegerField(
        label=_("Högst"),
        min_value=2,
        max_value=MOST_PEOPLE,
        required=False,
        help_text=_("Tomt om det inte finns något tak."),
    )

    @classmethod
    def defaults(cls, now: dt.datetime, district: District | None) -> dict[str, Any]:
        """The coming Friday, 21.00–00.30, three to eight people."""
        return super().defaults(now, district) | {
            "date": coming(FRIDAY, now),
            "starts_at": dt.time(21),
            "ends_at": dt.time(0, 30),
            "min_people": 3,
            "max_people": 8,
        }

    def values(self) -> PlanValues:
        """With the title that a walk has when nobody named it: kept in Swedish, whoever plans it."""
        values = super().values()
        values["title"] = values["title"] or f"Nattvandring i {self.cleaned_data['district']}"
        return values


class ActivityForm(PlanForm):
    """Publish an activity."""

    kind = ACTIVITY
    copied = (*PlanForm.copied, "age_from", "age_to", "cost", "accessibility", "contact")

    age_from = forms.IntegerField(label=_("Från ålder"), min_value=0, max_value=OLDEST, required=False)
    age_to = forms.IntegerField(
        label=_("Till ålder"), min_value=0, max_value=OLDEST, required=False, help_text=_("Tomt betyder ingen gräns.")
    )
    cost = forms.CharField(
        label=_("Kostnad"), max_length=80, required=False, help_text=_("Till exempel: Gratis, 20 kr.")
    )
    accessibility = forms.CharField(
        label=_("Tillgänglighet"),
        max_length=200,
        required=False,
        help_text=_("Ramp, hörslinga, toalett. Det som den som kommer behöver veta."),
    )
    contact = forms.CharField(
        label=_("Kontakt"),
        max_length=120,
        required=False,
        help_text=_("En funktion, till exempel föreningens adress. Aldrig en privatpersons nummer."),
    )

    @classmethod
    def defaults(cls, now: dt.datetime, district: District | None) -> dict[str, Any]:
        """The coming Saturday evening, free of charge."""
        return super().defaults(now, district) | {
            "date": coming(SATURDAY, now),
            "starts_at": dt.time(18),
            "ends_at": dt.time(21),
            "cost": "Gratis",  # what is kept is Swedish, whoever publishes it
        }


class MeetingForm(PlanForm):
    """Call a watch meeting."""

    kind = WATCH_MEETING

    @classmethod
    def defaults(cls, now: dt.datetime, district: District | None) -> dict[str, Any]:
        """In two weeks, an hour and a half after work."""
        return super().defaults(now, district) | {
            "title": "Områdesmöte",
            "date": clock.local(now).date() + dt.timedelta(days=14),
            "starts_at": dt.time(18, 30),
            "ends_at": dt.time(20),
        }


def coming(weekday: int, now: dt.datetime) -> dt.date:
    """The next such weekday (Monday 0), today included until 18 in the evening."""
    wall = clock.local(now)
    days = (weekday - wall.weekday()) % 7
    if days == 0 and wall.hour >= 18:
        days = 7
    return wall.date() + dt.timedelta(days=days)
