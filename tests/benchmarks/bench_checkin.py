"""An evening of check-ins: 200 groups on 40 boards and on one, sixteen at a time, against one bare insert each."""

from __future__ import annotations

import datetime as dt
import json
import random
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from backend.common import clock
from events.states import CheckInKind
from tests import factories
from tests.benchmarks.client import phones
from tests.benchmarks.measure import row, taking_turns
from tests.benchmarks.server import served
from tests.benchmarks.sessions import session_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from places.models import Municipality
    from volunteers.models import Organisation, User

ROUNDS = 5
GROUPS = 200
PER_WALK = 5
CONNECTIONS = 16
CSRF = "x" * 32
OWN, FLOOR = "/api/v1/teams/{team}/check-ins/{id}/", "/bench/teams/{team}/check-ins/{id}/"
EVENING = (CheckInKind.BASE, CheckInKind.OUT, CheckInKind.OK, CheckInKind.BACK)


@dataclass(frozen=True)
class Pair:
    """Two who walk together, and the session on the phone of the first."""

    people: tuple[User, User]
    session: str


@dataclass(frozen=True)
class Phone:
    """A walker's phone: the group it speaks for, its board's host and its session."""

    team: uuid.UUID
    host: str
    session: str


def bench_checkin(rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """Rows for ``manage.py bench``; needs a migrated database of its own and leaves its rows in it."""
    rows = []
    with served("tests.benchmarks.checkin_urls") as port, phones(port, CONNECTIONS) as send:
        for boards in (40, 1):
            walkers = _walkers([_town(f"b{boards}n{number}") for number in range(boards)])

            def evening(path: str, walkers: dict[Organisation, list[Pair]] = walkers) -> float:
                """Check-ins a second. Groups form anew each time: nobody's history is longer than a night's."""
                requests = [_request(path, *said) for said in _said(_out_tonight(walkers))]
                report = send(requests)
                assert report["statuses"] == {"201": len(requests)}, report
                return len(requests) / report["seconds"]

            evening(OWN), evening(FLOOR)  # warm
            pairs = taking_turns(rounds, lambda evening=evening: evening(OWN), lambda evening=evening: evening(FLOOR))
            name = f"check_in_{boards}_board{'s' if boards > 1 else ''}"
            rows.append(row(name, pairs, unit="check-ins/s", better="higher", n=GROUPS * len(EVENING)))
    return rows


def _town(name: str) -> Municipality:
    """A municipality, which is a board."""
    return factories.make_municipality(name, hostname=f"{name}.localhost")


@transaction.atomic
def _walkers(towns: list[Municipality]) -> dict[Organisation, list[Pair]]:
    """Forty night-walk groups of ten people each, spread evenly over the boards."""
    found = {}
    for number in range(GROUPS // PER_WALK):
        town = towns[number % len(towns)]
        district = factories.make_district(town, f"Kommundel {number}")
        organisation = factories.make_organisation(town, districts=(district,))
        pairs = [(factories.make_member(organisation), factories.make_member(organisation)) for _ in range(PER_WALK)]
        found[organisation] = [Pair(people, session_of(people[0])) for people in pairs]
    return found


@transaction.atomic
def _out_tonight(walkers: dict[Organisation, list[Pair]]) -> list[Phone]:
    """A walk of each organisation, five groups of two in each; one of the two holds the phone."""
    found = []
    starts_at = clock.now().replace(minute=0, second=0, microsecond=0)
    for organisation, pairs in walkers.items():
        walk = factories.make_event(
            organisation, organisation.districts.get(), starts_at=starts_at, max_people=2 * PER_WALK
        )
        for pair in pairs:
            team = factories.make_team(walk, *pair.people)
            found.append(Phone(team.pk, organisation.municipality.hostname, pair.session))
    return found


def _said(out: list[Phone]) -> Iterator[tuple[Phone, str]]:
    """Everybody at base, then everybody out, and so on, in an order of chance that is the same each time."""
    chance = random.Random(2026)
    for kind in EVENING:
        chance.shuffle(out)
        yield from ((phone, kind) for phone in out)


def _request(path: str, phone: Phone, kind: str) -> str:
    at = clock.now() - dt.timedelta(seconds=1)
    body = json.dumps({"kind": kind, "occurred_at": at.isoformat(), "sent_at": at.isoformat()})
    return (
        f"PUT {path.format(team=phone.team, id=uuid.uuid4())} HTTP/1.1\r\nHost: {phone.host}\r\n"
        f"Origin: http://{phone.host}\r\nX-CSRFToken: {CSRF}\r\nAccept: application/json\r\n"
        f"Cookie: {settings.SESSION_COOKIE_NAME}={phone.session}; {settings.CSRF_COOKIE_NAME}={CSRF}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )
