"""Reads a member list: run as a process of its own that can be killed, and knows nothing of the rest of us.

``python -m volunteers.sheets`` takes the file on standard input and answers JSON: ``{"rows": [[…], …]}`` or
``{"refused": code, "row": n}``. It has bounds on memory and time, opens no file and no socket.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt  # noqa: F401 -- what the sheet reader makes of a date, loaded before the doors are shut
import io
import json
import resource
import sys
import zipfile

from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 50
LONGEST_CELL = 500
# What a sheet may become when it is unpacked.
MOST_UNPACKED, MOST_PARTS = 60 * 1024 * 1024, 1_000
MEMORY, SECONDS = 512 * 1024 * 1024, 10
# Of lists, and of the names inside a ZIP.
ENCODINGS = ("utf-8-sig", "utf-16", "cp1252", "cp437")
DELIMITERS = (";", ",", "\t")


class Refused(Exception):
    """A code for the reader's words, and the row at fault where there is one."""

    def __init__(self, code: str, row: int | None = None) -> None:
        self.code, self.row = code, row
        super().__init__(code)


def read(raw: bytes) -> list[list[str]]:
    """Rows of cells, as text, the heading first. Refused."""
    if len(raw) > MOST_BYTES:
        raise Refused("file_too_large")
    if not raw.strip():
        raise Refused("empty")
    if raw.startswith(b"PK"):
        return _bounded(_sheet(raw))
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("old_excel")
    text = _decoded(raw)
    if text.lstrip()[:1] == "<":
        raise Refused("is_html")
    return _bounded(_csv(text))


def _sheet(raw: bytes) -> list[list[str]]:
    """The first sheet of an XLSX, after a look at what it would become."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            entries = parts.infolist()
    except zipfile.BadZipFile:
        raise Refused("unreadable") from None
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refused("unpacks_too_large")
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise Refused("unreadable")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError):
        raise Refused("unreadable") from None
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    """A number without decimals is what somebody typed: a telephone number that the sheet took for one."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _decoded(raw: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 by its mark, else Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(raw, "utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _strictly(raw, "cp1252")


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise Refused("unreadable") from None


def _csv(text: str) -> list[list[str]]:
    """By the delimiter that the heading has most of."""
    if "\x00" in text:
        raise Refused("unreadable")
    heading = text.lstrip().splitlines()[0]
    delimiter = max(DELIMITERS, key=heading.count)
    csv.field_size_limit(MOST_BYTES)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise Refused("unreadable") from None


def _bounded(rows: list[list[str]]) -> list[list[str]]:
    """Within the limits; empty rows stay, so that the numbers are those of the sheet."""
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS + 1:
        raise Refused("too_many_rows")
    for number, row in enumerate(rows, 1):
        if len(row) > MOST_COLUMNS and any(cell.strip() for cell in row[MOST_COLUMNS:]):
            raise Refused("too_many_columns", number)
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise Refused("cell_too_long", number)
    return [[cell.strip() for cell in row[:MOST_COLUMNS]] for row in rows]


def _shut_in() -> None:
    """No more memory, time or doors than this needs: without a free file descriptor nothing opens a socket."""
    for encoding in ENCODINGS:  # loaded now: they are files
        codecs.lookup(encoding)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def main() -> None:
    """Standard input to standard output."""
    _shut_in()
    try:
        answer: dict[str, object] = {"rows": read(sys.stdin.buffer.read(MOST_BYTES + 1))}
    except Refused as refused:
        answer = {"refused": refused.code, "row": refused.row}
    except MemoryError:
        answer = {"refused": "unpacks_too_large", "row": None}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
