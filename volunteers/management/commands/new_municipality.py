"""A new municipality in one command: its places, its numbers, its safety unit and its first safety coordinator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http.request import validate_host
from django.utils import translation

from backend.common.clock import now
from backend.common.errors import Refusal
from places import files
from places.addresses import home_of
from volunteers.actions.municipalities import SAFETY_UNIT, NewIds, found_municipality

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """``manage.py new_municipality botkyrka --host trygg.botkyrka.example --email maria@example.org --name Maria``."""

    help = "Lägg upp en kommun med sin första trygghetssamordnare. Kan köras om; inget dubbleras."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file, one host, one person."""
        parser.add_argument("file", help="en fil, eller namnet på en medföljande kommun (botkyrka, huddinge)")
        parser.add_argument("--host", required=True, help="värdnamnet som kommunen svarar på, utan port")
        parser.add_argument("--email", required=True, help="den första trygghetssamordnarens e-postadress")
        parser.add_argument("--name", required=True, help="namnet som andra ser")
        parser.add_argument(
            "--default", action="store_true", default=None, help="svarar också på den egna maskinens adress"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One action; a refusal becomes one sentence."""
        with translation.override("sv"):
            try:
                municipality = found_municipality(
                    file=files.read(files.find(options["file"])),
                    hostname=options["host"],
                    is_default=options["default"],
                    email=options["email"],
                    name=options["name"],
                    now=now(),
                    ids=NewIds(uuid4(), uuid4(), uuid4()),
                )
            except Refusal as refusal:
                raise CommandError(refusal.detail) from refusal
        self.stdout.write(
            f"{municipality.name} svarar på {home_of(municipality)}/ "
            f"och {options['email']} är trygghetssamordnare i {SAFETY_UNIT}."
        )
        if not validate_host(municipality.hostname, settings.ALLOWED_HOSTS):
            self.stdout.write(f"Lägg till {municipality.hostname} i LYKTA_HOSTS och starta om, så svarar den.")
