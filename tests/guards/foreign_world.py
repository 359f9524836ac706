"""The matrix's three corners, with what its doors do not need: whatever an address, a query or a body can name."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend.common.viewer import Role
from events.models import CheckIn, DecidedFocus, FocusAnswer, FocusPlace
from tests import factories
from tests.factories import NOW
from tests.guards import matrix_world
from tests.guards.matrix_world import KIND_OF, NEXT
from tests.situation.cast import make_tip
from volunteers.actions.reading import record
from volunteers.models import GoldenRules, Invitation, JoinRequest
from volunteers.reading import MEMBERS
from volunteers.states import AccessKind, InvitationWay, OrganisationKind
from volunteers.viewers import build as viewer_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from events.models import Event
    from tests.guards.matrix_world import Corner
    from volunteers.models import Organisation

WALKERS, CLUB, WATCH = OrganisationKind.NIGHT_WALK_GROUP, OrganisationKind.ASSOCIATION, OrganisationKind.WATCH_AREA


def build() -> Things:
    """Everything, in the database."""
    world = matrix_world.build()
    here, there = _of_municipality(world.own), _of_municipality(world.foreign)
    return Things(More(world.own, here), More(world.other, here), More(world.foreign, there))


def _of_municipality(corner: Corner) -> dict[str, Any]:
    """What a municipality has one of: two corners of it share it."""
    here = corner.municipality
    rules = GoldenRules.objects.create(
        municipality=here, version=1, texts={"sv": ["Gå aldrig ensam."]}, published_at=NOW
    )
    decided = DecidedFocus.objects.create(
        municipality=here, week=NEXT.key, place=corner.place, why="Mörkt", decided_at=NOW
    )
    return {"rules": rules.pk, "decided_focus": decided.pk}


@dataclass
class More:
    """A corner and what else stands in it."""

    corner: Corner
    shared: dict[str, Any]

    def __post_init__(self) -> None:
        corner = self.corner
        self._point()
        for organisation in corner.organisations.values():
            organisation.contact_email = "funktion@example.org"
            organisation.save()
        self.by_kind = {kind: self._of(made) for kind, made in corner.organisations.items()}
        self.by_walk = {walk.pk: self._of_walk(walk) for walk in (corner.walk, corner.club_walk)}
        taken = make_tip(
            corner.district, at=NOW - dt.timedelta(hours=3), place=corner.place, state="taken_up", version=2
        )
        coordinator = corner.people[Role.COORDINATOR]
        self._is_read_by(coordinator)
        self.once = {
            "taken_tip": taken.pk,
            "reader": coordinator.pk,
            "askable": corner.organisations[WATCH].pk,
            "landlord": corner.organisations[OrganisationKind.HOUSING_COMPANY].pk,
            "leading_member": corner.people[Role.ASSOCIATION].pk,
            "new": uuid.uuid5(uuid.NAMESPACE_URL, corner.name),
            "name": corner.name,
            "point": f"{corner.place.latitude},{corner.place.longitude}",
        }

    def of(self, role: Role | None) -> dict[str, Any]:
        """By the names of addresses, queries and bodies, as that role uses them."""
        found = self.corner.of(role)
        kind = KIND_OF[role] if role else WALKERS
        more = self.by_kind[kind] | self.by_walk[found["walk"]] | {"signup_two": found["signups"][1]}
        return found | self.shared | self.once | more

    def _point(self) -> None:
        """The corner's place is known to the metre, each in a spot of its own."""
        place = self.corner.place
        place.latitude, place.longitude, place.uncertainty_m = round(59 + len(place.name) / 100, 4), 17.8, 9
        place.save()

    def _is_read_by(self, reader: Any) -> None:
        """A line of the read log for each member."""
        record(
            viewer=viewer_of(reader, self.corner.municipality.pk, now=NOW, second_factor=True),
            subjects=[member.pk for member in self.corner.members.values()],
            what=MEMBERS,
            fields=["name"],
            now=NOW,
            kind=AccessKind.EXPORT,
        )

    def _of(self, organisation: Organisation) -> dict[str, Any]:
        """Of an organisation: a youth who walks, a member who is protected, somebody kept, and who wants to come in."""
        youth = factories.make_member(organisation, name="Ungdom", cleared=("training", "record_check"))
        protected = factories.make_member(organisation, name="Skyddad", is_protected=True)
        for number in (1, 2):  # a list of two has a second page of one
            asking = factories.make_user("Frågar")
            JoinRequest.objects.create(organisation=organisation, user=asking, asked_at=NOW)
            factories.make_consent(factories.make_member(organisation, name=f"Ung {number}"), organisation)
            Invitation.objects.create(
                organisation=organisation, role=Role.VOLUNTEER, way=InvitationWay.LINK, label="Klass 7B",
                token_hash=f"{organisation.pk} {number}", created_at=NOW, expires_at=NOW + dt.timedelta(days=30),
                max_uses=30,
            )  # fmt: skip
        kept = self.corner.kept[organisation.kind]
        return {"youth": youth.pk, "protected": protected.pk, "kept_person": kept.user_id}

    def _of_walk(self, walk: Event) -> dict[str, Any]:
        """What a phone has sent from it, and a place of which it has sent nothing."""
        team, focus = walk.teams.get(), walk.focus_places.get()
        times = {"occurred_at": NOW, "sent_at": NOW, "received_at": NOW, "corrected_at": NOW}
        sent: dict[str, Any] = {"digest": "0", "sender": self.corner.people[Role.WALK_LEADER], **times}
        said = FocusAnswer.objects.create(id=uuid.uuid4(), team=team, focus_place=focus, answer="seen", **sent)
        return {
            "focus_place": focus.pk,
            "free_focus": FocusPlace.objects.create(event=walk, place=self.corner.spare, why="Tomt").pk,
            "check_in": CheckIn.objects.create(id=uuid.uuid4(), team=team, kind="ok", **sent).pk,
            "focus_answer": said.pk,
        }


