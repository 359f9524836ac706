"""One id of a request exchanged for another's: what is asked, what is learnt and what is written."""

from __future__ import annotations

import functools
import re
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.doors import sign_in
from tests.factories import NOW
from tests.guards import foreign_world
from tests.guards.foreign_calls import CALLS, NESTED
from tests.guards.routes import Route, every_route
from volunteers.models import User

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from tests.guards.foreign_calls import Call
    from tests.guards.foreign_world import Things

Ids = dict[str, Any]
Way = tuple[str | int, ...]
WENT = {200, 201, 204, 302}
# The municipality's, not an organisation's: everybody there may name them.
OF_ALL = {"place", "spare", "district", "name", "point", "landlord", "askable"}
# Who asks reads everybody's, by the matrix.
READS_ALL = {
    ("desk:board", "walk"), ("desk:board", "team"), ("desk:board", "tip"), ("tips:queue", "tip"),
    ("volunteers:access_log", "member"), ("volunteers:access_log", "reader"),
    # Whoever may come to a walk may come to everybody's, and so may those who are answered for.
    ("api-events:answer-for", "event_id"),
}  # fmt: skip


@contextmanager
def stage() -> Iterator[Things]:
    """The three corners; taken back at the end."""
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        things = foreign_world.build()
        session_of.cache_clear()
        yield things
        transaction.set_rollback(True)


@functools.cache
def session_of(user_id: UUID) -> str:
    """Somebody's session, once for the module."""
    return sign_in(Client(), User.objects.get(pk=user_id))


def route_of(name: str) -> Route:
    """By its name, among the routes that hold now."""
    return _routes(settings.ROOT_URLCONF)[name]


@functools.cache
def _routes(_urlconf: str) -> dict[str, Route]:
    return {route.name: route for route in every_route()}


@dataclass(frozen=True)
class Place:
    """One place in a call that names a thing: in its path, query or body, and how."""

    call: Call
    part: str
    way: Way
    template: str

    def __str__(self) -> str:
        return f"{self.call.method} {self.call.route} {self.part} {'.'.join(map(str, self.way))}"

    @property
    def thing(self) -> str:
        """What it names."""
        return self.template.partition("{")[2].partition("}")[0]

    @property
    def name(self) -> str:
        """Of the parameter or field, as whoever reads it calls it: without numbers of lists, prefixes of forms."""
        return re.sub(r"^focus-\d-", "", str(self.way[0]))


@dataclass(frozen=True)
class Answer:
    """What was learnt and done. ``writes``: the statements that changed something."""

    status: int
    text: str
    location: str
    writes: tuple[str, ...]

    @property
    def told(self) -> tuple[int, str, str]:
        return self.status, self.text, self.location

    @property
    def touched(self) -> list[str]:
        """``INSERT INTO "table``, as often as it was done."""
        return [one[: one.find('"', one.find('"') + 1)] for one in self.writes]


def places(call: Call) -> list[Place]:
    """Everywhere in the query and the body where a thing is named."""
    parts = {"query": call.query, "body": call.body or {}}
    return [Place(call, part, way, said) for part, whole in parts.items() for way, said in _named(whole, ())]


def _named(value: Any, way: Way) -> Iterator[tuple[Way, str]]:
    if isinstance(value, str) and "{" in value:
        yield way, value
    elif isinstance(value, (list, dict)):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _named(one, (*way, key))


EVERY = [place for call in CALLS for place in places(call)]
TRIED = [place for place in EVERY if place.thing != "new"]


NAMES = {"key", "name", "slug"}  # of addresses: the same everywhere
ALONE = [
    Place(call, "path", (name,), call.ids.get(name, f"{{{name}}}"))
    for call in NESTED
    for name in route_of(call.route).parameters
    if name not in NAMES and call.ids.get(name) != "{new}"
]


def filled(value: Any, ids: Mapping[str, Any]) -> Any:
    """With the ids in it."""
    if isinstance(value, str):
        return value.format_map(ids)
    if isinstance(value, list):
        return [filled(one, ids) for one in value]
    return {key: filled(one, ids) for key, one in value.items()} if isinstance(value, dict) else value


def exchanged(value: Any, way: Way, said: Any) -> Any:
    """With another value at the end of that way."""
    if not way:
        return said
    copy: Any = value.copy()
    copy[way[0]] = exchanged(value[way[0]], way[1:], said)
    return copy


def nobodys(ids: Ids) -> Ids:
    """Ids of the same shapes that are nobody's."""
    made = {name: uuid.uuid4() if _is_id(value) else value for name, value in ids.items()}
    return made | {"name": "Ingenstans", "point": "1.0,1.0"}


