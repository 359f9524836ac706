"""``manage.py rotate_contact_keys``: a new contact key, everything sealed with it, and the old one thrown away."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.bootstrap import new_key
from backend.common.clock import now
from notifications.querysets import health
from volunteers.actions.resealing import reseal_all

if TYPE_CHECKING:
    from pathlib import Path


class Command(BaseCommand):
    """The only way to make names in old copies of the database unreadable: their key is gone."""

    help = (
        "Make a new contact key, seal all names and addresses with it, and throw the old keys away. Stop Lykta first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """For keys that do not lie in our file, and for a rotation that was cut short."""
        parser.add_argument(
            "--reseal-only", action="store_true", help="Seal anew with the first of the keys that there are."
        )

    def handle(self, *args: Any, reseal_only: bool, **options: Any) -> None:
        """Refuses while a worker ticks: a running process knows only the old key, and would read nothing."""
        if health(now())[0]:
            message = "Lykta is running. Stop it first: a running process does not know the new key."
            raise CommandError(message)
        if reseal_only:
            self._say(*reseal_all())
            return
        file: Path = settings.CONTACT_KEYS_FILE
        old = list(settings.CONTACT_KEYS)
        if not file.exists() or f"CONTACT_KEYS={','.join(old)}" not in file.read_text(encoding="utf-8").split():
            message = (
                f"The contact keys do not come from {file} alone. Put a new key first in CONTACT_KEYS, "
                "run rotate_contact_keys --reseal-only, and take the old keys out."
            )
            raise CommandError(message)
        fresh = new_key()
        # Both are there until every row is sealed anew: a power cut in between loses nothing.
        self._write(file, [fresh, *old])
        settings.CONTACT_KEYS = [fresh, *old]
        sealed, lost = reseal_all()
        self._write(file, [fresh])
        settings.CONTACT_KEYS = [fresh]
        self._say(sealed, lost)

    def _say(self, sealed: int, lost: int) -> None:
        self.stdout.write(f"{sealed} rows are sealed with the newest key.")
        if lost:
            self.stdout.write(f"{lost} rows could not be opened with any key, and were left as they are.")

    def _write(self, file: Path, keys: list[str]) -> None:
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(f"CONTACT_KEYS={','.join(keys)}\n")
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(file)
