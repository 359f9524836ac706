"""``manage.py record_of_processing``: write the record of article 30 from the privacy registry."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from volunteers import papers


class Command(BaseCommand):
    """A test holds the file to the registry."""

    help = "Write docs/papers/record-of-processing.md from the privacy registry."

    def handle(self, *args: Any, **options: Any) -> None:
        """Overwrites the file."""
        file = papers.folder() / papers.RECORD
        file.write_text(papers.record_of_processing(), encoding="utf-8")
        self.stdout.write(f"Wrote {file}.")
