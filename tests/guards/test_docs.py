"""What README and docs name exists: files, functions, addresses, commands, and whatever a link leads to."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

from notifications import due, kinds
from tests.guards.routes import every_route

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "places").rglob("*.md"),
        *(ROOT / "tests").rglob("*.md"),
    ]
)
PACKAGES = ("backend", "places", "notifications", "volunteers", "events", "tips", "situation", "tests")
NAMESPACES = ("desk", "demo", "events", "tips", "situation", "volunteers")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
FILE = re.compile(r"[\w.-]+(?:/[\w.-]+)+\.(?:py|html|js|css|toml|csv|md|json|yml|svg|txt)")
DOTTED = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")
ROUTE = re.compile(rf"(?:{'|'.join(NAMESPACES)}):\w+")
COMMAND = re.compile(r"(?:python3 |`)manage\.py (\w+)")
# What backend/bootstrap.py answers by itself, before Django.
BOOTSTRAP = {"bench", "init", "test"}


def files_missing(text: str) -> list[str]:
    """Files named in code spans that are not there."""
    return [name for name in CODE.findall(FENCED.sub("", text)) if FILE.fullmatch(name) and not (ROOT / name).exists()]


def names_missing(text: str) -> list[str]:
    """Dotted names in code spans that are no module, class, function, model or registered code."""
    codes = {kind.code for kind in due.kinds()} | {kind.code for kind in kinds.kinds()}
    spans = [span.partition("(")[0] for span in CODE.findall(FENCED.sub("", text))]
    named = [name for name in spans if DOTTED.fullmatch(name)]
    return [name for name in named if name not in codes and not (ROOT / name).exists() and not exists(name)]


def exists(dotted: str) -> bool:
    """Whether the longest module of a dotted name has the rest of it; or it is a model by app and name."""
    parts = dotted.split(".")
    if len(parts) == 2 and parts[1].lower() in apps.all_models.get(parts[0], {}):
        return True
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[cut:]:
            if not (hasattr(found, attribute) or attribute in getattr(found, "__annotations__", {})):
                return False
            found = getattr(found, attribute, None)
        return True
    return False


def routes_missing(text: str) -> list[str]:
    """Names of addresses in code spans that nothing answers to; the demo's are routed in the demo alone."""
    known = {route.name for route in every_route()}
    return [name for name in CODE.findall(text) if ROUTE.fullmatch(name) and name not in known and "demo:" not in name]


def commands_missing(text: str) -> list[str]:
    """manage.py commands that there are not; the demo's are installed in the demo alone."""
    known = BOOTSTRAP | set(get_commands()) | {file.stem for file in ROOT.glob("backend/*/management/commands/*.py")}
    return [name for name in COMMAND.findall(text) if name not in known]


def links_broken(page: Path, text: str) -> list[str]:
    """Relative links and pictures that lead nowhere."""
    targets = [first or second for first, second in LINK.findall(FENCED.sub("", text))]
    inside = [target for target in targets if not re.match(r"[a-z]+:", target) and not target.startswith("#")]
    return [target for target in inside if not (page.parent / target.partition("#")[0]).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    assert files_missing(text) == []
    assert names_missing(text) == []
    assert routes_missing(text) == []
    assert commands_missing(text) == []
    assert links_broken(page, text) == []


def test_planted_names_are_seen() -> None:
    text = "`events/nowhere.py` `events.actions.plan.vanish` `desk:attic` [x](docs/none.md) `manage.py fly`"
    assert (files_missing(text), names_missing(text)) == (["events/nowhere.py"], ["events.actions.plan.vanish"])
    assert (routes_missing(text), commands_missing(text)) == (["desk:attic"], ["fly"])
    assert links_broken(ROOT / "README.md", text) == ["docs/none.md"]


def test_names_that_are_there_are_found() -> None:
    assert (
        names_missing("`events.actions.plan.create_event` `events.Signup` `situation.cut` `tips.models.Tip.text`") == []
    )
