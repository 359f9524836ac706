"""The one place where PostgreSQL and SQLite differ: row locks, claims, folded text for search and order."""

from __future__ import annotations

import contextlib
import unicodedata
import zlib
from typing import TYPE_CHECKING, TypeVar

from django.db import connections, models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

M = TypeVar("M", bound=models.Model)

# No ``*_sort`` column is shorter. Folding makes text longer ("ß" is two, some are eighteen), and only the head sorts.
LONGEST_KEY = 120
# å, ä, ö come after z in Swedish; these three follow z in every byte order.
_SWEDISH_TAIL = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})


def is_postgresql(using: str = "default") -> bool:
    """Whether this database has row locks and full text."""
    return connections[using].vendor == "postgresql"


def lock(rows: QuerySet[M]) -> QuerySet[M]:
    """Lock the rows until commit. SQLite's IMMEDIATE transaction already holds the only write lock.

    Keys never change here, and a lock that says so lets others insert rows that point to these: with a plain
    FOR UPDATE, two writers who both tell a topic wait for each other at commit.
    """
    return rows.select_for_update(of=("self",), no_key=True) if is_postgresql(rows.db) else rows


def lock_clause(alias: str) -> str:
    """The same for a query by hand, as its last words: the rows of this alias. Empty on SQLite."""
    return f" FOR NO KEY UPDATE OF {alias}" if is_postgresql() else ""


def alone(name: str, using: str = "default") -> None:
    """Until commit, nobody else runs what bears this name. SQLite's IMMEDIATE transaction is alone already."""
    if is_postgresql(using):
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


def claim(rows: QuerySet[M], limit: int) -> list[M]:
    """Up to ``limit`` rows that nobody else holds, locked until commit."""
    if is_postgresql(rows.db):
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return list(rows[:limit])


@contextlib.contextmanager
def only_one(name: str) -> Iterator[None]:
    """Of all processes on all machines, one at a time runs the block of this name. Not for use in a transaction.

    SQLite has one machine only, where a lock file does it: nothing happens here.
    """
    if not is_postgresql():
        yield
        return
    key = zlib.crc32(name.encode())
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [key])
    try:
        yield
    finally:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def search_key(text: str) -> str:
    """Case-folded, single-spaced text for ``*_search`` columns; the same on both databases."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def sort_key(text: str) -> str:
    """A key that sorts Swedish in plain byte order: å, ä, ö last, other accents folded to their letter.

    Its first LONGEST_KEY characters: names that are equal so far are in no order.
    """
    folded = search_key(text).translate(_SWEDISH_TAIL)
    plain = unicodedata.normalize("NFKD", folded)
    return "".join(c for c in plain if not unicodedata.combining(c))[:LONGEST_KEY]


def forget_pages(using: str = "default") -> None:
    """After a commit: what was deleted leaves the files too, where the database leaves that to us.

    SQLite keeps old pages in its write-ahead log until that is emptied; freed pages are overwritten (secure_delete).
    PostgreSQL's own vacuum does it there.
    """
    if not is_postgresql(using):
        with connections[using].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
