"""One-file backup and its restore: the database and the private files in one .tar.gz, the keys only when asked for."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import CommandError
from django.db import connection

if TYPE_CHECKING:
    import datetime as dt

MANIFEST = "backup.json"
DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
FORMAT = 1


def back_up(target: Path, *, now: dt.datetime, with_keys: bool = False) -> None:
    """Write the backup to ``target`` (0600), whole or not at all; may run while Lykta does.

    Raises CommandError when the database's own dump program is missing or fails.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as scratch:
        dump = Path(scratch) / DUMPS[connection.vendor]
        _dump_sqlite(dump) if connection.vendor == "sqlite" else _dump_postgresql(dump)
        manifest = Path(scratch) / MANIFEST
        facts = {"format": FORMAT, "database": connection.vendor, "made_at": now.isoformat(), "keys": with_keys}
        manifest.write_text(json.dumps(facts), encoding="utf-8")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                with tarfile.open(fileobj=file, mode="w:gz") as archive:
                    archive.add(manifest, MANIFEST)
                    archive.add(dump, dump.name)
                    if Path(settings.MEDIA_ROOT).exists():
                        archive.add(settings.MEDIA_ROOT, "private")
                    if with_keys and settings.KEYS_FILE.exists():
                        archive.add(settings.KEYS_FILE, "keys.env")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)


def restore(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Put a backup's database, private files and, if it has them, keys in place. Returns its manifest.

    Raises CommandError, with nothing changed, when the file is not a whole backup of ours, was made from the other kind
    of database, or would replace data without ``replace``.
    """
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        scratch = Path(folder)
        manifest = _unpack(source, scratch)
        if manifest["database"] != connection.vendor:
            message = f"This backup is from {manifest['database']}; DATABASE_URL says {connection.vendor}."
            raise CommandError(message)
        if not replace and connection.introspection.table_names():
            message = "There is data here already. To throw it away for the backup's, say --replace."
            raise CommandError(message)
        connection.close()
        dump = scratch / DUMPS[connection.vendor]
        _restore_sqlite(dump) if connection.vendor == "sqlite" else _restore_postgresql(dump)
        private = Path(settings.MEDIA_ROOT)
        shutil.rmtree(private, ignore_errors=True)
        if (scratch / "private").exists():
            shutil.move(scratch / "private", private)
        if (scratch / "keys.env").exists():
            (scratch / "keys.env").replace(settings.KEYS_FILE)
            settings.KEYS_FILE.chmod(0o600)
    return manifest


def _unpack(source: Path, scratch: Path) -> dict[str, Any]:
    """Every member of the backup into ``scratch``; only plain files with names a backup of ours has."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                path = PurePosixPath(member.name)
                known = member.name in {MANIFEST, "keys.env", *DUMPS.values()} or path.parts[:1] == ("private",)
                if path.is_absolute() or ".." in path.parts or not known or not (member.isreg() or member.isdir()):
                    message = f"{source} holds {member.name}, which no backup of Lykta does."
                    raise CommandError(message)
                archive.extract(member, scratch, set_attrs=False)
        manifest: dict[str, Any] = dict(json.loads((scratch / MANIFEST).read_text(encoding="utf-8")))
        whole = manifest["format"] == FORMAT and (scratch / DUMPS[manifest["database"]]).exists()
    except (OSError, EOFError, tarfile.TarError, TypeError, ValueError, KeyError) as error:
        message = f"{source} is not a whole backup of Lykta: {error}"
        raise CommandError(message) from None
    if not whole:
        message = f"{source} is not a backup that this version of Lykta knows."
        raise CommandError(message)
    return manifest


def _dump_sqlite(target: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _restore_sqlite(dump: Path) -> None:
    try:
        with closing(sqlite3.connect(dump)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        message = "The database in this backup is damaged."
        raise CommandError(message)
    database = Path(connection.settings_dict["NAME"])
    for rest in ("-wal", "-shm"):
        database.with_name(database.name + rest).unlink(missing_ok=True)
    dump.replace(database)


def _dump_postgresql(target: Path) -> None:
    _run(["pg_dump", "--format=custom", "--no-owner", f"--file={target}"])


def _restore_postgresql(dump: Path) -> None:
    name = connection.settings_dict["NAME"]
    flags = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    _run(["pg_restore", *flags, f"--dbname={name}", str(dump)])


def _run(command: list[str]) -> None:
    """One of PostgreSQL's own programs, told by its environment which database is meant."""
    database = connection.settings_dict
    names = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
    chosen = {variable: str(database[key]) for variable, key in names.items() if database.get(key)}
    try:
        done = subprocess.run(command, env={**os.environ, **chosen}, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        message = f"{command[0]} is not installed: on Debian and Ubuntu, apt install postgresql-client."
        raise CommandError(message) from None
    if done.returncode != 0:
        message = f"{command[0]} failed: {done.stderr.strip()}"
        raise CommandError(message)
