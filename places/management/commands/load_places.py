"""Makes or renews a municipality from a file of its own or one that ships with the project."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.common.errors import Refusal
from places import actions, files


class Command(BaseCommand):
    """``manage.py load_places botkyrka --host botkyrka.example.se --default``."""

    help = "Läs in en kommun: dess kommundelar, platser och telefonnummer. Kan köras om; inget dubbleras."

    def add_arguments(self, parser: CommandParser) -> None:
        """One file, and where the municipality answers."""
        parser.add_argument("file", help="en fil, eller namnet på en medföljande kommun (botkyrka, huddinge)")
        parser.add_argument("--host", default="", help="värdnamnet som kommunen svarar på, utan port")
        parser.add_argument(
            "--default", action="store_true", default=None, help="svarar också på den egna maskinens adress"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One action; a refusal becomes one sentence."""
        try:
            file = files.read(files.find(options["file"]))
            municipality = actions.load_municipality(file=file, hostname=options["host"], is_default=options["default"])
        except Refusal as refusal:
            raise CommandError(refusal.detail) from refusal
        exact = municipality.places.exact().count()
        self.stdout.write(
            f"{municipality.name}: {municipality.districts.count()} kommundelar, "
            f"{municipality.places.count()} platser varav {exact} med punkt. "
            f"Svarar på {municipality.hostname}."
        )
