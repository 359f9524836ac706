"""Each import contract of pyproject.toml, tried once with the violation that it is there to catch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
# contract: the file that misbehaves, and what it imports
VIOLATIONS = {
    "floors": ("places/states.py", "import volunteers.models"),
    "roof-settings": ("tips/states.py", "from backend import settings"),
    "roof-urls": ("events/states.py", "from backend import urls"),
    "roof-asgi": ("backend/common/clock.py", "import backend.asgi"),
    "roof-desk": ("situation/states.py", "from backend.desk import running"),
    "roof-demo": ("backend/desk/running.py", "import backend.demo.apps"),
    "bootstrap-alone": ("backend/bootstrap.py", "from backend.common import clock"),
    "rest-framework": ("events/states.py", "from rest_framework import serializers"),
    "channels": ("tips/states.py", "from channels.layers import get_channel_layer"),
    "rooms": ("events/states.py", "import events.models"),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in LINTER["root_packages"]:
        for source in (ROOT / package).rglob("*.py"):
            target = copy / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    return copy


def lint(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = [
        sys.executable,
        "-c",
        "import importlinter.cli as c; c.lint_imports_command()",
        "--no-logo",
        "--no-cache",
    ]
    environment = {**os.environ, "PYTHONPATH": str(house)}
    return subprocess.run(
        [*program, *arguments], cwd=house, env=environment, capture_output=True, text=True, check=False
    )


def test_the_house_keeps_its_contracts(house):
    result = lint(house)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_contract_has_its_violation():
    assert {contract["id"] for contract in LINTER["contracts"]} == set(VIOLATIONS)


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_contract_catches_its_violation_also_inside_a_function(house, contract):
    path, violation = VIOLATIONS[contract]
    sound = (house / path).read_text()
    (house / path).write_text(f"{sound}\n\ndef planted():\n    {violation}\n")
    result = lint(house, "--contract", contract)
    (house / path).write_text(sound)
    assert (result.returncode, "Contracts: 0 kept, 1 broken." in result.stdout) == (1, True), result.stdout
