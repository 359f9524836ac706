"""``manage.py fetch_police_events``: ask the police once for all municipalities, or take in a saved answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.common import clock
from situation.actions import police
from situation.police.words import sentence
from situation.states import FetchOutcome


class Command(BaseCommand):
    """Exits 0 when the list is up to date, 1 with a sentence when nothing could be taken in."""

    help = "Hämtar polisens publicerade händelser för alla kommuner (högst 60 gånger i timmen)."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--file`` reads a saved answer instead of asking."""
        parser.add_argument("--file", type=Path, help="läs ett sparat svar i stället för att fråga polisen")

    def handle(self, *_args: Any, file: Path | None = None, **_options: Any) -> None:
        """One fetch, one sentence."""
        try:
            fetch = police.take_in(file.read_bytes(), clock.now()) if file else police.refresh(clock=clock.now)
        except police.TooSoon as refusal:
            raise CommandError(refusal.detail) from refusal
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        if fetch.outcome not in {FetchOutcome.OK, FetchOutcome.UNCHANGED}:
            raise CommandError(sentence(fetch))
        self.stdout.write(sentence(fetch))
