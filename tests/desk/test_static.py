"""Hashed files in which our modules find each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings

from backend.desk.static import ModuleStaticFilesStorage

if TYPE_CHECKING:
    from pathlib import Path

STORAGE = {"staticfiles": {"BACKEND": "backend.desk.static.ModuleStaticFilesStorage"}}


def collect(source: Path, target: Path) -> ModuleStaticFilesStorage:
    """What the server would serve of this folder."""
    with override_settings(
        STATIC_ROOT=target,
        STATICFILES_DIRS=[source],
        STORAGES=STORAGE,
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        return ModuleStaticFilesStorage()


def write(folder: Path, **files: str) -> None:
    """Files of a folder, by name with __ for /."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".js")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two modules of ours and a stranger's script with a trap in a comment."""
    write(
        tmp_path / "source",
        lykta__a='import { b } from "./b.js";\n',
        lykta__b="export const b = 1;\n",
        vendor__x='/* import {x} from "./nowhere.js"; */\n',
    )
    return tmp_path / "source"


def test_own_modules_import_hashed_names(source: Path, tmp_path: Path) -> None:
    storage = collect(source, tmp_path / "out")
    text = (tmp_path / "out" / storage.stored_name("lykta/a.js")).read_text(encoding="utf-8")
    assert re.fullmatch(r'import { b } from "\./b\.[0-9a-f]{12}\.js";\n', text)


def test_strangers_script_is_left_alone(source: Path, tmp_path: Path) -> None:
    storage = collect(source, tmp_path / "out")
    text = (tmp_path / "out" / storage.stored_name("vendor/x.js")).read_text(encoding="utf-8")
    assert text == (source / "vendor" / "x.js").read_text(encoding="utf-8")


def test_missing_module_is_told_at_collecting(source: Path, tmp_path: Path) -> None:
    write(source, lykta__c='import "./nowhere.js";\n')
    with pytest.raises((CommandError, ValueError), match="nowhere"):
        collect(source, tmp_path / "out")


def test_nothing_collected_yet_keeps_plain_names(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path):
        assert ModuleStaticFilesStorage().stored_name("lykta/css/base.css") == "lykta/css/base.css"


def test_compressed_with_gzip_only(source: Path, tmp_path: Path) -> None:
    write(source, lykta__big="// en lång rad\n" * 400)
    collect(source, tmp_path / "out")
    assert {p.suffix for p in (tmp_path / "out" / "lykta").iterdir() if "big" in p.name} == {".js", ".gz"}
