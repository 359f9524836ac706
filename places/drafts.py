"""A municipality from a few lines of a form, in the same shape as from a file."""

from __future__ import annotations

import json
from typing import Any

from places import files

LARGEST = 1_000_000
# Numbers that are the same in all of Sweden; the rest is the municipality's own.
NATIONAL_KINDS = frozenset({"emergency", "police", "support"})
OWN_NUMBERS = {
    "social": ("Socialjouren", "Social services, out of hours", 25),
    "contact_centre": ("Kommunens kontaktcenter", "Municipal contact centre", 40),
}


def national_numbers() -> list[dict[str, Any]]:
    """The rows of a shipped file that are anybody's: 112, 114 14, support lines. Nobody has rung them yet."""
    rows = json.loads((files.SHIPPED / "botkyrka.json").read_text(encoding="utf-8"))["channels"]
    return [row for row in rows if row["kind"] in NATIONAL_KINDS]


def drafted(*, code: str, name: str, districts: str, phones: dict[str, str]) -> files.MunicipalityFile:
    """From a name, a code and districts, one a line, or the text of a whole file. Raises BadPlacesFile."""
    if len(districts) > LARGEST:
        raise files.BadPlacesFile(fault="för stort")
    own = [
        {"kind": kind, "phone": phones[kind], "position": position, "title": {"sv": sv, "en": en}}
        for kind, (sv, en, position) in OWN_NUMBERS.items()
        if phones.get(kind)
    ]
    raw: dict[str, Any] = {"places": [], "channels": []}
    if districts.lstrip().startswith("{"):
        try:
            raw |= json.loads(districts)
        except (json.JSONDecodeError, RecursionError) as exc:
            raise files.BadPlacesFile(fault=str(exc)) from exc
    else:
        raw["districts"] = [{"name": line.strip()} for line in districts.splitlines() if line.strip()]
    raw["channels"] = [*(raw["channels"] or national_numbers()), *own]
    return files.parse(raw | {"code": code, "name": name})
