"""What import-linter cannot see: relations, migrations and templates point down the floors too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent.parent
FLOORS = {
    "common": 0,
    "places": 1,
    "notifications": 2,
    "volunteers": 3,
    "events": 4,
    "tips": 5,
    "situation": 6,
    "desk": 7,
    "demo": 8,
}
# People are named from below: a delivery has somebody to reach.
EXCEPTED = {("notifications", "volunteers")}
TAG = re.compile(r"""{%\s*(?:include|extends)\s+["'](?P<name>[^"']+)["']""")


def points_up(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The (from, to) pairs of app labels that climb."""
    return [
        (source, target)
        for source, target in pairs
        if source in FLOORS
        and target in FLOORS
        and FLOORS[target] > FLOORS[source]
        and (source, target) not in EXCEPTED
    ]


def relations() -> list[tuple[str, str]]:
    """(app of the model, app of what it points to) for every relation."""
    return [
        (model._meta.app_label, field.related_model._meta.app_label)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
    ]


def template_uses(text: str, owner: str) -> list[tuple[str, str]]:
    """(owner, app of the template) for each include and extends; backend's own templates are everybody's."""
    return [
        (owner, match["name"].split("/")[0]) for match in TAG.finditer(text) if match["name"].split("/")[0] in FLOORS
    ]


def test_relations_point_down() -> None:
    assert points_up(relations()) == []
    assert len(relations()) > 30


def test_migrations_depend_downwards() -> None:
    loader = MigrationLoader(None)
    pairs = [(app, parent[0]) for (app, _name), m in loader.disk_migrations.items() for parent in m.dependencies]
    assert points_up(pairs) == []


@pytest.mark.parametrize("label", sorted(FLOORS))
def test_templates_include_downwards(label: str) -> None:
    package = label if (ROOT / label).is_dir() else f"backend/{label}"
    files = sorted((ROOT / package / "templates").rglob("*.html"))
    uses = [use for file in files for use in template_uses(file.read_text("utf-8"), label)]
    assert points_up(uses) == []


def test_a_planted_violation_is_seen() -> None:
    assert points_up([("places", "tips"), ("tips", "places")]) == [("places", "tips")]
    assert points_up(template_uses('{% include "situation/week.html" %}', "tips")) == [("tips", "situation")]
