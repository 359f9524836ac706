"""``manage.py worker``: a worker as a process of its own, for when web and worker are run apart."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from notifications.worker import Worker


class Command(BaseCommand):
    """Takes due rows until it is told to stop; SIGTERM and Ctrl-C let the row in hand finish."""

    help = "Takes whatever has come due: escalations, reminders, messages. Run as many as you like."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal comes."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        worker = Worker()
        self.stdout.write(f"worker {worker.name}")
        self.stdout.flush()
        worker.run_forever(stop)
