"""Makes things with sensible defaults; every value that a test cares for is named by the test."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from backend.common.clock import USUAL_BOUNDARY, weekday
from backend.common.db import search_key, sort_key
from backend.common.viewer import Role
from events.models import Event, Signup, Team, TeamMember
from events.states import EventState, SignupState
from places.models import District, Municipality, Place
from volunteers.models import Clearance, GuardianConsent, Membership, Organisation, User
from volunteers.states import OrganisationKind

_numbers = itertools.count(1)

# A Friday in November at 18:00 local time: three hours before the walk that make_event plans.
NOW = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)


def make_municipality(name: str = "Botkyrka", **values: Any) -> Municipality:
    """A municipality that answers at <name>.localhost."""
    defaults = {"code": f"{next(_numbers):04d}", "hostname": f"{name.lower()}.localhost"}
    return Municipality.objects.create(name=name, **defaults | values)


def make_district(municipality: Municipality, name: str = "Fittja", **values: Any) -> District:
    """A district without polygon."""
    return District.objects.create(municipality=municipality, name=name, name_sort=sort_key(name), **values)


def make_place(district: District, name: str = "Fittja tunnelbanestation", **values: Any) -> Place:
    """A place without point."""
    values.setdefault("kind", "metro")
    return Place.objects.create(
        municipality=district.municipality,
        district=district,
        name=name,
        name_search=search_key(name),
        name_sort=sort_key(name),
        **values,
    )


def make_organisation(
    municipality: Municipality,
    kind: str = OrganisationKind.NIGHT_WALK_GROUP,
    districts: tuple[District, ...] = (),
    **values: Any,
) -> Organisation:
    """An active organisation."""
    name = values.pop("name", f"Organisation {next(_numbers)}")
    made = Organisation.objects.create(
        municipality=municipality, kind=kind, name=name, name_sort=sort_key(name), **values
    )
    made.districts.set(districts)
    return made


def make_user(name: str = "Kim", **values: Any) -> User:
    """A person with an address and no password."""
    values.setdefault("email", f"{search_key(name).replace(' ', '.')}{next(_numbers)}@example.org")
    return User.objects.create_user(name=name, **values)


def make_member(
    organisation: Organisation,
    role: Role = Role.VOLUNTEER,
    name: str = "Kim",
    *,
    cleared: tuple[str, ...] = ("of_age", "training", "record_check"),
    **values: Any,
) -> User:
    """A new person with a role in the organisation, cleared for whatever can be done there unless said otherwise."""
    user = make_user(name, **values)
    Membership.objects.create(organisation=organisation, user=user, role=role, since=NOW)
    Clearance.objects.bulk_create(make_clearance(user, organisation, kind, save=False) for kind in cleared)
    return user


def make_clearance(
    user: User, organisation: Organisation, kind: str = "training", *, save: bool = True, **values: Any
) -> Clearance:
    """Noted long ago, and for ever."""
    by_leader = kind in ("training", "record_check")
    defaults: dict[str, Any] = {
        "municipality_id": organisation.municipality_id,
        "organisation": organisation if by_leader else None,
        "given_on": dt.date(2026, 1, 1),
        "age": 30 if kind == "of_age" else None,
        "noted_at": NOW,
    }
    made = Clearance(user=user, kind=kind, **defaults | values)
    if save:
        made.save()
    return made


def make_consent(user: User, organisation: Organisation, **values: Any) -> GuardianConsent:
    """Of a walker who turns eighteen next year, for this school year."""
    defaults: dict[str, Any] = {
        "guardian_name": "Vera Vårdnad",
        "given_on": dt.date(2026, 9, 1),
        "adult_on": dt.date(2027, 10, 1),
        "ends_on": dt.date(2027, 6, 15),
        "noted_at": NOW,
    }
    made: GuardianConsent = GuardianConsent.objects.create(user=user, organisation=organisation, **defaults | values)
    return made


def make_event(organisation: Organisation, district: District, **values: Any) -> Event:
    """An open night walk on Friday 20 November 2026, 21:00–00:30 local time, 2 to 6 people."""
    starts_at = values.pop("starts_at", NOW + dt.timedelta(hours=3))
    defaults: dict[str, Any] = {
        "kind": "night_walk",
        "title": "Nattvandring Fittja",
        "state": EventState.OPEN,
        "ends_at": starts_at + dt.timedelta(hours=3, minutes=30),
        "week": USUAL_BOUNDARY.week_of(starts_at).key,
        "weekday": weekday(starts_at),
        "min_people": 2,
        "max_people": 6,
        "changed_at": NOW,
        "published_at": NOW,
    }
    return Event.objects.create(
        municipality=organisation.municipality,
        organisation=organisation,
        district=district,
        starts_at=starts_at,
        **defaults | values,
    )


def make_signup(event: Event, user: User, **values: Any) -> Signup:
    """A yes."""
    defaults = {"state": SignupState.COMING, "answered_at": NOW, "changed_at": NOW}
    return Signup.objects.create(event=event, user=user, **defaults | values)


def make_team(event: Event, *users: User, **values: Any) -> Team:
    """A group of people who said yes (signed up when they had not)."""
    team = Team.objects.create(event=event, name=values.pop("name", "Grupp 1"), formed_at=NOW, **values)
    for user in users:
        signup = Signup.objects.filter(event=event, user=user).first() or make_signup(event, user)
        TeamMember.objects.create(team=team, signup=signup)
    return team


def fact_times(at: dt.datetime = NOW) -> dict[str, Any]:
    """A phone's id and times for something that happened and was sent at ``at``."""
    return {"id": uuid.uuid4(), "occurred_at": at, "sent_at": at}
