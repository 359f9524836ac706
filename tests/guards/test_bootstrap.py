"""The bootstrap: an old Python gets a sentence, a new one a warning; two set-ups at once give one environment."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from backend import bootstrap

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / lock).read_text()))


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """A project with the real bootstrap and locks that hold nothing."""
    (tmp_path / "backend").mkdir()
    for name in ("manage.py", "backend/__init__.py", "backend/bootstrap.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / lock).write_text(f"# {lock}\n")
    return tmp_path


def start(project: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LYKTA_", "SECRET_KEY", "FIELD_KEYS"))}
    # -S: without the packages of the environment that the tests themselves run in
    command = [sys.executable, "-S", str(project / "manage.py"), *arguments]
    return subprocess.Popen(command, env=kept | more, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def output(project: Path, *arguments: str) -> str:
    return start(project, *arguments).communicate(timeout=120)[0]


@pytest.mark.parametrize("path", ["manage.py", "backend/bootstrap.py"])
def test_bootstrap_parses_on_python_3_6_with_the_standard_library_only(path):
    tree = ast.parse((ROOT / path).read_text(), feature_version=(3, 6))
    names = [alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names]
    assert [name for name in names if name not in sys.stdlib_module_names] == []


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13)])
def test_an_old_python_gets_a_sentence(monkeypatch, capsys, version):
    monkeypatch.setattr(sys, "version_info", version)
    assert bootstrap.main(["manage.py", "demo"]) == 1
    assert f"this is {version[0]}.{version[1]} " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("version", "where", "warnings"),
    [
        ((3, 11, 0), "/usr", 0),
        ((3, 13, 9), "/usr", 0),
        ((3, 14, 0), "/usr", 1),
        ((4, 0, 0), "/usr", 1),
        ((3, 14, 0), str(bootstrap.VENV), 0),
    ],
    ids=["oldest", "newest tried", "newer", "much newer", "newer, said before .venv was entered"],
)
def test_a_newer_python_gets_one_sentence_and_goes_on(monkeypatch, capsys, version, where, warnings):
    ran = []
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(sys, "prefix", where)
    monkeypatch.setattr(bootstrap, "enter_environment", lambda *asked: ran.append(asked))
    monkeypatch.setattr(bootstrap, "run", lambda *asked: ran.append(asked) or 0)
    monkeypatch.delenv("LYKTA_NO_BOOTSTRAP", raising=False)
    assert (bootstrap.main(["manage.py", "demo"]), len(ran)) == (0, 2)
    lines = capsys.readouterr().err.splitlines()
    assert [f"this is {version[0]}.{version[1]} " in line for line in lines] == [True] * warnings


def test_a_newer_python_sets_up_and_starts(skeleton):
    script = skeleton / "backend/bootstrap.py"
    script.write_text(script.read_text().replace("NEWEST_TRIED = (3, 11), (3, 13)", "NEWEST_TRIED = (3, 11), (3, 10)"))
    said = output(skeleton, "init")
    assert (said.count("Lykta is tested on"), "Wrote new keys" in said) == (1, True), said


def test_no_python_is_too_new_to_install_on():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"] == ">=3.11"


def test_developers_lock_holds_the_base_lock_pin_for_pin():
    base = pins("requirements.txt")
    assert base == {name: version for name, version in pins("requirements-dev.txt").items() if name in base}


def test_every_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.match(r"[a-z0-9_-]+", line.lower())[0] for line in project["dependencies"]}
    assert wanted - set(pins("requirements.txt")) == set()


def test_two_set_ups_at_once_make_one_environment_and_one_set_of_keys(skeleton):
    said = [process.communicate(timeout=120)[0] for process in [start(skeleton, "init"), start(skeleton, "init")]]
    assert sorted("The environment is ready." in text for text in said) == [False, True]
    assert sorted("Wrote new keys" in text for text in said) == [False, True]
    assert (skeleton / "var/keys.env").stat().st_mode & 0o777 == 0o600


def test_set_up_again_only_for_another_lock(skeleton):
    assert "Setting up" in output(skeleton, "init")
    assert "Setting up" not in output(skeleton, "init")
    assert "Adding what the tests need" in output(skeleton, "test")
    (skeleton / "requirements.txt").write_text("# another\n")
    assert "Setting up" in output(skeleton, "init")


def test_a_python_that_cannot_make_environments_gets_the_package_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "NEW_VENV", tmp_path / "new")
    monkeypatch.setattr(bootstrap, "quiet", lambda command: 1)
    with pytest.raises(bootstrap.SetupError, match=r"apt install python3\.\d+-venv$"):
        bootstrap.create_venv()


def test_images_that_lack_a_package_get_a_sentence(skeleton):
    refused = start(skeleton, "check", LYKTA_NO_BOOTSTRAP="1")
    assert "Django is not installed here" in refused.communicate(timeout=120)[0]
    assert refused.returncode == 1
