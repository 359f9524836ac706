"""What a member list says: the child process that reads it, and the meaning of its columns."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from backend.common.db import search_key
from backend.common.phones import normalised
from backend.common.viewer import Role
from volunteers.states import ROLE_LABELS

TIMEOUT = 20
ROOT = Path(__file__).resolve().parent.parent
LONGEST_NAME = 80

# What people call the columns; compared folded (backend.common.db.search_key).
HEADINGS = {
    "name": ("namn", "namn som visas", "name", "för- och efternamn", "medlem"),
    "first": ("förnamn", "first name"),
    "last": ("efternamn", "last name", "surname"),
    "email": ("e-post", "epost", "e-postadress", "epostadress", "mejl", "mail", "email", "e-mail"),
    "phone": ("mobil", "mobilnummer", "telefon", "telefonnummer", "tel", "mobiltelefon", "phone"),
    "role": ("roll", "uppdrag", "role"),
}
NUMBER_HEADINGS = ("personnummer", "personnr", "pnr", "person-nr", "samordningsnummer", "födelsenummer")
# YYMMDD-NNNN with or without century and mark; the day is up to 91 for a coordination number.
_NUMBER = re.compile(
    r"(?<!\d)(?P<century>18|19|20)?(?P<digits>\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[67]\d|8\d|9[01]))"
    r"(?P<mark>[-+ ]?)(?P<last>\d{4})(?!\d)"
)


class Unreadable(Exception):
    """The file was refused: a code (volunteers.web.import_words.WORDS), and the row where there is one."""

    def __init__(self, code: str, row: int | None = None) -> None:
        self.code, self.row = code, row
        super().__init__(code)


@dataclass(slots=True)
class Row:
    """One person of the list, the number of the sheet's row, and the codes of what is wrong with it."""

    number: int
    name: str
    email: str
    phone: str
    role: str
    faults: list[str] = field(default_factory=list)
    note: str = ""


def packed(rows: list[Row]) -> str:
    """As JSON text, for the sealed column."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False)


def unpacked(text: str) -> list[Row]:
    """The reverse."""
    return [Row(**row) for row in json.loads(text)] if text else []


def read_file(raw: bytes) -> list[list[str]]:
    """The cells, read by a child that is killed when it takes too long. Unreadable."""
    command = [sys.executable, "-m", "volunteers.sheets"]
    try:
        done = subprocess.run(  # noqa: S603 -- our own module
            command,
            input=raw,
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT)},
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise Unreadable("took_too_long") from None
    except ValueError:  # it was killed by its bounds, and said nothing
        raise Unreadable("unreadable") from None
    if "refused" in answer:
        raise Unreadable(answer["refused"], answer["row"])
    rows: list[list[str]] = answer["rows"]
    return rows


def understood(cells: list[list[str]]) -> list[Row]:
    """Each person of the list with what is wrong in its row. Unreadable where the list as a whole is no member list."""
    columns = _columns(cells[0]) if cells else {}
    if any(search_key(cell).rstrip(":") in NUMBER_HEADINGS for cell in (cells[0] if cells else [])):
        raise Unreadable("personal_numbers", 1)
    if "email" not in columns or not ({"name", "first"} & columns.keys()):
        raise Unreadable("no_heading", 1)
    found = []
    for number, row in enumerate(cells[1:], 2):
        _refuse_personal_numbers(row, number, columns.get("phone"))
        if any(row):
            found.append(_person(row, number, columns))
    if not found:
        raise Unreadable("empty")
    _mark_twins(found)
    return found


def _columns(heading: list[str]) -> dict[str, int]:
    said = [search_key(cell).rstrip(":*") for cell in heading]
    return {what: said.index(word) for what, words in HEADINGS.items() for word in reversed(words) if word in said}


def _person(row: list[str], number: int, columns: dict[str, int]) -> Row:
    def cell(what: str) -> str:
        place = columns.get(what)
        return row[place] if place is not None and place < len(row) else ""

    name = " ".join((cell("name") or f"{cell('first')} {cell('last')}").split())
    found = Row(number, name, cell("email").lower(), cell("phone"), cell("role"))
    if not name:
        found.faults.append("name_missing")
    elif len(name) > LONGEST_NAME:
        found.faults.append("name_too_long")
    if found.email:
        try:
            validate_email(found.email)
        except ValidationError:
            found.faults.append("bad_email")
    if found.phone:
        # A sheet drops the zero of what it takes for a number.
        number_said = normalised(found.phone) or normalised(f"0{found.phone}")
        found.phone = number_said or found.phone
        if number_said is None:
            found.faults.append("bad_phone")
    role = _role(found.role)
    found.role = role or found.role
    if role is None:
        found.faults.append("unknown_role")
    return found


def _role(said: str) -> str | None:
    """Volunteer where nothing is said."""
    if not said:
        return Role.VOLUNTEER.value
    folded = search_key(said)
    words: dict[str, tuple[str, ...]] = {
        role.value: (role.value, search_key(str(label))) for role, label in ROLE_LABELS.items()
    }
    words[Role.VOLUNTEER] = (*words[Role.VOLUNTEER], "medlem", "nattvandrare", "vandrare")
    words[Role.COORDINATOR] = (*words[Role.COORDINATOR], "samordnare")
    words[Role.WALK_LEADER] = (*words[Role.WALK_LEADER], "ledare")
    return next((code for code, known in words.items() if folded in known), None)


def _mark_twins(rows: list[Row]) -> None:
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        # Two of the same name may be two people, with the same number too they are one.
        key = (row.email, row.role) if row.email else (row.name.casefold(), row.phone, row.role)
        if (row.email or row.phone) and key in seen:
            row.faults.append("twice")
        seen.add(key)


def _refuse_personal_numbers(row: list[str], number: int, phone_column: int | None) -> None:
    """Ten digits in the column of telephones that can be called are a telephone; a mark or a century says otherwise."""
    for place, cell in enumerate(row):
        for match in _NUMBER.finditer(cell):
            is_marked = bool(match["century"]) or match["mark"] in {"-", "+"}
            if place == phone_column and not is_marked and normalised(cell):
                continue
            if _checks(match["digits"] + match["last"]):
                raise Unreadable("personal_numbers", number)


def _checks(digits: str) -> bool:
    """Luhn's sum, which every such number has."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
