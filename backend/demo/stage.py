"""What the demo's stories share: the clock, the municipality, and who acts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend.common import clock
from backend.common.clock import USUAL_BOUNDARY, Week
from backend.common.viewer import Via, Viewer, system
from backend.demo.accounts import ORGANISATION_OF, PEOPLE
from places.models import Place
from volunteers.models import Organisation, User
from volunteers.viewers import build

if TYPE_CHECKING:
    from uuid import UUID

    from places.models import Municipality

FRIDAY, SATURDAY = 4, 5
WALK_STARTS, WALK_ENDS = dt.time(21), dt.time(0, 30)


@dataclass(slots=True)
class Stage:
    """One municipality at one moment. Nothing on it happens later than ``now``."""

    municipality: Municipality
    now: dt.datetime
    _viewers: dict[str, Viewer] = field(default_factory=dict)
    _places: dict[str, UUID] = field(default_factory=dict)

    @property
    def system(self) -> Viewer:
        """The operator."""
        return system(self.municipality.pk)

    def viewer(self, key: str) -> Viewer:
        """The person of that key, with the rights of this moment; anonymous when somebody has closed the account."""
        if key not in self._viewers:
            email = next(person.email for person in PEOPLE if person.key == key)
            user = User.objects.filter(email=email).first()
            self._viewers[key] = build(user, self.municipality.pk, now=self.now, second_factor=True, via=Via.COMMAND)
        return self._viewers[key]

    def place(self, name: str) -> UUID:
        """The id of a place by its name."""
        if not self._places:
            self._places = dict(Place.objects.filter(municipality=self.municipality).values_list("name", "pk"))
        return self._places[name]

    def organisation(self, key: str) -> Organisation:
        """The demo's organisation."""
        found: Organisation = Organisation.objects.visible_to(self.system).get(pk=ORGANISATION_OF[key].id)
        return found

    def is_past(self, moment: dt.datetime) -> bool:
        """Whether it has happened."""
        return moment <= self.now

    @property
    def this_week(self) -> Week:
        """The safety week of ``now``."""
        return USUAL_BOUNDARY.week_of(self.now)

    @property
    def coming(self) -> Week:
        """The week of the coming Friday's walk: the one that has not ended yet."""
        week = self.this_week
        return week if not self.is_past(walk_times(week)[1]) else week.next()


def walk_times(week: Week, day: int = FRIDAY) -> tuple[dt.datetime, dt.datetime]:
    """Start and end of a night walk on a day of the week."""
    starts_at = clock.at(week.day(day), WALK_STARTS)
    return starts_at, clock.night_ends(starts_at, WALK_ENDS)


def moment(week: Week, day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A local time on a day of a week; days below 0 or above 6 lie in the neighbouring weeks."""
    return clock.at(week.day(day), dt.time(hour, minute))
