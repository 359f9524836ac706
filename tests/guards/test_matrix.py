"""The rights matrix, transcribed by hand (docs/rights.md), held against what the apps declare.

matrix.csv is read by nothing but this test and never written from the code. A cell holds verbs:scope pairs, ``-`` for
nothing, ``:open`` for the door that anybody may use without a role, and ``later`` before what is not built.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from backend.common import rights
from backend.common.viewer import Role

ROLES = {
    "VOL": Role.VOLUNTEER,
    "LEA": Role.WALK_LEADER,
    "COO": Role.COORDINATOR,
    "ASS": Role.ASSOCIATION,
    "CON": Role.CONTACT_PERSON,
    "MSC": Role.SAFETY_COORDINATOR,
    "POL": Role.POLICE,
    "HOU": Role.HOUSING,
    "DPO": Role.DATA_PROTECTION,
}
with (Path(__file__).parent / "matrix.csv").open(encoding="utf-8", newline="") as file:
    MATRIX = list(csv.DictReader(file))
BUILT = [row for row in MATRIX if row["code"]]

Pairs = set[tuple[str, str]]


def said(cell: str) -> Pairs:
    """(verb, scope) pairs of a cell; none for what is not built and for the open door, which no role is needed for."""
    if cell == "-" or cell.startswith("later "):
        return set()
    given = [pair.split(":") for pair in cell.split()]
    return {(verb, scope) for verbs, scope in given for verb in verbs if scope != "open"}


def declared(code: str, role: Role) -> Pairs:
    """The same of what an app declares."""
    given = rights.artefacts()[code].get(role, ())
    return {
        ("X" if verb is rights.Verb.DECIDE else verb.value, right.scope.value)
        for right in given
        for verb in right.verbs
    }


def differing(row: dict[str, str]) -> dict[str, tuple[Pairs, Pairs]]:
    """Column → (declared, written) where code and matrix differ."""
    code = row["code"]
    both = {c: (declared(code, ROLES[c]), said(row[c])) for c in ROLES}
    return {column: pair for column, pair in both.items() if pair[0] != pair[1]}


def test_matrix_and_code_know_the_same_artefacts() -> None:
    assert sorted(row["code"] for row in BUILT) == sorted(rights.artefacts())


@pytest.mark.parametrize("row", BUILT, ids=lambda row: row["code"])
def test_declared_rights_are_those_of_the_matrix(row: dict[str, str]) -> None:
    assert differing(row) == {}


def test_every_cell_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    cells = [(row, column) for row in MATRIX for column in ("RES", *ROLES)]
    later = [row[c] for row, c in cells if row[c].startswith("later ") or not row["code"]]
    residents = [row["RES"] for row in BUILT if not row["RES"].startswith("later ")]
    checked = len(BUILT) * len(ROLES) - sum(row[c].startswith("later ") for row in BUILT for c in ROLES)
    with capsys.disabled():
        print(f"\nrights matrix: {checked} cells checked, {len(residents)} residents', {len(later)} not built yet")
    assert checked + len(residents) + len(later) == len(cells) == 10 * len(MATRIX)


def test_a_cell_is_read_as_written() -> None:
    assert said("R:all CU:own") == {("R", "all"), ("C", "own"), ("U", "own")}
    assert (said("C:open"), said("-"), said("later R:all")) == (set(), set(), set())


def test_a_right_too_many_too_few_or_too_far_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    (walk,) = (row for row in BUILT if row["code"] == "walk")
    planted = rights.artefacts()["walk"] | {
        Role.VOLUNTEER: (rights.right("RD", rights.Scope.ALL),),
        Role.COORDINATOR: (rights.right("R", rights.Scope.ALL),),
        Role.POLICE: (rights.right("R", rights.Scope.ALL),),
    }
    monkeypatch.setitem(rights._artefacts, "walk", planted)
    monkeypatch.setitem(rights._artefacts, "planted", {})
    assert set(differing(walk)) == {"VOL", "COO", "POL"}
    assert set(rights.artefacts()) - {row["code"] for row in BUILT} == {"planted"}
