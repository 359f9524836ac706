"""``manage.py serve``: pages, API, sockets and, unless Redis is set, the worker, for real use."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.desk import running, unsafe

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Checks the settings, sets up what is missing, serves until a signal."""

    help = "Serve Lykta for real use; refuses unsafe settings, one sentence each."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (a proxy stands in front)")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)
        parser.add_argument("--processes", type=int, default=1, help="web processes; needs PostgreSQL and Redis")

    def handle(self, *_args: Any, host: str, port: int, processes: int, **_options: Any) -> None:
        if reasons := unsafe.reasons(processes=processes):
            raise CommandError("\n".join(["Lykta does not start with these settings:", *reasons]))
        listener = running.listen(host, port)
        port = listener.getsockname()[1]  # --port 0 takes a free one
        running.hold_web_lock()
        running.prepare()
        worker = "with its worker" if settings.EMBEDDED_WORKER else "run `manage.py worker` beside it"

        def ready() -> None:
            running.say(f"Lykta answers on {host}, port {port}, for {settings.PUBLIC_URL} ({worker}).")

        sys.exit(running.run_server(listener, ready, processes))
