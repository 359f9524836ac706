"""``manage.py restore FILE``: put a backup in place, with Lykta stopped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from backend.desk import backups, running

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Restores, then brings the tables to this version."""

    help = "Put the database and the private files of a backup in place. Stop Lykta and its worker first."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="throw away the data that is here")

    def handle(self, *_args: Any, file: Path, replace: bool, **_options: Any) -> None:
        running.hold_web_lock()
        try:
            manifest = backups.restore(file, replace=replace)
            running.migrate()
        finally:
            running.release_web_lock()
        self.stdout.write(f"Restored the backup of {manifest['made_at']}.")
