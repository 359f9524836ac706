"""``manage.py backup FILE``: everything that is worth keeping, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from backend.common import clock
from backend.desk import backups

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Writes the backup and says what is not in it."""

    help = "Write the database and the private files to one .tar.gz; may run while Lykta does."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--with-keys", action="store_true", help="also keys.env: whoever has the file can read all")

    def handle(self, *_args: Any, file: Path, with_keys: bool, **_options: Any) -> None:
        if not file.parent.is_dir():
            message = f"There is no folder {file.parent}."
            raise CommandError(message)
        backups.back_up(file, now=clock.now(), with_keys=with_keys)
        self.stdout.write(f"Wrote {file} ({file.stat().st_size / 1e6:.1f} MB).")
        if not with_keys:
            self.stdout.write("The keys are not in it: without a copy of keys.env, what is sealed stays sealed.")
