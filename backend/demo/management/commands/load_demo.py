"""``manage.py load_demo``: Botkyrka and Huddinge with invented people and evenings; run again, it doubles nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from backend.common.clock import now
from backend.demo.load import load
from events.models import Event
from tips.models import Tip
from volunteers.models import User


class Command(BaseCommand):
    """One call."""

    help = "Lägg in demonstrationens kommuner, personer, vandringar och observationer. Kan köras om; inget dubbleras."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how much there is now."""
        load(now())
        if options["verbosity"]:
            counts = User.objects.count(), Event.objects.count(), Tip.objects.count()
            self.stdout.write("{} personer, {} händelser, {} observationer.".format(*counts))
