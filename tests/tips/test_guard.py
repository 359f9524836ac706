"""The person-data guard: one table of vectors for Python and for the phone's module."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tips import guard

VECTORS = json.loads((Path(__file__).parent / "guard_vectors.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["text"][:30])
def test_guard_finds_person_data(vector: dict) -> None:
    assert list(guard.findings(vector["text"])) == vector["finds"]


def test_guard_is_not_fooled_by_case_or_spaces() -> None:
    assert guard.plainly("ABC\u00a0\u00a0123") == "abc 123"
