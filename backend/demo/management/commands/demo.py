"""``manage.py demo``: set up, load the demo, start web and worker on this machine only."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from backend.demo.accounts import accounts
from backend.desk import running, unsafe

if TYPE_CHECKING:
    from argparse import ArgumentParser

HOST = "127.0.0.1"


class Command(BaseCommand):
    """Everything the demo needs, every time; each step does nothing when it is already done."""

    help = "Start the demo of Botkyrka on this machine: sets up, migrates, loads, serves. Ctrl-C stops it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)

    def handle(self, *_args: Any, port: int, **_options: Any) -> None:
        if not all(unsafe.is_loopback(host) for host in settings.ALLOWED_HOSTS):
            message = "The demo answers on this machine only: take LYKTA_HOSTS away."
            raise CommandError(message)
        listener = running.listen(HOST, port)
        port = listener.getsockname()[1]  # --port 0 takes a free one
        running.hold_web_lock()
        running.prepare()
        self.refuse_real_data()
        running.say("Loading Botkyrka and Huddinge, with this week's evenings …")
        call_command("load_demo", verbosity=0)
        address = f"http://{HOST}:{port}"
        if "LYKTA_PUBLIC_URL" not in os.environ:
            settings.PUBLIC_URL = address
        sys.exit(running.run_server(listener, lambda: self.announce(address, port)))

    @staticmethod
    def refuse_real_data() -> None:
        """The demo's one-click sign-in must never open somebody's real installation."""
        mark = settings.DATA_DIR / running.DEMO_MARK
        if not mark.exists() and get_user_model().objects.exists():
            message = (
                f"The data in {settings.DATA_DIR} (or at DATABASE_URL) is not the demo's. Give the demo a folder of "
                "its own, for example: LYKTA_DATA=./var-demo python3 manage.py demo"
            )
            raise CommandError(message)
        mark.touch()

    @staticmethod
    def announce(address: str, port: int) -> None:
        """The address and one account for each role, once the server answers."""
        running.say(f"\nLykta's demo is ready:  {address}   (Huddinge: http://huddinge.localhost:{port})")
        running.say(f"Sign in with one click: {address}/demo/\n")
        for role, name, email in accounts():
            running.say(f"  {role:<30} {name:<24} {email}")
        running.say(f"\nMail is written to {settings.DATA_DIR / 'mail'}. Ctrl-C stops the demo.")
