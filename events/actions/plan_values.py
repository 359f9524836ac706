"""What a planned event must be like: each value checked, with the field at fault in the refusal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from backend.common.clock import weekday
from backend.common.errors import Invalid, NotFound
from events.kinds import KINDS
from events.staffing import SMALLEST_GROUP
from places.models import District, Place
from places.weeks import boundary_of

if TYPE_CHECKING:
    from backend.common.viewer import Viewer
    from events.actions.plan import PlanValues
    from events.models import Event

AHEAD = dt.timedelta(days=400)
# Tonight's walk may be entered tomorrow morning, last week's not.
BEHIND = dt.timedelta(days=1)


class TitleMissing(Invalid):
    """It needs a name."""

    code = "title_missing"
    message = _("Skriv en rubrik.")


class TimeMissing(Invalid):
    """It needs both times."""

    code = "time_missing"
    message = _("Skriv när det börjar och slutar.")


class EndsBeforeStart(Invalid):
    """The end does not lie after the start."""

    code = "ends_before_start"
    message = _("Sluttiden måste ligga efter starttiden.")


class TooLong(Invalid):
    """Longer than its kind may be."""

    code = "too_long"
    message = _("Det får vara högst %(hours)s timmar långt.")


class TooFarBack(Invalid):
    """The start lies in the past."""

    code = "too_far_back"
    message = _("Starttiden har redan passerat.")


class TooFarAhead(Invalid):
    """Nobody plans that far."""

    code = "too_far_ahead"
    message = _("Starttiden ligger för långt fram. Välj en tid inom ett år.")


class DistrictMissing(Invalid):
    """Neither a place nor a district."""

    code = "district_missing"
    message = _("Välj plats eller kommundel.")


class NeverAlone(Invalid):
    """Nobody walks alone: a walk, and each of its groups, is two people at least."""

    code = "never_alone"
    message = _("Ingen går ensam. Minst två personer behövs.")


class MaxBelowMin(Invalid):
    """The maximum is below the minimum."""

    code = "max_below_min"
    message = _("Högsta antalet kan inte vara lägre än det minsta.")


class AgesReversed(Invalid):
    """The upper age is below the lower."""

    code = "ages_reversed"
    message = _("Den högre åldern kan inte vara lägre än den lägre.")


class BadValue(Invalid):
    """Too long, negative, or not one of the choices."""

    code = "bad_value"
    message = "%(reason)s"  # the reason is a sentence already


_PLAIN = (
    "description",
    "starts_at",
    "ends_at",
    "meeting_point",
    "min_people",
    "max_people",
    "age_from",
    "age_to",
    "cost",
    "accessibility",
    "contact",
)
_PLACED = ("place_id", "district_id")


def apply(event: Event, values: PlanValues, *, viewer: Viewer, now: dt.datetime) -> None:
    """Put the values on the event and check the whole of it; saves nothing.

    The place's district wins over a named one. Raises NotFound and the Invalid refusals above.
    """
    starts_before = event.starts_at
    for name in _PLAIN:
        if name in values:
            setattr(event, name, values[name])  # type: ignore[literal-required]
    if "title" in values:
        event.title = " ".join(values["title"].split())
    if KINDS[event.kind].walks and event._state.adding and "min_people" not in values:  # noqa: SLF001 -- Django's own
        event.min_people = SMALLEST_GROUP
    if event._state.adding or any(name in values for name in _PLACED):  # noqa: SLF001
        _put(event, values, viewer)
    _check(event)
    _check_times(event, starts_before, now)
    if event._state.adding or event.starts_at != starts_before:  # noqa: SLF001
        event.week = boundary_of(event.municipality_id).week_of(event.starts_at).key
        event.weekday = weekday(event.starts_at)


def _put(event: Event, values: PlanValues, viewer: Viewer) -> None:
    place_id = values.get("place_id", event.place_id)
    district_id = values.get("district_id", event.district_id)
    if place_id is not None:
        place = Place.objects.visible_to(viewer).select_related("district").filter(pk=place_id).first()
        if place is None:
            raise NotFound(field="place")
        event.place, event.district = place, place.district
        return
    event.place = None
    if district_id is None:
        raise DistrictMissing(field="district")
    district = District.objects.visible_to(viewer).filter(pk=district_id).first()
    if district is None:
        raise NotFound(field="district")
    event.district = district


def _check(event: Event) -> None:
    if not event.title:
        raise TitleMissing(field="title")
    if KINDS[event.kind].walks and event.min_people < SMALLEST_GROUP:
        raise NeverAlone(field="min_people")
    if event.max_people is not None and event.max_people < max(event.min_people, 1):
        raise MaxBelowMin(field="max_people")
    if event.age_from is not None and event.age_to is not None and event.age_to < event.age_from:
        raise AgesReversed(field="age_to")
    try:
        event.clean_fields(
            exclude=[
                "municipality",
                "organisation",
                "district",
                "place",
                "week",
                "weekday",
                "starts_at",
                "ends_at",
                "changed_at",
            ]
        )
    except ValidationError as wrong:
        name, faults = next(iter(wrong.message_dict.items()))
        raise BadValue(field=name, reason=faults[0]) from wrong


def _check_times(event: Event, starts_before: dt.datetime | None, now: dt.datetime) -> None:
    if event.starts_at is None or event.ends_at is None:
        raise TimeMissing(field="starts_at" if event.starts_at is None else "ends_at")
    if event.starts_at != starts_before:
        if event.starts_at < now - BEHIND:
            raise TooFarBack(field="starts_at")
        if event.starts_at > now + AHEAD:
            raise TooFarAhead(field="starts_at")
    if event.ends_at <= event.starts_at:
        raise EndsBeforeStart(field="ends_at")
    longest = KINDS[event.kind].longest
    if event.ends_at - event.starts_at > longest:
        raise TooLong(field="ends_at", hours=int(longest.total_seconds() // 3600))
