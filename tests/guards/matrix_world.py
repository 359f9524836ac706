"""Two districts of one municipality and one behind the wall, each with one of everything and one of each role."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend.common.clock import USUAL_BOUNDARY
from backend.common.viewer import Role
from events.models import FocusPlace
from events.states import EventState
from situation.actions.weeks import ensure_week
from situation.models import Measure, PoliceEvent
from tests import factories
from tests.factories import NOW
from tests.situation.cast import make_tip
from tips.models import Receiver
from volunteers.models import Clearance, Membership
from volunteers.states import ROLES_OF_KIND, OrganisationKind

if TYPE_CHECKING:
    from events.models import Event
    from places.models import District, Municipality
    from volunteers.models import Organisation, User

WORDS = "Lampan blinkar vid trappan"
WEEK, NEXT = USUAL_BOUNDARY.week_of(NOW), USUAL_BOUNDARY.week_of(NOW).next()
# The organisation in which each role stands.
KIND_OF = {
    Role.VOLUNTEER: OrganisationKind.NIGHT_WALK_GROUP,
    Role.WALK_LEADER: OrganisationKind.NIGHT_WALK_GROUP,
    Role.COORDINATOR: OrganisationKind.NIGHT_WALK_GROUP,
    Role.ASSOCIATION: OrganisationKind.ASSOCIATION,
    Role.CONTACT_PERSON: OrganisationKind.WATCH_AREA,
    Role.SAFETY_COORDINATOR: OrganisationKind.MUNICIPAL_UNIT,
    Role.POLICE: OrganisationKind.POLICE,
    Role.HOUSING: OrganisationKind.HOUSING_COMPANY,
    Role.DATA_PROTECTION: OrganisationKind.MUNICIPAL_UNIT,
}
OF_NEIGHBOURS = {"watch_meeting", "meeting_answer"}
WALKING = (Role.VOLUNTEER, Role.WALK_LEADER)


@dataclass
class Corner:
    """One district's things. ``of(role)`` gives the ids as that role's doors take them."""

    name: str
    municipality: Municipality
    district: District
    week: Any

    def __post_init__(self) -> None:
        self.place = factories.make_place(self.district, f"{self.name} centrum", ground_owner="housing")
        self.spare = factories.make_place(self.district, f"{self.name} torg")
        self.organisations: dict[str, Organisation] = {
            kind: factories.make_organisation(self.municipality, kind, (self.district,), name=f"{kind} {self.name}")
            for kind in dict.fromkeys(KIND_OF.values())
        }
        landlord = self.organisations[OrganisationKind.HOUSING_COMPANY]
        landlord.ground_owner = "housing"
        landlord.save()
        self.people: dict[Role, User] = {
            role: factories.make_member(self.organisations[kind], role, f"{role.value.title()} {self.name}")
            for role, kind in KIND_OF.items()
        }
        self.members = {kind: factories.make_member(made, name="Kim") for kind, made in self.organisations.items()}
        self.memberships = {kind: Membership.objects.get(user=user) for kind, user in self.members.items()}
        self.kept = {kind: self._kept(made) for kind, made in self.organisations.items()}
        for user in self.members.values():
            for kind in ("record_check", "training"):
                Clearance.objects.create(
                    municipality=self.municipality, user=user, kind=kind, given_on=NOW.date(), noted_at=NOW
                )
        self._events()
        self.tip = make_tip(
            self.district, at=NOW - dt.timedelta(hours=2), place=self.place, event=self.walk, text=WORDS,
            text_state="clear",
        )  # fmt: skip
        self.receiver = Receiver.objects.create(
            municipality=self.municipality, category="litter", district=self.district, organisation=landlord
        )
        self.measures = {kind: self._measure(made) for kind, made in self.organisations.items()}
        PoliceEvent.objects.create(
            municipality=self.municipality, source_id=hash(self.name) % 10**9, kind="Brand", url="/x",
            published_at=NOW, occurred_at=NOW, week=WEEK.key, raw_digest="0", first_seen_at=NOW, changed_at=NOW,
        )  # fmt: skip

    def _events(self) -> None:
        """A walk with a group and a focus place, the club's walk, and one of each other kind; each also as a draft."""
        group, club, watch = (
            self.organisations[kind]
            for kind in (OrganisationKind.NIGHT_WALK_GROUP, OrganisationKind.ASSOCIATION, OrganisationKind.WATCH_AREA)
        )
        self.walk, self.club_walk = (self._walk(made) for made in (group, club))
        flat = {"min_people": 0, "max_people": None}
        self.free = self._event(group)
        self.draft_walk = {made.kind: self._event(made, state="draft", published_at=None) for made in (group, club)}
        self.activity = self._event(club, kind="activity", **flat)
        self.draft_activity = self._event(club, kind="activity", state="draft", published_at=None, **flat)
        self.meeting = self._event(watch, kind="watch_meeting", **flat)
        self.draft_meeting = self._event(watch, kind="watch_meeting", state="draft", published_at=None, **flat)

    def _kept(self, organisation: Organisation) -> Membership:
        """Somebody without an account."""
        person = factories.make_user("Rut", email=None, legal_name="Rut Andersson")
        return Membership.objects.create(organisation=organisation, user=person, role=Role.VOLUNTEER, since=NOW)

    def _event(self, organisation: Organisation, **values: Any) -> Event:
        return factories.make_event(organisation, self.district, place=self.place, **values)

    def _walk(self, organisation: Organisation) -> Event:
        walk = self._event(organisation, state=EventState.OPEN)
        walking = [self.people[role] for role in WALKING]
        for user in walking:
            factories.make_signup(walk, user, is_leader=user == self.people[Role.WALK_LEADER])
        factories.make_team(walk, *walking)
        FocusPlace.objects.create(event=walk, place=self.place, why="Mörkt")
        return walk

    def _measure(self, owner: Organisation) -> Measure:
        return Measure.objects.create(
            municipality=self.municipality, week=self.week, title="Byt lampor", kind="lighting", place=self.place,
            owner=owner, deadline=NOW.date(), changed_at=NOW, state="decided",
        )  # fmt: skip

    def of(self, role: Role | None) -> dict[str, Any]:
        """Ids for the addresses and bodies of a role's doors; a resident's are a walker's."""
        kind = KIND_OF[role] if role else OrganisationKind.NIGHT_WALK_GROUP
        walk = self.club_walk if kind == OrganisationKind.ASSOCIATION else self.walk
        team = walk.teams.get()
        signups = [str(row.signup_id) for row in team.members.order_by("id")]
        return {
            "walk": walk.pk,
            "free": self.free.pk,
            "draft_walk": self.draft_walk.get(kind, self.draft_walk[OrganisationKind.NIGHT_WALK_GROUP]).pk,
            "team": team.pk,
            "signups": signups,
            "signup": signups[0],
            "activity": self.activity.pk,
            "draft_activity": self.draft_activity.pk,
            "meeting": self.meeting.pk,
            "draft_meeting": self.draft_meeting.pk,
            "tip": self.tip.pk,
            "receiver": self.receiver.pk,
            "landlord": self.organisations[OrganisationKind.HOUSING_COMPANY].pk,
            "measure": self.measures[kind].pk,
            "organisation": self.organisations[kind].pk,
            "walkers": self.organisations[OrganisationKind.NIGHT_WALK_GROUP].pk,
            "club": self.organisations[OrganisationKind.ASSOCIATION].pk,
            "watch": self.organisations[OrganisationKind.WATCH_AREA].pk,
            "membership": self.memberships[kind].pk,
            "member": self.members[kind].pk,
            "kept": self.kept[kind].pk,
            "role": min(ROLES_OF_KIND[kind]).value,
            "place": self.place.pk,
            "spare": self.spare.pk,
            "district": self.district.pk,
            "municipality": self.municipality.pk,
            "week": WEEK.key,
            "next_week": NEXT.key,
        }