@dataclass
class Things:
    """The viewer's own corner, another of the same municipality, and a foreign one."""

    own: More
    other: More
    foreign: More

    @functools.cached_property
    def known(self) -> frozenset[str]:
        """Every id of the three corners."""
        return _words(self.own) | _words(self.other) | _words(self.foreign)

    @functools.cached_property
    def words_of_foreign(self) -> frozenset[str]:
        """The foreign corner's ids, and the name that its things bear."""
        ids = _words(self.foreign) - _words(self.own) - _words(self.other)
        return frozenset({word for word in ids if len(word) == len(str(uuid.UUID(int=0)))} | {self.foreign.corner.name})


def _words(more: More) -> frozenset[str]:
    return frozenset(str(value) for role in (*more.corner.people, None) for value in more.of(role).values())


def parameters(route: str, ids: Mapping[str, Any]) -> dict[str, Any]:
    """What a route of that name takes, by its parameters' names."""
    kind = next((word for word in ("activity", "meeting") if word in route), "walk")
    special: dict[str, Any] = {
        "api-events:answer": {"event_id": ids["free"]},
        "events:walk_answer": {"event_id": ids["free"]},
        "api-events:in-charge": {"event_id": ids["activity"], "user_id": ids["leading_member"]},
        "api-events:answer-for": {"membership_id": ids["kept"]},
        "api-volunteers:letters": {"user_id": ids["protected"]},
        "volunteers:letter": {"user_id": ids["protected"]},
    }
    named = ("organisation", "focus_place", "team", "tip", "signup", "membership", "check_in", "receiver")
    return {
        "event_id": ids[kind],
        **{f"{name}_id": ids[name] for name in named},
        "user_id": ids["member"],
        "decided_id": ids["decided_focus"],
        "answer_id": ids["focus_answer"],
        "key": ids["week"],
        **special.get(route, {}),
    }
