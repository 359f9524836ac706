"""Weekly hours as the municipality writes and reads them: ``mån–fre 17.00–08.00``, one line for each."""

from __future__ import annotations

import re
from typing import Any

from places.hours import BadHours

DAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")
ROUND_THE_CLOCK = "dygnet runt"
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LINE = re.compile(
    r"(?P<days>[a-zåäö,\s–-]+?)\s+"
    r"(?:(?P<all>dygnet runt)|(?P<h1>\d{1,2})[.:](?P<m1>\d{2})\s*[–-]\s*(?P<h2>\d{1,2})[.:](?P<m2>\d{2}))"
)


def read(text: str) -> list[dict[str, Any]]:
    """The rows of a text; an empty text is round the clock, every day. BadHours."""
    return [_row(line.strip().lower()) for line in text.splitlines() if line.strip()]


def write(hours: list[dict[str, Any]]) -> str:
    """The reverse."""
    return "\n".join(f"{_days_of(sorted(row['days']))} {_clocks(row)}" for row in hours)


def _row(line: str) -> dict[str, Any]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise BadHours(field="hours")
    if match["all"]:
        return {"days": _days(match["days"]), "from": "00:00", "to": "00:00"}
    ends = (int(match["h2"]) % 24) if match["m2"] == "00" else int(match["h2"])
    begins = int(match["h1"])
    if begins > 23 or ends > 23 or int(match["m1"]) > 59 or int(match["m2"]) > 59:
        raise BadHours(field="hours")
    return {"days": _days(match["days"]), "from": f"{begins:02}:{match['m1']}", "to": f"{ends:02}:{match['m2']}"}


def _days(text: str) -> list[int]:
    found: set[int] = set()
    for part in text.replace("-", "–").split(","):
        first, _, last = (piece.strip() for piece in part.partition("–"))
        begins, ends = _day(first), _day(last or first)
        found |= {(begins + n) % 7 for n in range((ends - begins) % 7 + 1)}
    return sorted(found)


def _day(word: str) -> int:
    for names in (DAYS, _ENGLISH):
        if word[:3] in names:
            return names.index(word[:3])
    raise BadHours(field="hours")


def _days_of(days: list[int]) -> str:
    """Runs of days: mån–fre, sön."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}–{DAYS[run[-1]]}" for run in runs)


def _clocks(row: dict[str, Any]) -> str:
    if row["from"] == row["to"] == "00:00":
        return ROUND_THE_CLOCK
    return f"{row['from']}–{row['to']}".replace(":", ".")
