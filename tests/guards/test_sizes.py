"""Code that fits on a page: modules of 300 lines, functions of 40; and one place that spells a database's own words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("backend", "places", "notifications", "volunteers", "events", "tips", "situation")
MODULE, FUNCTION = 300, 40
OWN_WORDS = re.compile(r"\b(?:FOR (?:NO KEY )?UPDATE OF|pg_advisory)")

Def = (ast.FunctionDef, ast.AsyncFunctionDef)


def sources() -> list[Path]:
    """Every module of ours but the migrations."""
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    assert len(found) > 200
    return found


def too_long(text: str) -> list[tuple[str, int]]:
    """The functions of more than FUNCTION lines, and "" for the module itself."""
    lines = len(text.splitlines())
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, Def)]
    sizes = [("", lines)] if lines > MODULE else []
    sizes += [(one.name, (one.end_lineno or 0) - one.lineno + 1) for one in functions]
    return [(name, size) for name, size in sizes if not name or size > FUNCTION]


def test_modules_and_functions_fit_on_a_page() -> None:
    assert [(path.name, *long) for path in sources() for long in too_long(path.read_text())] == []


@pytest.mark.parametrize(("text", "found"), [("x = 1\n" * 301, [("", 301)]), ("x = 1\n" * 300, [])])
def test_a_module_is_measured(text: str, found: list[tuple[str, int]]) -> None:
    assert too_long(text) == found


@pytest.mark.parametrize(("lines", "found"), [(39, []), (40, [("f", 41)])])
def test_a_function_is_measured(lines: int, found: list[tuple[str, int]]) -> None:
    assert too_long("def f():\n" + "    x = 1\n" * lines) == found


def test_a_databases_own_words_stand_in_one_place() -> None:
    found = [path.relative_to(ROOT) for path in sources() if OWN_WORDS.search(path.read_text())]
    assert found == [Path("backend/common/db.py")]
