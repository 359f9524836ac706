"""Every cell of the matrix on every surface: own, another's of the same municipality, another municipality's."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from notifications import topics
from tests.doors import sign_in
from tests.factories import NOW
from tests.guards import matrix_world
from tests.guards.matrix_doors import DOORS, SOCKET, Door
from tests.guards.test_matrix import BUILT, ROLES, said
from volunteers.models import User
from volunteers.viewers import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from pytest_django import DjangoDbBlocker

    from tests.guards.matrix_world import MatrixWorld

pytestmark = pytest.mark.once

RELATIONS = ("own", "other", "foreign")
CELLS = {(row["code"], column): row[column] for row in BUILT for column in ("RES", *ROLES)}
# A role gives no door of its own here, because:
WITHOUT_DOOR = {
    ("observation_raw", "C"): "telling is open to everybody: tests/guards/test_doors.py",
    ("observation_raw", "D"): "a text is removed, tests/tips/test_triage.py; a row is disposed of by time",
    ("observation_coded", "C"): "the same open door",
    ("observation_coded", "U"): "the first assessment, as of the raw one",
    ("picture", "C"): "the clock drafts it; drafting anew is U",
    ("picture", "P"): "fixing needs a draft from after the cut: tests/situation/test_weeks.py",
    ("focus_place", "U"): "the same place again with another reason is C",
    ("focus_place", "P"): "what is decided is published with it",
    ("team", "C"): "forming and re-forming are one operation",
    ("measure", "C"): "needs a week of one's own: tests/situation/test_measures.py",
    ("measure", "D"): "dropping is a step like the others",
    ("measure", "X"): "deciding is a step of a proposed one: tests/situation/test_measures.py",
    ("watch_meeting", "U"): "the same policy as P",
    ("meeting_answer", "U"): "the same operation as C",
    ("record_check", "U"): "taking a note back: tests/volunteers/test_clearances.py",
    ("training", "U"): "the same",
    ("retention", "U"): "the form of the page that R opens",
    ("access_token", "D"): "one's own alone: tests/volunteers/test_tokens.py",
    ("access_token", "R"): "one's own list, empty for who may have none",
}


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[MatrixWorld]:
    """The world, once for the module; taken back at the end."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        world = matrix_world.build()
        session_of.cache_clear()
        yield world
        transaction.set_rollback(True)


def allowed(door: Door, column: str, relation: str) -> bool:
    """What the matrix says. What a resident may without an account, everybody may."""
    if relation == "foreign":
        return door.abroad and column != "RES"
    return any(
        verb == door.verb and door.reaches(scope, relation)
        for cell in (CELLS[door.artefact, column], CELLS[door.artefact, "RES"])
        for verb, scope in said(cell)
    )


@functools.cache
def session_of(user_id: UUID) -> str:
    """Somebody's session, once for the module."""
    return sign_in(Client(), User.objects.get(pk=user_id))


def opens(world: MatrixWorld, door: Door, column: str, relation: str) -> tuple[bool, int]:
    """What the house does, with the status; whatever was written is taken back."""
    role = ROLES.get(column)
    user, ids = world.person(role, door.artefact), world.targets(relation, role)
    if door.surface == SOCKET:
        viewer = build(user, world.own.municipality.pk, now=NOW, second_factor=True)
        return topics.may_read(viewer, door.path.format_map(ids)), 0
    host = "huddinge.localhost" if door.whole and relation == "foreign" else "botkyrka.localhost"
    client = Client(headers={"host": host})
    if user is not None:
        client.cookies["sessionid"] = session_of(user.pk)
    with transaction.atomic():
        answer = door.ask(client, ids)
        transaction.set_rollback(True)
    return door.opened(answer, ids), answer.status_code


def relations(door: Door) -> tuple[str, ...]:
    return ("own", "foreign") if door.whole else RELATIONS


@pytest.mark.parametrize("column", ["RES", *ROLES])
@pytest.mark.parametrize("door", DOORS, ids=str)
def test_a_door_opens_as_the_matrix_says(db: MatrixWorld, door: Door, column: str) -> None:
    answers = {relation: opens(db, door, column, relation) for relation in relations(door)}
    assert {r: a[0] for r, a in answers.items()} == {r: allowed(door, column, r) for r in answers}, answers
    # Whoever may do it to one's own learns nothing of a foreign one: it is not there.
    if not door.whole and door.surface != SOCKET and allowed(door, column, "own") and "{" in door.path:
        assert answers["foreign"][1] in {200, 404}, answers


def test_every_right_has_a_door_or_a_reason() -> None:
    declared = {
        (row["code"], verb) for row in BUILT for column in ("RES", *ROLES) for verb, _scope in said(row[column])
    }
    doors = {(door.artefact, door.verb) for door in DOORS}
    assert declared - doors - set(WITHOUT_DOOR) == set()


def test_the_number_of_cells_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    asked = sum(len(relations(door)) for door in DOORS) * (len(ROLES) + 1)
    surfaces: dict[str, int] = {}
    for door in DOORS:
        surfaces[door.surface] = surfaces.get(door.surface, 0) + 1
    with capsys.disabled():
        print(f"\nrights matrix: {asked} cells asked through {len(DOORS)} doors {surfaces}")
    assert asked > 1000
