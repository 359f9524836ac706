"""What the walls cost: building the Viewer and scoping a list, against the same page of the same rows unscoped.

A town grows to 1, 500 and 5,000 members of one organisation, and as many organisations, walks and observations. The
floor has its Viewer already and asks for the first page in the same order with the same columns and counts; the
neighbours' rows sort after the page, so that both read the same rows. Twice for somebody with thirty roles.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from typing import TYPE_CHECKING, Any

from django.db import connection

from backend.common import clock
from backend.common.viewer import Role
from events.kinds import NIGHT_WALK
from events.models import Event
from events.querysets.events import _SHOWN_WITH
from tests import factories
from tests.benchmarks.measure import row, taking_turns
from tips.models import Tip
from tips.querysets import ORDER, UNUSED
from volunteers.models import Membership, Organisation, User
from volunteers.states import OrganisationKind
from volunteers.viewers import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from backend.common.viewer import Viewer
    from places.models import District, Municipality

ROUNDS = 5
SIZES = (1, 500, 5000)
PAGE, REPEATS, ROLES = 50, 25, 30
HOUR = dt.timedelta(hours=1)


def bench_viewer(rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """Rows for ``manage.py bench``; needs a migrated database of its own and leaves its rows in it."""
    town, _neighbour = Town("Viewerby", late=0), Town("Åkerby", late=1, size=SIZES[1])
    found: list[dict[str, Any]] = []
    for size in SIZES:
        town.grow(size)
        _tidy()
        for name, lists in town.lists().items():
            found.append(_measured(f"viewer_{name}_{size}", town, town.reader, lists, rounds, size))
    for name, lists in town.lists().items():
        if name in {"walks", "members"}:
            found.append(_measured(f"viewer_{name}_{ROLES}_roles", town, town.busy, lists, rounds, SIZES[-1]))
    return found


Lists = tuple["Callable[[Viewer], QuerySet[Any]]", "Callable[[Viewer], QuerySet[Any]]"]


def _measured(name: str, town: Town, user: User, lists: Lists, rounds: int, size: int) -> dict[str, Any]:
    """Milliseconds of both; they read the same rows in the same order."""
    scoped, unscoped = lists
    now, page = clock.now(), min(size, PAGE)  # beyond the town's rows the floor would read its neighbour's
    ready = build(user, town.municipality.pk, now=now, second_factor=True)
    ours, floors = ([one.pk for one in rows(ready)[:page]] for rows in (scoped, unscoped))
    assert ours == floors, name
    assert len(ours) == page, (name, len(ours))

    def own() -> float:
        began = time.perf_counter()
        list(scoped(build(user, town.municipality.pk, now=now, second_factor=True))[:page])
        return (time.perf_counter() - began) * 1000

    def floor() -> float:
        began = time.perf_counter()
        list(unscoped(ready)[:page])
        return (time.perf_counter() - began) * 1000

    pairs = taking_turns(rounds, own, floor, REPEATS)
    return row(name, pairs, unit="ms", better="lower", n=size, digits=3)


class Town:
    """A municipality that grows. ``late`` puts all that it has after what the first town has."""

    def __init__(self, name: str, *, late: int, size: int = 0) -> None:
        self.late = late
        self.municipality: Municipality = factories.make_municipality(name)
        self.district: District = factories.make_district(self.municipality, f"{name} centrum")
        self.size = 0
        self.walkers = self._organisations(0)[0]
        self.reader, self.busy = (self._person(who) for who in ("Läsare", "Upptagen"))
        self.grow(size)

    def lists(self) -> dict[str, Lists]:
        """The four lists as their pages ask for them, and the same without walls."""
        now = clock.now()
        members = {"organisation": self.walkers, "role": Role.VOLUNTEER}

        def counted(rows: Any, viewer: Viewer) -> Any:
            return rows.select_related(*_SHOWN_WITH).with_counts().with_own(viewer)

        return {
            "members": (
                lambda viewer: (
                    Membership.objects.visible_to(viewer).standing().select_related("user").filter(**members)
                ),
                lambda _viewer: (
                    Membership.objects.standing().select_related("user").filter(**members).order_by("since", "id")
                ),
            ),
            "organisations": (
                lambda viewer: Organisation.objects.visible_to(viewer).filter(kind=OrganisationKind.ASSOCIATION),
                lambda _viewer: Organisation.objects.filter(kind=OrganisationKind.ASSOCIATION),
            ),
            "walks": (
                lambda viewer: Event.objects.listed(viewer).of_kind(NIGHT_WALK.code).upcoming(now),
                lambda viewer: (
                    counted(Event.objects.all(), viewer)
                    .of_kind(NIGHT_WALK.code)
                    .upcoming(now)
                    .order_by("starts_at", "id")
                ),
            ),
            "queue": (
                Tip.objects.coded_for,
                lambda _viewer: Tip.objects.select_related("place", "district").defer("text", *UNUSED).order_by(*ORDER),
            ),
        }

    def grow(self, size: int) -> None:
        """To so many members, organisations, walks and observations."""
        made = range(self.size, size)
        users = [User(name=f"Medlem {n}", email=f"m{self.late}.{n}@example.org", password="!") for n in made]
        User.objects.bulk_create(users, 1000)
        Membership.objects.bulk_create([self._member(user, Role.VOLUNTEER) for user in users], 1000)
        made_organisations = [self._organisation(n, OrganisationKind.ASSOCIATION) for n in made]
        Organisation.objects.bulk_create(made_organisations, 1000)
        Event.objects.bulk_create([self._walk(n) for n in made], 1000)
        Tip.objects.bulk_create([self._tip(n) for n in made], 1000)
        self.size = size

    def _person(self, name: str) -> User:
        """Leads the walkers and belongs to the safety unit; the busy one leads thirty more groups."""
        user = factories.make_user(f"{name} {self.late}")
        roles = [(self.walkers, Role.COORDINATOR), (self.unit, Role.SAFETY_COORDINATOR)]
        if name == "Upptagen":
            roles += [(one, Role.COORDINATOR) for one in self._organisations(1, ROLES)]
        Membership.objects.bulk_create([self._member(user, role, organisation) for organisation, role in roles])
        return user

    def _organisations(self, first: int, number: int = 1) -> list[Organisation]:
        groups = [self._organisation(n, OrganisationKind.NIGHT_WALK_GROUP) for n in range(first, first + number)]
        for group in groups:
            group.save()
            group.districts.add(self.district)
        if not first:
            self.unit = self._organisation(0, OrganisationKind.MUNICIPAL_UNIT)
            self.unit.save()
        return groups

    def _organisation(self, number: int, kind: str) -> Organisation:
        name = f"{'Ö' if self.late else 'A'} {kind} {number:05d}"
        return Organisation(municipality=self.municipality, name=name, name_sort=f"{self.late} {name}", kind=kind)

    def _member(self, user: User, role: Role, organisation: Organisation | None = None) -> Membership:
        since = clock.now() - dt.timedelta(days=400 - 300 * self.late)
        return Membership(organisation=organisation or self.walkers, user=user, role=role, since=since)

    def _walk(self, number: int) -> Event:
        starts = clock.now() + HOUR * (number + 1) + dt.timedelta(days=2000 * self.late)
        return Event(
            municipality=self.municipality, organisation=self.walkers, district=self.district, kind=NIGHT_WALK.code,
            title="Nattvandring", state="open", starts_at=starts, ends_at=starts + HOUR, week="2026-W47", weekday=4,
            min_people=2, max_people=6, changed_at=starts, published_at=starts,
        )  # fmt: skip

    def _tip(self, number: int) -> Tip:
        at = clock.now() - HOUR * number - dt.timedelta(days=2000 * self.late)
        return Tip(
            id=uuid.uuid4(), municipality=self.municipality, category="litter", district=self.district, occurred_at=at,
            week="2026-W47", weekday=4, band=7, received_at=at, channel="web", reporter="resident", urgency=2,
            digest="0", receipt_hash=uuid.uuid4().hex,
        )  # fmt: skip


def _tidy() -> None:
    """What each database's own housekeeping would have done by now."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
