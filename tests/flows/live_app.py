"""The application with one topic kind more, heard by coordinators; for servers and workers of the flow tests."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from backend.asgi import application
from backend.common.viewer import Role
from notifications import consumer, due, hub, kinds, topics
from tests.flows.live import LEASE

if TYPE_CHECKING:
    import datetime as dt

    from backend.common.viewer import Viewer

__all__ = ["application"]


def may_hear(viewer: Viewer, ref: str) -> bool:
    """Coordinators of the viewer's municipality."""
    return viewer.has(Role.COORDINATOR)


def write_down(row: due.DueRow, now: dt.datetime) -> None:
    """Say in a file that the step began, take as long as its key asks (the first time), say that it ended."""
    book = Path(os.environ["PROBE_BOOK"])
    with book.open("a") as page:
        page.write(f"begin {row.key}\n")
    if row.attempts == 1 and "=" in row.key:
        time.sleep(float(row.key.rpartition("=")[2]))
    with book.open("a") as page:
        page.write(f"end {row.key}\n")


hub.BEAT_SECONDS = consumer.BEAT_SECONDS = float(os.environ.get("PROBE_BEAT", hub.BEAT_SECONDS))
topics.register("probe", may_read=may_hear)
due.register("probe", write_down, lease=LEASE)
kinds.register(kinds.NoticeKind("probe", "Prov"))