def _is_id(value: Any) -> bool:
    return isinstance(value, uuid.UUID) or (isinstance(value, str) and re.fullmatch(UUIDS, value) is not None)


UUIDS = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def ids_of(things: Things, call: Call, relation: str) -> Ids:
    """The ids of that corner; of nobody."""
    found: Ids = getattr(things, "own" if relation == "nobody" else relation).of(call.who)
    return nobodys(found) if relation == "nobody" else found


def ask(things: Things, place: Place, relation: str, thing: str = "") -> Answer:
    """The call, with what is named there exchanged for ``thing`` (or the same thing) of that corner."""
    call = place.call
    ids, theirs = ids_of(things, call, "own"), ids_of(things, call, relation)
    parts: dict[str, Any] = {
        "path": foreign_world.parameters(call.route, ids) | filled(dict(call.ids), ids),
        "query": filled(dict(call.query), ids),
        "body": filled(dict(call.body or {}), ids),
    }
    said = (thing or place.template).format_map(foreign_world.parameters(call.route, theirs) | theirs)
    parts[place.part] = exchanged(parts[place.part], place.way, said)
    client = Client(headers={"host": "botkyrka.localhost"})
    if call.who is not None:
        client.cookies["sessionid"] = session_of(things.own.corner.people[call.who].pk)
    address = route_of(call.route).address(parts["path"])
    sent: dict[str, Any] = {"query_params": parts["query"]}
    if call.method != "get":
        sent["data"] = parts["body"]
    if call.method != "get" and address.startswith("/api/"):
        sent["content_type"] = "application/json"
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        answer = getattr(client, call.method)(address, **sent)
        transaction.set_rollback(True)
    return _learnt(things, answer, said, [one["sql"] for one in queries.captured_queries])


def _learnt(things: Things, answer: Any, said: str, statements: list[str]) -> Answer:
    """Without what differs in every answer: what was asked for, new ids, the form's tokens."""
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    texts = [whole.decode("utf-8", "replace"), answer.get("Location", "")]
    echoes = sorted({said, said.rpartition(":")[2]}, key=len, reverse=True)
    for echo in echoes:
        texts = [text.replace(echo, "…") for text in texts]
    known = things.known
    texts = [re.sub(rf"{UUIDS}|\b[0-9a-f]{{32}}\b", lambda m: m[0] if m[0] in known else "*", text) for text in texts]
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", texts[0])
    writes = [one for one in statements if one.startswith(("INSERT", "UPDATE", "DELETE"))]
    return Answer(answer.status_code, text, texts[1], tuple(one for one in writes if "django_session" not in one))


def leaks(things: Things, place: Place, relation: str, nobody: Answer) -> list[str]:
    """What somebody learns or does with that corner's thing who may only name their own, beside ``nobody``'s."""
    theirs = ask(things, place, relation)
    found = [] if theirs.told == nobody.told else [f"{theirs.told} instead of {nobody.told}"]
    if place.thing == "point":  # every point has its nearest places
        found = []
    of_all = {"organisation", "organisation_id", "event_id", "team_id"}
    if relation == "other" and place.thing in of_all and theirs.status >= 400:
        found = []  # everybody reads the list of organisations: that there is such a one is no news
    if theirs.touched != nobody.touched:
        found.append(f"writes {theirs.touched} instead of {nobody.touched}")
    return found + foreign_in(things, place, relation, theirs)


def foreign_in(things: Things, place: Place, relation: str, answer: Answer) -> list[str]:
    """What of the foreign corner stands in the answer, or was written."""
    if relation != "foreign":
        return []
    theirs = ids_of(things, place.call, relation)
    said = place.template.format_map(foreign_world.parameters(place.call.route, theirs) | theirs).rpartition(":")[2]
    shown = [word for word in things.words_of_foreign if word in answer.text and word != said]
    spelled = (said, said.replace("-", ""))
    written = [one for one in answer.writes if _is_id(said) and any(word in one for word in spelled)]
    return [f"shows {word}" for word in shown] + [f"writes {one}" for one in written]


def other_counts(things: Things, place: Place) -> bool:
    """Whether another organisation has such a thing that whoever asks must not reach."""
    if place.thing in OF_ALL or (place.call.route, place.thing) in READS_ALL:
        return False
    own, other = (
        foreign_world.parameters(place.call.route, ids) | ids
        for ids in (ids_of(things, place.call, "own"), ids_of(things, place.call, "other"))
    )
    return bool(own[place.thing] != other[place.thing])