@dataclass
class MatrixWorld:
    """The viewer's own corner, another of the same municipality, and a foreign one."""

    own: Corner
    other: Corner
    foreign: Corner

    def person(self, role: Role | None, artefact: str) -> User | None:
        """Who holds the role; a watch area's volunteer is one of its neighbours."""
        if role is None:
            return None
        if role is Role.VOLUNTEER and artefact in OF_NEIGHBOURS:
            return self.own.members[OrganisationKind.WATCH_AREA]
        return self.own.people[role]

    def targets(self, relation: str, role: Role | None) -> dict[str, Any]:
        """Ids of that corner. A safety coordinator's own organisations are all units, so another's is the walkers'."""
        corner: Corner = getattr(self, relation)
        found = corner.of(role)
        if relation == "other" and role is not None and KIND_OF[role] == OrganisationKind.MUNICIPAL_UNIT:
            walkers = OrganisationKind.NIGHT_WALK_GROUP
            found |= {
                "organisation": found["walkers"],
                "membership": corner.memberships[walkers].pk,
                "role": "volunteer",
            }
        return found


def build() -> MatrixWorld:
    """Everything, in the database."""
    here = factories.make_municipality("Botkyrka", code="0127", is_default=True)
    there = factories.make_municipality("Huddinge", code="0126")
    weeks = {one.pk: ensure_week(municipality_id=one.pk, key=WEEK.key, now=NOW) for one in (here, there)}
    corners = [
        Corner(name, municipality, factories.make_district(municipality, name), weeks[municipality.pk])
        for name, municipality in (("Fittja", here), ("Alby", here), ("Flemingsberg", there))
    ]
    return MatrixWorld(*corners)
