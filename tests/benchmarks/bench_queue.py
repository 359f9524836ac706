"""The queue with 300,000 observations (SQLite: 100,000): first page, a late page, two filters, ties in the sort key.

In the database against hand-written SQL for the same rows; over HTTP against a bare list of fifty rows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import http.client
import random
import time
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings

from backend.common import clock
from backend.common.pages import cursor_salt, encode_cursor
from backend.common.viewer import Role
from tests import factories
from tests.benchmarks.measure import row, taking_turns
from tests.benchmarks.server import served
from tests.benchmarks.sessions import session_of
from tips.categories import STORED
from tips.models import Tip
from tips.querysets import ORDER
from tips.states import TipState
from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from places.models import Municipality, Place
    from volunteers.models import User

ROUNDS = 5
ROWS = {"postgresql": 300_000, "sqlite": 100_000}
NEIGHBOUR = 20_000
TIED = 100  # this many bear the same time, so that pages begin and end inside a tie
PAGE, LATE = 50, 50_000
REPEATS = 25
HOST = "queue.localhost"
# Nearly all of a long queue is done with.
STATES = {TipState.RECEIVED: 2, TipState.TAKEN_UP: 1, TipState.FORWARDED: 7, TipState.CLOSED: 90}
# Who asks is asked of the floor, too.
WHO = ("django_session", "volunteers_user", "places_municipality", "volunteers_membership")
WORDS = "Lampan vid gångvägen har varit trasig i flera veckor, det är mörkt på kvällen."

Statement = tuple[str, Any]


def bench_queue(rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """Rows for ``manage.py bench``; needs a migrated database of its own and leaves its rows in it."""
    user, queries = _plan()
    with override_settings(ALLOWED_HOSTS=[HOST]):
        asked = {name: _statements(user, _path(query)) for name, query in queries.items()}
    rows = [_in_database(name, asked[name], queries[name], rounds) for name in queries]
    with served("tests.benchmarks.queue_urls") as port:
        return rows + [_over_http(name, _path(query), user, port, rounds) for name, query in queries.items()]


# --- in the database ---------------------------------------------------------------------------------------------


def _in_database(name: str, statements: list[Statement], query: dict[str, str], rounds: int) -> dict[str, Any]:
    """Our statements and the quicker of two that are written by hand, each through a plain cursor; the rows agree."""
    ours = [answer for statement in statements for answer in _rows_of(statement)]
    by_keys = _by_keys(query)
    ids = [answer[0] for answer in _rows_of(by_keys)]
    assert [answer[0] for answer in ours] == ids, name
    assert len(ids) == PAGE + 1, (name, len(ids))
    by_ids = _by_ids(ids)

    floor = by_keys if _quicker(by_keys, by_ids) else by_ids
    pairs = taking_turns(rounds, lambda: _milliseconds(statements), lambda: _milliseconds([floor]), REPEATS)
    return row(f"queue_{name}_database", pairs, unit="ms", better="lower", n=ROWS[connection.vendor], digits=3)


def _statements(user: User, path: str) -> list[Statement]:
    """What the request asks the database, apart from who is asking."""
    client, heard = Client(headers={"host": HOST}), []
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        heard.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return [(sql, params) for sql, params in heard if not any(f'FROM "{table}"' in sql for table in WHO)]


_SELECT = (
    "SELECT tip.*, place.name, district.name FROM tips_tip tip "
    "JOIN places_district district ON district.id = tip.district_id "
    "LEFT JOIN places_place place ON place.id = tip.place_id "
)
_ORDER = " ORDER BY tip.received_at DESC, tip.id DESC"


def _by_keys(query: dict[str, str]) -> Statement:
    """As somebody who knows the indexes writes it: row values, no column too many."""
    where, params = "WHERE tip.municipality_id = %s", [_stored("municipality", _town().pk)]
    for name in ("state", "category", "district"):
        if name in query:
            column = Tip._meta.get_field(name).column
            where, params = f"{where} AND tip.{column} = %s", [*params, _stored(name, query[name])]
    if "after" in query:
        last = _late()
        where += " AND (tip.received_at, tip.id) < (%s, %s)"
        params += [_stored("received_at", last.received_at), _stored("id", last.pk)]
    return f"{_SELECT}{where}{_ORDER} LIMIT {PAGE + 1}", params


def _by_ids(ids: list[Any]) -> Statement:
    """As if it were known which rows they are: no plan can be a bad one."""
    return f"{_SELECT}WHERE tip.id IN ({', '.join(['%s'] * len(ids))}){_ORDER}", ids


def _stored(name: str, value: Any) -> Any:
    return Tip._meta.get_field(name).get_db_prep_value(value, connection)


def _rows_of(statement: Statement) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return list(cursor.fetchall())


def _milliseconds(statements: list[Statement]) -> float:
    """One go, with every row fetched."""
    began = time.perf_counter()
    for statement in statements:
        _rows_of(statement)
    return (time.perf_counter() - began) * 1000


def _quicker(one: Statement, other: Statement) -> bool:
    """Whether the first is quicker than the second, by some goes that take turns."""
    ((first, second),) = taking_turns(1, lambda: _milliseconds([one]), lambda: _milliseconds([other]), REPEATS)
    return first < second


# --- over HTTP ---------------------------------------------------------------------------------------------------


def _over_http(name: str, path: str, user: User, port: int, rounds: int) -> dict[str, Any]:
    """Polls over one kept connection to the server's own process, taking turns with the bare list."""
    get = _getter(port, session_of(user))
    own_size, floor_size = get(path)[1], get("/bench/rows/")[1]
    assert abs(own_size - floor_size) < own_size / 10, (own_size, floor_size)

    pairs = taking_turns(rounds, lambda: get(path)[0], lambda: get("/bench/rows/")[0], REPEATS)
    return row(f"queue_{name}_http", pairs, unit="ms", better="lower", n=ROWS[connection.vendor], digits=2)


