"""Backup and restore, as an operator does them: another folder, another process, the same people and files."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from tests.servers import installations

COUNT = "from django.contrib.auth import get_user_model as u; print('people:', u().objects.count())"
ADD = "from django.contrib.auth import get_user_model as u; u().objects.create(email='backup@example.org')"


@pytest.fixture(
    scope="module", params=[pytest.param(False, marks=pytest.mark.once), True], ids=["sqlite", "postgresql"]
)
def grown(request) -> bool:
    return request.param


@pytest.fixture(scope="module")
def filled(grown, tmp_path_factory):
    """An installation with one person and one private file."""
    with installations(tmp_path_factory.mktemp("filled")) as install:
        source = install(grown=grown)
        for command in (["migrate", "--verbosity=0"], ["shell", "--no-imports", "-c", ADD]):
            done = source.manage(*command)
            assert done.returncode == 0, done.stderr
        private = Path(source.environment["LYKTA_DATA"]) / "private" / "photos"
        private.mkdir(parents=True)
        (private / "lamp.jpg").write_bytes(b"a lamp")
        yield source


@pytest.fixture(scope="module")
def backup(filled) -> Path:
    file = filled.folder / "lykta.tar.gz"
    done = filled.manage("backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


def people(installation) -> str:
    return installation.manage("shell", "--no-imports", "-c", COUNT).stdout.strip()


def test_a_backup_comes_back_in_another_place(install, grown, backup):
    elsewhere = install(grown=grown)
    done = elsewhere.manage("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert people(elsewhere) == "people: 1"
    assert (Path(elsewhere.environment["LYKTA_DATA"]) / "private/photos/lamp.jpg").read_bytes() == b"a lamp"


def test_data_is_replaced_only_when_asked(filled, backup):
    filled.manage("shell", "--no-imports", "-c", ADD.replace("backup@", "later@"))
    refused = filled.manage("restore", str(backup))
    assert (refused.returncode, people(filled)) == (1, "people: 2")
    assert filled.manage("restore", str(backup), "--replace").returncode == 0
    assert people(filled) == "people: 1"


def test_a_backup_is_private_and_without_keys_unless_asked(filled, backup):
    keys = Path(filled.environment["LYKTA_DATA"]) / "keys.env"
    keys.touch(0o600)
    whole = backup.with_name("with-keys.tar.gz")
    filled.manage("backup", str(whole), "--with-keys")
    assert [file.stat().st_mode & 0o777 for file in (backup, whole)] == [0o600, 0o600]
    assert ["keys.env" in names_in(file) for file in (backup, whole)] == [False, True]


def names_in(file: Path) -> list[str]:
    with tarfile.open(file) as archive:
        return archive.getnames()


def forged(folder: Path, member: str, manifest: object) -> Path:
    """An archive with a manifest and one more file of this name."""
    file = folder / "forged.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        for name, content in (("backup.json", json.dumps(manifest).encode()), (member, b"not a database")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file


@pytest.mark.once
@pytest.mark.parametrize(
    ("member", "manifest", "sentence"),
    [
        ("../outside", {}, "holds ../outside"),
        ("/etc/passwd", {}, "holds /etc/passwd"),
        ("database.sqlite3", {"format": 9, "database": "sqlite"}, "is not a backup that this version"),
        ("private/x", {"format": 1, "database": "sqlite"}, "is not a backup that this version"),
        ("database.dump", {"format": 1, "database": "postgresql"}, "This backup is from postgresql"),
        ("database.sqlite3", {"format": 1, "database": "sqlite"}, "is damaged"),
        ("database.sqlite3", [], "is not a whole backup"),
    ],
)
def test_what_is_no_backup_changes_nothing(install, member, manifest, sentence):
    target = install()
    refused = target.manage("restore", str(forged(target.folder, member, manifest)))
    assert (refused.returncode, sentence in refused.stderr) == (1, True), refused.stderr
    assert [f.name for f in target.folder.rglob("*") if f.is_file() and f.read_bytes() == b"not a database"] == []
