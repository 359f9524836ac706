"""The read log: that somebody's name, number or address was shown to somebody else, or taken out of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from volunteers import reading
from volunteers.models import AccessLog
from volunteers.states import AccessKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from backend.common.viewer import Viewer

# Eight values a row, and SQLite takes 32,766 of them in a statement.
AT_ONCE = 4000
_COLUMNS = ("municipality_id", "kind", "at", "hour", "reader_id", "subject_id", "what", "fields")


def record(
    *,
    viewer: Viewer,
    subjects: Iterable[UUID],
    what: str,
    fields: Iterable[str],
    now: dt.datetime,
    kind: AccessKind = AccessKind.READ,
) -> None:
    """That ``viewer`` was shown these fields of these people on the page ``what``. One query, however many they are.

    One row an hour for the same reader, person, page and fields; what somebody reads of themselves is not kept, what
    they take out is.
    ValueError for a page or a field that is not registered (volunteers.reading).
    """
    named = tuple(fields)
    record_each(viewer=viewer, seen=dict.fromkeys(subjects, named), what=what, now=now, kind=kind)


def record_each(
    *,
    viewer: Viewer,
    seen: Mapping[UUID, Iterable[str]],
    what: str,
    now: dt.datetime,
    kind: AccessKind = AccessKind.READ,
) -> None:
    """The same where more is shown of some people than of others: their ids, each with its fields."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    head = (viewer.municipality_id, kind.value, now, hour, viewer.user_id)
    rows = [
        (*head, subject, what, reading.require(what, fields))
        for subject, fields in seen.items()
        if subject != viewer.user_id or kind is AccessKind.EXPORT
    ]
    for start in range(0, len(rows), AT_ONCE):
        _insert(rows[start : start + AT_ONCE])


def _insert(rows: Sequence[tuple[object, ...]]) -> None:
    """By hand: the ORM cuts a list of some hundred into several statements. A row that is there stays as it is."""
    known = {field.attname: field for field in AccessLog._meta.concrete_fields}  # noqa: SLF001
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in _COLUMNS)
    values = ", ".join([f"({', '.join(['%s'] * len(_COLUMNS))})"] * len(rows))
    table = quote(AccessLog._meta.db_table)  # noqa: SLF001
    params = [
        known[name].get_db_prep_save(value, connection)
        for row in rows
        for name, value in zip(_COLUMNS, row, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) VALUES {values} ON CONFLICT DO NOTHING",  # noqa: S608 -- our own names
            params,
        )
