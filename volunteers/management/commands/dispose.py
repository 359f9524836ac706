"""``manage.py dispose [--dry-run]``: remove what is older than its time, or say what would go."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backend.common.clock import now
from places.models import Municipality
from volunteers.actions import erasing, retention


class Command(BaseCommand):
    """What the daily clockwork does, now and with its result on the screen."""

    help = "Remove what is older than each municipality keeps it; --dry-run only says what would go."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to only say."""
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """One line per municipality and class with anything to do."""
        moment = now()
        for municipality in Municipality.objects.order_by("name", "id"):
            for plan in retention.plans(municipality.pk, moment):
                if plan.count:
                    verb = "would refuse" if plan.refused else "would remove"
                    self.stdout.write(self._line(dry_run, municipality.name, plan, verb))
            if not dry_run:
                retention.dispose(municipality_id=municipality.pk, now=moment)
        if not dry_run:
            erasing.finish_erasures(now=moment)

    def _line(self, dry_run: bool, municipality: str, plan: retention.Plan, verb: str) -> str:
        said = verb if dry_run else {"would refuse": "refused", "would remove": "removed"}[verb]
        because = " (no disposal decision)" if plan.refused else ""
        return f"{municipality}: {plan.data_class.code}: {said} {plan.count}{because}"
