"""The real server in a process of its own, with the floors' addresses beside the project's."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def served(urls: str) -> Iterator[int]:
    """The port of a web process on this process's database and settings, whose addresses are the module ``urls``."""
    command = [sys.executable, "-m", "tests.benchmarks.server", urls]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def main(urls: str) -> None:
    """Serve as ``manage.py serve`` does, until SIGTERM; prints the port when it answers."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    import django

    django.setup()
    from django.conf import settings

    from backend.desk import running

    settings.ROOT_URLCONF = urls
    listener = running.listen("127.0.0.1", 0)
    running.run_server(listener, lambda: running.say(str(listener.getsockname()[1])))


if __name__ == "__main__":
    main(sys.argv[1])
