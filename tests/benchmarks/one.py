"""One benchmark in a process and on a database of its own: ``python -m tests.benchmarks.one NAME ROUNDS FILE``."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

NAMES = ("checkin", "live", "queue", "feeds", "viewer")


def main(name: str, rounds: str, file: str) -> None:
    """Migrate the database that the environment names, measure, and write the rows to the file."""
    import django

    django.setup()
    from backend.desk import running

    running.migrate()
    module = importlib.import_module(f"tests.benchmarks.bench_{name}")
    wanted = int(rounds) or module.ROUNDS
    Path(file).write_text(json.dumps(getattr(module, f"bench_{name}")(wanted)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
