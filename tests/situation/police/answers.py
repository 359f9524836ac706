"""The police's real answers as the tests read them; what each shows stands in tests/data/police/README.md."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "data" / "police"


def answer(name: str) -> bytes:
    """The bytes of one real answer, e.g. ``answer("pair_1_2026-06-08")``."""
    return gzip.decompress((DATA / f"{name}.json.gz").read_bytes())


def oracle() -> list[dict[str, Any]]:
    """The 377 rows that name Botkyrka or one of its places, with our ``_`` fields."""
    lines = gzip.decompress((DATA / "botkyrka_2023_2026.ndjson.gz").read_bytes()).decode().splitlines()
    return [json.loads(line) for line in lines]


def as_answer(*rows: dict[str, Any]) -> bytes:
    """Rows as the API would send them."""
    return json.dumps(list(rows)).encode()


def row(**changes: Any) -> dict[str, Any]:
    """One real row (id 680001 is ours) with changes; ``place`` is a short cut for ``location.name``."""
    place = changes.pop("place", "Stockholms län")
    base: dict[str, Any] = {
        "id": 680001,
        "datetime": "2026-08-22 9:13:04 +02:00",
        "name": "22 augusti 08.15, Stöld/inbrott, Botkyrka",
        "summary": "Inbrott i en källare i Fittja.",
        "url": "/aktuellt/handelser/2026/augusti/22/22-augusti-08.15-stoldinbrott-botkyrka/",
        "type": "Stöld/inbrott",
        "location": {"name": place, "gps": "59.602496,18.138438"},
    }
    return base | changes
