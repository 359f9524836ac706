"""One more row of everything that a list shows, for somebody of each role."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend.common.clock import USUAL_BOUNDARY
from backend.common.viewer import Role
from events.actions.feeds import create_feed
from events.calendars.tokens import new_token
from events.models import CheckIn, DecidedFocus, Event, FocusAnswer, FocusPlace, Team
from events.states import EventState, FeedKind
from notifications.models import Delivery
from places.models import ContactChannel
from situation.actions.weeks import draft_picture, ensure_week
from situation.models import Measure, MeasureEvent, PoliceEvent
from tests import factories
from tests.factories import NOW
from tests.situation.cast import make_tip
from tips.models import Handoff, Tip, TipEvent
from volunteers.actions.reading import record
from volunteers.models import Membership, User
from volunteers.reading import MEMBERS
from volunteers.states import AccessKind
from volunteers.viewers import build

if TYPE_CHECKING:
    from places.models import District, Municipality, Place
    from volunteers.models import Organisation

WEEK = USUAL_BOUNDARY.week_of(NOW)
ROLES_IN = {
    "walkers": (Role.VOLUNTEER, Role.WALK_LEADER, Role.COORDINATOR),
    "club": (Role.ASSOCIATION,),
    "watch_area": (Role.CONTACT_PERSON,),
    "safety_unit": (Role.SAFETY_COORDINATOR, Role.DATA_PROTECTION),
    "police_station": (Role.POLICE,),
    "landlord": (Role.HOUSING,),
}


@dataclass
class Rows:
    """A municipality with one thing of each kind that has a page of its own, and lists that grow by ``add``."""

    municipality: Municipality
    district: District
    place: Place
    organisations: dict[str, Organisation]
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.people = {
            role: factories.make_member(self.organisations[name], role, f"Person {role}")
            for name, roles in ROLES_IN.items()
            for role in roles
        }
        self.week = ensure_week(municipality_id=self.municipality.pk, key=WEEK.key, now=NOW)
        self.walk = self._event("walkers", state=EventState.UNDER_WAY, starts_at=NOW - dt.timedelta(hours=1))
        self.planned = self._event("walkers")
        self.activity, self.meeting = (self._event(name) for name in ("club", "watch_area"))
        self.tip = self._tip()
        self.measure = self._measure(self.week)
        safety = build(self.people[Role.SAFETY_COORDINATOR], self.municipality.pk, now=NOW, second_factor=True)
        draft_picture(viewer=safety, week_id=self.week.pk, now=NOW)
        self.add()
        team = Team.objects.get(event=self.walk)
        self.ids = {
            "organisation_id": self.organisations["walkers"].pk,
            "tip_id": self.tip.pk,
            "measure_id": self.measure.pk,
            "team_id": team.pk,
            "key": self.week.key,
            "scope": "aktiviteter",
        }

    def ids_for(self, route: str) -> dict[str, Any]:
        """The parameters of a route of that name."""
        event = self.activity if "activity" in route else self.meeting if "meeting" in route else self.walk
        if route in {"events:walk_edit", "events:walk_cancel"}:
            event = self.planned
        return self.ids | {"event_id": event.pk}

    def add(self) -> None:
        """One more of everything."""
        number = next(self.numbers)
        place = factories.make_place(self.district, f"Plats {number}", latitude=59.2, longitude=17.8, uncertainty_m=9)
        factories.make_district(self.municipality, f"Kommundel {number}")
        self._walk_grows(number, place)
        for name in ("walkers", "club", "watch_area"):
            kept = {"starts_at": NOW + dt.timedelta(days=1, minutes=number)}
            self._event(name, **kept)
            self._event(name, **kept, state=EventState.DRAFT)
            self._event(name, starts_at=NOW - dt.timedelta(days=1, minutes=number), state=EventState.CLOSED)
        for name, organisation in self.organisations.items():
            factories.make_member(organisation, ROLES_IN[name][0], f"Medlem {number}")
        self._tips(number, place)
        self._week_grows(number, place)
        for role, user in self.people.items():
            self._belongs_to(user, role, number)
            self._is_read(user, number)
        ContactChannel.objects.create(
            municipality=self.municipality, kind="emergency", title={"sv": f"Ring {number}"}, phone=f"11{number}"
        )

    def _is_read(self, user: User, number: int) -> None:
        """A line of the read log: the coordinator of the walkers read the person's name, an hour later each time."""
        reader = build(self.people[Role.COORDINATOR], self.municipality.pk, now=NOW, second_factor=True)
        record(
            viewer=reader,
            subjects=[user.pk],
            what=MEMBERS,
            fields=["name"],
            now=NOW - dt.timedelta(hours=number),
            kind=AccessKind.EXPORT,
        )

    def _event(self, name: str, **values: Any) -> Event:
        """Somebody's event, to which everybody who may has said yes."""
        kind = {"walkers": "night_walk", "club": "activity", "watch_area": "watch_meeting"}[name]
        limits = {"min_people": 2, "max_people": 99} if name == "walkers" else {"min_people": 0, "max_people": 0}
        values |= {"place": self.place} | limits
        event = factories.make_event(self.organisations[name], self.district, kind=kind, **values)
        if name != "club":
            for role in ROLES_IN[name]:
                factories.make_signup(event, self.people[role], is_leader=role == Role.WALK_LEADER)
        return event

    def _walk_grows(self, number: int, place: Place) -> None:
        """Two more people who make one more group, with a sign of life and an answer about one more place."""
        organisation = self.organisations["walkers"]
        two = [factories.make_member(organisation, name=f"{name} {number}") for name in ("Ada", "Bo")]
        team = factories.make_team(self.walk, *two, name=f"Grupp {number}", state="out", out_at=NOW, last_sign_at=NOW)
        fact = {"occurred_at": NOW, "sent_at": NOW, "received_at": NOW, "corrected_at": NOW, "sender": two[0]}
        CheckIn.objects.create(id=uuid.uuid4(), team=team, kind="out", digest="0", **fact)
        focus = FocusPlace.objects.create(event=self.walk, place=place, why="Mörkt")
        FocusAnswer.objects.create(id=uuid.uuid4(), team=team, focus_place=focus, answer="seen", digest="0", **fact)

    def _tip(self, **values: Any) -> Tip:
        return make_tip(self.district, at=NOW - dt.timedelta(hours=2), place=self.place, event=self.walk, **values)

    def _tips(self, number: int, place: Place) -> None:
        """One in each state, one whose text waits, one without a place; and one more step of the one with a page."""
        for state in ("received", "taken_up", "forwarded", "closed"):
            Handoff.objects.create(
                tip=self._tip(state=state), organisation=self.organisations["landlord"], created_at=NOW, changed_at=NOW
            )
        self._tip(text="Ring 070-123 45 67", text_state="held")
        make_tip(self.district, at=NOW - dt.timedelta(hours=3))
        actor, receiver = self.people[Role.SAFETY_COORDINATOR], self.organisations["landlord"]
        said = {"name": "send_on", "to_state": "forwarded", "actor": actor, "receiver": receiver}
        TipEvent.objects.create(tip=self.tip, at=NOW, **said)
        Handoff.objects.create(tip=self.tip, organisation=receiver, created_at=NOW, changed_at=NOW)

    def _measure(self, week: Any) -> Measure:
        return Measure.objects.create(
            municipality=self.municipality, week=week, title="Byt lampor", kind="lighting", place=self.place,
            owner=self.organisations["landlord"], deadline=NOW.date(), changed_at=NOW,
        )  # fmt: skip

    def _week_grows(self, number: int, place: Place) -> None:
        """One more week, measures now and before, a decided place, one of the police's lines."""
        earlier = ensure_week(municipality_id=self.municipality.pk, key=WEEK.next(-number).key, now=NOW)
        for week in (self.week, earlier):
            self._measure(week)
        actor = self.people[Role.SAFETY_COORDINATOR]
        MeasureEvent.objects.create(measure=self.measure, at=NOW, to_state="decided", actor=actor)
        DecidedFocus.objects.create(
            municipality=self.municipality, week=WEEK.next().key, place=place, why="Mörkt", decided_at=NOW
        )
        PoliceEvent.objects.create(
            municipality=self.municipality, source_id=number, kind="Brand", place_text="Botkyrka", url="/x",
            published_at=NOW, occurred_at=NOW, week=WEEK.key, raw_digest="0", first_seen_at=NOW, changed_at=NOW,
        )  # fmt: skip

    def _belongs_to(self, user: User, role: Role, number: int) -> None:
        """One more role, calendar link and message of a person."""
        kind = next(self.organisations[name].kind for name, roles in ROLES_IN.items() if role in roles)
        another = factories.make_organisation(self.municipality, kind, (self.district,), name=f"{kind} {role} {number}")
        Membership.objects.create(organisation=another, user=user, role=role, since=NOW)
        viewer = build(user, self.municipality.pk, now=NOW, second_factor=True)
        create_feed(viewer=viewer, kind=FeedKind.PERSON, label=str(number), token=new_token(), now=NOW)
        Delivery.objects.create(
            municipality=self.municipality, user=user, key=f"{user.pk} {number}", kind="welcome", language="sv",
            subject="Hej", body="Välkommen", created_at=NOW, due_at=NOW,
        )  # fmt: skip
