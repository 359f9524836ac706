"""The picture of a week as plain data, and its fixed form: pure functions, no database."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BANDS = 8
TOP_PLACES = 10
# Mean of so many weeks before: what "more than usual" is held against.
BACKGROUND_WEEKS = 4
# Through which door and from whom, as observations say it (tips.states).
FROM_WALK, BY_STAFF = "walk", "staff"


@dataclass(frozen=True, slots=True)
class TipCount:
    """So many observations of one sort. ``place`` is a name or "" when only the district is known."""

    district: str
    place: str
    category: str
    band: int
    channel: str
    reporter: str
    n: int


@dataclass(frozen=True, slots=True)
class WalkFigures:
    """One walk of the week. ``hours`` are walked hours summed over people, from out to back."""

    district: str
    state: str
    people: int
    hours: float
    has_check_in: bool


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything a picture is made of; rows in, no objects."""

    districts: tuple[str, ...]
    tips: tuple[TipCount, ...]
    before: Mapping[str, int]  # observations per district over the background weeks
    late: tuple[TipCount, ...]  # of earlier weeks, received after their cut
    walks: tuple[WalkFigures, ...]
    activities: int
    police: tuple[Mapping[str, str], ...]
    focus: tuple[Mapping[str, Any], ...]
    not_assessed: int = 0
    held_texts: int = 0
    police_fetched_at: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def compose(week: str, cut_at: str, sources: Sources) -> dict[str, Any]:
    """The picture's content. What is told on walks and what is told outside them is counted apart.

    ``walkers`` is by the walk, not by the role: a volunteer at home is a resident. ``residents`` is everything else,
    and ``staff`` says how many of those came from the municipality's own people and the police.
    """
    return {
        "week": week,
        "cut_at": cut_at,
        "tips": {
            **_apart(sources.tips),
            "staff": _by_staff(sources.tips),
            "by_district": _by_district(sources),
            "by_category": _grouped(sources.tips, "category"),
            "by_place": _grouped((t for t in sources.tips if t.place), "place")[:TOP_PLACES],
            "by_band": [_apart(t for t in sources.tips if t.band == band) for band in range(BANDS)],
        },
        "late": {**_apart(sources.late), "by_category": _grouped(sources.late, "category")},
        "walks": _walks(sources.walks),
        "activities": sources.activities,
        "police": [dict(line) for line in sources.police],
        "focus": [dict(line) for line in sources.focus],
        "missing": _missing(sources),
    }


def _apart(tips: Iterable[TipCount]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for tip in tips:
        counts["walkers" if tip.channel == FROM_WALK else "residents"] += tip.n
    return {"residents": counts["residents"], "walkers": counts["walkers"]}


def _by_staff(tips: Iterable[TipCount]) -> int:
    return sum(tip.n for tip in tips if tip.reporter == BY_STAFF and tip.channel != FROM_WALK)


def _grouped(tips: Iterable[TipCount], attribute: str) -> list[dict[str, Any]]:
    """Counts per value of one attribute, most first, then by name."""
    groups: dict[str, list[TipCount]] = {}
    for tip in tips:
        groups.setdefault(getattr(tip, attribute), []).append(tip)
    rows = [{"key": key, **_apart(members)} for key, members in groups.items()]
    return sorted(rows, key=lambda row: (-(row["residents"] + row["walkers"]), row["key"]))


def _by_district(sources: Sources) -> list[dict[str, Any]]:
    """Every district, also the silent ones: zeros are data."""
    counted = {row["key"]: row for row in _grouped(sources.tips, "district")}
    return [
        counted.get(name, {"key": name, "residents": 0, "walkers": 0})
        | {"usual": round(sources.before.get(name, 0) / BACKGROUND_WEEKS, 1)}
        for name in sources.districts
    ]


def _walks(walks: Iterable[WalkFigures]) -> dict[str, Any]:
    rows = list(walks)
    held = [walk for walk in rows if walk.state not in {"cancelled", "draft"}]
    per_district: dict[str, dict[str, Any]] = {}
    for walk in held:
        line = per_district.setdefault(walk.district, {"key": walk.district, "walks": 0, "hours": 0.0})
        line["walks"] += 1
        line["hours"] = round(line["hours"] + walk.hours, 1)
    return {
        "held": len(held),
        "cancelled": sum(walk.state == "cancelled" for walk in rows),
        "people": sum(walk.people for walk in held),
        "hours": round(sum(walk.hours for walk in held), 1),
        "by_district": sorted(per_district.values(), key=lambda line: line["key"]),
    }


def _missing(sources: Sources) -> list[dict[str, Any]]:
    """What we do not know, as codes with figures; the page has the words."""
    walked = {walk.district for walk in sources.walks if walk.state not in {"cancelled", "draft"}}
    silent = [name for name in sources.districts if name not in walked]
    lines: list[dict[str, Any]] = []
    if sources.not_assessed:
        lines.append({"code": "not_assessed", "n": sources.not_assessed})
    if sources.held_texts:
        lines.append({"code": "held_texts", "n": sources.held_texts})
    if silent:
        lines.append({"code": "districts_without_walk", "n": len(silent), "names": silent})
    unreported = sum(not w.has_check_in for w in sources.walks if w.state not in {"cancelled", "draft"})
    if unreported:
        lines.append({"code": "walks_without_check_in", "n": unreported})
    unanswered = sum(not line.get("answers") for line in sources.focus)
    if unanswered:
        lines.append({"code": "focus_without_answer", "n": unanswered})
    if not sources.police_fetched_at:
        lines.append({"code": "police_not_fetched", "n": 0})
    return lines


def canonical(content: Mapping[str, Any], note: str, decided: Mapping[str, Any]) -> bytes:
    """What the meeting fixed as JSON with sorted keys, UTF-8: the same bytes whoever writes them."""
    whole = {"content": content, "note": note, "decided": decided}
    return json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()


def fingerprint(fixed: bytes) -> str:
    """SHA-256 of ``canonical``, which is what the page gives away: anybody can check it with sha256sum."""
    return hashlib.sha256(fixed).hexdigest()
