"""The registry of live topics: which kinds there are and who may read one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.common.viewer import Viewer

    MayRead = Callable[[Viewer, str], bool]

KIND = re.compile(r"[a-z][a-z_]{0,39}\Z")

_kinds: dict[str, MayRead] = {}
_of_watchers: set[str] = set()


def register(kind: str, *, may_read: MayRead, watches_worker: bool = False) -> None:
    """Called from AppConfig.ready(). ``may_read(viewer, ref)`` gets the topic's id as canonical UUID text.

    It is asked when somebody starts to listen, when that person's rights have changed, and by nothing else; so it
    reads the database afresh. With ``watches_worker`` its listeners hear in each beat whether a worker ticks.
    ValueError for a kind that is malformed or taken.
    """
    if not KIND.match(kind):
        raise ValueError(f"{kind!r} is no topic kind")
    if _kinds.setdefault(kind, may_read) is not may_read:
        raise ValueError(f"topic kind {kind} is registered twice")
    if watches_worker:
        _of_watchers.add(kind)


def kinds() -> list[str]:
    """Every registered kind, in order."""
    return sorted(_kinds)


def key(kind: str, ref: UUID | str) -> str:
    """``board:6f1c…``. ValueError for an unknown kind or something that is no UUID."""
    if kind not in _kinds:
        raise ValueError(f"topic kind {kind} is not registered")
    return f"{kind}:{UUID(str(ref))}"


def parse(topic_key: str) -> tuple[str, str] | None:
    """(kind, ref) of a key in exactly the form that ``key`` writes, or None."""
    kind, _, ref = topic_key.partition(":")
    try:
        canonical = str(UUID(ref))
    except ValueError:
        return None
    return (kind, ref) if kind in _kinds and canonical == ref else None


def watches_worker(topic_key: str) -> bool:
    """Whether this topic's listeners also watch the clockwork."""
    return topic_key.partition(":")[0] in _of_watchers


def may_read(viewer: Viewer, topic_key: str) -> bool:
    """Whether the viewer may listen. False also for what is unknown or malformed: the answer does not tell which."""
    parsed = parse(topic_key)
    return parsed is not None and _kinds[parsed[0]](viewer, parsed[1])
