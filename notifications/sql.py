"""What the ORM cannot say, or not quickly enough while a counter is locked; the same on PostgreSQL and SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from notifications.models import Due, Topic, TopicEvent

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a row that is set anew forgets about its earlier life.
_FORGOTTEN = ("lease", "lease_until", "attempts", "last_error", "done_at", "withdrawn", "dead_at")


def bump(counts: Mapping[str, int]) -> dict[str, int]:
    """Raise each topic's counter by its count, creating the row when needed; {key: new last number}.

    The rows stay locked until commit and are taken in the order of their keys, so two writers never wait for each
    other in a circle.
    """
    quote = connection.ops.quote_name
    table, key, seq = quote(Topic._meta.db_table), quote("key"), quote("seq")  # noqa: SLF001
    values = ", ".join(["(%s, %s)"] * len(counts))
    statement = (
        f"INSERT INTO {table} ({key}, {seq}) VALUES {values} "  # noqa: S608 -- names of our own model
        f"ON CONFLICT ({key}) DO UPDATE SET {seq} = {table}.{seq} + excluded.{seq} RETURNING {key}, {seq}"
    )
    params = [value for pair in sorted(counts.items()) for value in pair]
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return dict(cursor.fetchall())


def append(rows: list[TopicEvent]) -> None:
    """Insert the rows. The counters are locked by now, and everybody on the same board waits for these lines."""
    fields = [field for field in TopicEvent._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.attname) for field in fields)
    values = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    table = quote(TopicEvent._meta.db_table)  # noqa: SLF001
    params = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) VALUES {values}", params)  # noqa: S608


def put(row: Due) -> None:
    """Insert the row, or set the one with its key anew if its time moved, it was withdrawn, or it had been given up.

    An open row with the same time stays as it is, also while a worker has it; a done one stays done.
    """
    quote = connection.ops.quote_name
    fields = [field for field in Due._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
    table = quote(Due._meta.db_table)  # noqa: SLF001
    names = [quote(str(field.column)) for field in fields]
    moved = ("kind", "municipality_id", "ref", "lane", "due_at", *_FORGOTTEN)
    changes = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in moved)
    statement = (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))}) "  # noqa: S608
        f"ON CONFLICT ({quote('key')}) DO UPDATE SET {changes} "
        f"WHERE {table}.due_at <> excluded.due_at OR {table}.withdrawn OR {table}.dead_at IS NOT NULL"
    )
    params = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