def _getter(port: int, session: str) -> Callable[[str], tuple[float, int]]:
    """``get(path)`` → milliseconds and bytes of a 200."""
    connected = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Host": HOST, "Accept": "application/json", "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"}

    def get(path: str) -> tuple[float, int]:
        began = time.perf_counter()
        connected.request("GET", path, headers=headers)
        answer = connected.getresponse()
        size = len(answer.read())
        taken = (time.perf_counter() - began) * 1000
        assert answer.status == 200, answer.status
        return taken, size

    return get


def _path(query: dict[str, str]) -> str:
    return f"/api/v1/tips/?{urlencode(query)}"


# --- the queue ---------------------------------------------------------------------------------------------------


def _plan() -> tuple[User, dict[str, dict[str, str]]]:
    """Two municipalities' observations, the safety coordinator of the first, and what is asked."""
    chance = random.Random(2026)
    town, neighbour = (factories.make_municipality(n, hostname=f"{n.lower()}.localhost") for n in ("Queue", "Next"))
    districts = [factories.make_district(town, f"Kommundel {n}") for n in range(6)]
    places = [factories.make_place(districts[n % 6], f"Plats nummer {n}") for n in range(77)]
    other = factories.make_district(neighbour)
    _store(_made(town, places, ROWS[connection.vendor], chance))
    _store(_made(neighbour, [factories.make_place(other)], NEIGHBOUR, chance))
    unit = factories.make_organisation(town, OrganisationKind.MUNICIPAL_UNIT, tuple(districts))
    user = factories.make_member(unit, Role.SAFETY_COORDINATOR, "Maria Lind")
    last = _late()
    after = encode_cursor([last.received_at, last.pk], cursor_salt(Tip, list(ORDER)))
    return user, {
        "page_1": {},
        "page_1001": {"after": after},
        "two_filters": {"category": STORED[0].code, "district": str(districts[0].pk)},
        "two_filters_new": {"state": TipState.RECEIVED, "category": STORED[0].code},
        "two_filters_late": {"state": TipState.CLOSED, "district": str(districts[0].pk), "after": after},
    }


def _town() -> Municipality:
    return factories.Municipality.objects.get(hostname=HOST)


def _late() -> Tip:
    """Row 50,000 of the queue."""
    tip: Tip = Tip.objects.filter(municipality=_town()).order_by(*ORDER)[LATE - 1]
    return tip


def _made(town: Municipality, places: list[Place], number: int, chance: random.Random) -> Iterator[Tip]:
    """Observations of the last years, a hundred to each moment."""
    states, weights = zip(*STATES.items(), strict=True)
    now = clock.now().replace(microsecond=0)
    for index in range(number):
        place, at = chance.choice(places), now - dt.timedelta(minutes=20 * (index // TIED))
        yield Tip(
            id=uuid.UUID(int=chance.getrandbits(128), version=4), municipality=town,
            category=chance.choice(STORED).code,
            district_id=place.district_id, place=place, occurred_at=at.replace(minute=0, second=0),
            week="2026-W47", weekday=4, band=7, received_at=at, channel="web", reporter="resident",
            text=WORDS, text_state="clear", state=chance.choices(states, weights)[0], urgency=2,
            digest="0" * 64, receipt_hash=hashlib.sha256(f"{town.pk}{index}".encode()).hexdigest(),
        )  # fmt: skip


def _store(tips: Iterator[Tip]) -> None:
    """In bulk, as each database likes it, and then what its own housekeeping would have done by now."""
    fields = Tip._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ([field.get_db_prep_save(getattr(tip, field.attname), connection) for field in fields] for tip in tips)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY tips_tip ({names}) FROM STDIN") as copy:
                for line in values:
                    copy.write_row(line)
        else:
            cursor.executemany(
                f"INSERT INTO tips_tip ({names}) VALUES ({', '.join(['%s'] * len(fields))})", list(values)
            )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) tips_tip")
