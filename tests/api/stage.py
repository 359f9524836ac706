"""The demo on a Friday night, with a row for every verb of the API; and the requests that fit those rows."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from backend.common.clock import Week, at
from backend.common.viewer import Role
from backend.demo.accounts import DOMAIN, ORGANISATION_OF
from backend.demo.events import friday_id
from backend.demo.load import load
from events.actions import feeds, teams
from events.calendars.tokens import new_token
from events.models import Event, FocusPlace, Signup
from events.states import EventState, FeedKind
from places.models import District, Municipality, Place
from situation.actions.focus import decide_focus
from situation.actions.measures import Plan, propose_measure
from situation.actions.weeks import draft_picture, ensure_week
from situation.models import Measure
from tests import factories
from tips.actions import triage
from tips.actions.ingest import ingest
from tips.report import Report
from volunteers.models import Membership, Organisation, User
from volunteers.viewers import build

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend.common.viewer import Viewer
    from tips.models import Tip

NIGHT = at(dt.date(2026, 11, 20), dt.time(22, 40))
THIS_WEEK, OLD_WEEK, FIXED_WEEK = "2026-W47", "2026-W43", "2026-W46"
DAY = dt.timedelta(days=1)
# One account of the demo for each role; a resident has none.
PEOPLE = {
    "RES": None, "VOL": "fatima.abdi", "LEA": "johan.lindqvist", "COO": "yasmin.korkmaz", "ASS": "marko.nieminen",
    "CON": "gunilla.oberg", "MSC": "elin.forsberg", "POL": "henrik.dahl", "HOU": "selma.aydin",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ready:
    """A part of a request that fits rows there are; what it leaves open is generated."""

    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] | None = None
    body: dict[str, Any] | None = None


DROP = object()
"""A member that the generated body must not have here."""


class Stage:
    """Botkyrka on the night of 20 November 2026, at twenty to eleven."""

    def __init__(self) -> None:
        load(NIGHT)
        self.municipality = Municipality.objects.get(code="0127")
        self.fittja = District.objects.get(municipality=self.municipality, name="Fittja")
        self.tumba = District.objects.get(municipality=self.municipality, name="Tumba")
        self.station = Place.objects.get(municipality=self.municipality, name="Fittja tunnelbanestation")
        self.square = Place.objects.get(municipality=self.municipality, name="Fittja centrum")
        self.walkers, self.club, self.watch, self.landlord = (
            Organisation.objects.get(pk=ORGANISATION_OF[key].id) for key in ("fittja", "club", "watch", "landlord")
        )
        self._evening()
        self._plans()
        self._reports()
        self._meetings()

    def user(self, role: str) -> User | None:
        """The role's account."""
        key = PEOPLE[role]
        return User.objects.get(email=f"{key}@{DOMAIN}") if key else None

    def viewer(self, role: str) -> Viewer:
        """The role's viewer."""
        return build(self.user(role), self.municipality.pk, now=NIGHT, second_factor=True)

    def _evening(self) -> None:
        """Tonight's walk in Fittja, in two groups; one like it of the club; and what can be closed."""
        self.tonight = Event.objects.get(pk=friday_id(Week.parse(THIS_WEEK)))
        coming = list(Signup.objects.filter(event=self.tonight, state="coming").order_by("answered_at", "id"))
        halves = [teams.Group(tuple(row.pk for row in half), "") for half in (coming[::2], coming[1::2])]
        teams.form_teams(viewer=self.viewer("COO"), event_id=self.tonight.pk, groups=halves, now=NIGHT - DAY / 8)
        self.club_walk = self._event(self.club, title="Fotbollsvandring", starts_at=NIGHT - DAY / 12)
        members = [factories.make_member(self.club, name=name) for name in ("Sara Holm", "Nadia Ali", "Olle Berg")]
        self.club_team = factories.make_team(self.club_walk, *members[:2])
        for walk in (self.tonight, self.club_walk):
            FocusPlace.objects.create(event=walk, place=self.square, why="Mörkt vid trappan")
        self.begun = [
            self._event(self.walkers, starts_at=NIGHT - DAY / 6),
            self._event(self.club, kind="activity", starts_at=NIGHT - DAY / 6),
            self._event(self.watch, self.tumba, kind="watch_meeting", starts_at=NIGHT - DAY / 24),
        ]
        factories.make_signup(self.begun[0], self.user("LEA"), is_leader=True)

    def _plans(self) -> None:
        """Drafts, and events ahead that people have answered."""
        kinds = ((self.walkers, "night_walk"), (self.club, "activity"), (self.watch, "watch_meeting"))
        self.drafts = [
            self._event(who, kind=kind, state=EventState.DRAFT, published_at=None, starts_at=NIGHT + 2 * DAY)
            for who, kind in kinds
        ]
        self.ahead = [self._event(who, kind=kind, starts_at=NIGHT + 7 * DAY) for who, kind in kinds]
        self.club_ahead = self._event(self.club, starts_at=NIGHT + 8 * DAY)
        self.tumba_walk = self._event(self.walkers, self.tumba, starts_at=NIGHT + 9 * DAY)
        everybody = User.objects.filter(memberships__organisation=self.walkers).order_by("id")
        self.signups = [factories.make_signup(self.ahead[0], user) for user in everybody[:4]]
        self.club_signups = [
            factories.make_signup(self.club_ahead, user)
            for user in User.objects.filter(memberships__organisation=self.club, memberships__role=Role.VOLUNTEER)
        ]
        self.focus = [
            FocusPlace.objects.create(event=walk, place=self.station, why="Släckta lampor") for walk in self.ahead[:1]
        ]

    def _event(self, who: Organisation, where: District | None = None, **values: Any) -> Event:
        return factories.make_event(who, where or self.fittja, place=None, **values)

    def _reports(self) -> None:
        """Observations in every state of the queue; one whose text somebody has to read."""
        viewer, elin = self.viewer("RES"), self.viewer("MSC")

        def tell(text: str = "", by: Viewer = viewer, **values: Any) -> tuple[Tip, str]:
            where = {"place_id": self.station.pk, "text": text} | values
            report = Report(id=uuid.uuid4(), category="lighting_broken", occurred_at=NIGHT - DAY / 24, **where)
            receipt = ingest(viewer=by, report=report, now=NIGHT)
            return receipt.tip, receipt.code

        self.new, self.code = tell("Tre lampor i rad")
        housing = Place.objects.filter(district=self.fittja, ground_owner="housing").order_by("id")[:1].get()
        self.told = {
            "LEA": tell(by=self.viewer("LEA"), walk_id=self.tonight.pk)[0],
            "CON": tell(place_id=None, district_id=self.tumba.pk)[0],
            "HOU": tell(place_id=housing.pk)[0],
        }
        self.held, _code = tell("Ring Anders på 070-123 45 67")
        self.taken = triage.take_up(viewer=elin, tip_id=tell()[0].pk, version=1, now=NIGHT)
        again = triage.take_up(viewer=elin, tip_id=tell()[0].pk, version=1, now=NIGHT)
        self.closed = triage.close(viewer=elin, tip_id=again.pk, version=2, reason="no_action", now=NIGHT)

    def _meetings(self) -> None:
        """A week that can be fixed, one that goes on, measures on the table, calendars, people."""
        elin = self.viewer("MSC")
        for key in (OLD_WEEK, THIS_WEEK):
            week = ensure_week(municipality_id=self.municipality.pk, key=key, now=NIGHT)
            draft_picture(viewer=elin, week_id=week.pk, now=NIGHT)
            week.refresh_from_db()
            if key == OLD_WEEK:
                self.old_week = week
        self.decided_focus = [
            decide_focus(viewer=elin, week_id=week.pk, place_id=place.pk, why="Mörkt", now=NIGHT)
            for place in Place.objects.filter(municipality=self.municipality).order_by("name_sort", "id")[:4]
        ]
        plan = Plan(
            title="Byt lampor", kind="lighting", owner_id=self.landlord.pk, deadline=(NIGHT + 9 * DAY).date(),
            place_id=self.station.pk,
        )  # fmt: skip
        self.proposed = propose_measure(viewer=elin, week_id=week.pk, plan=plan, now=NIGHT)
        self.decided = list(Measure.objects.filter(municipality=self.municipality, state="decided"))
        police = Organisation.objects.get(pk=ORGANISATION_OF["police"].id)
        for owner in (self.landlord, police):
            row = propose_measure(viewer=elin, week_id=week.pk, plan=replace(plan, owner_id=owner.pk), now=NIGHT)
            Measure.objects.filter(pk=row.pk).update(state="decided")
            self.decided.append(Measure.objects.get(pk=row.pk))
        self.feeds = {
            role: feeds.create_feed(
                viewer=self.viewer(role), kind=FeedKind.PERSON, organisation_id=None, label="", token=new_token(),
                now=NIGHT,
            )
            for role in PEOPLE
            if role != "RES"
        }  # fmt: skip
        self.memberships = {
            role: Membership.objects.filter(user=self.user(role)).get() for role in PEOPLE if role != "RES"
        }
        for role in ("COO", "ASS", "CON", "MSC"):  # the last one who leads does not leave
            mine = self.memberships[role]
            factories.make_member(mine.organisation, Role(mine.role), f"Ersättare {role}")


def paths(name: str, rows: Iterable[Any], **more: Any) -> list[Ready]:
    """One ready request for each row, by the name of its id in the address."""
    return [Ready(path={name: str(row.pk)}, **more) for row in rows]
