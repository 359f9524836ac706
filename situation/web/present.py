"""A picture's content made ready for a page: words for codes, shares for bars, levels for the map."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.states import FocusAnswerKind
from places.maps import DistrictMap, district_map, level
from tips.categories import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from places.models import District

BAND_HOURS = 3


def picture(content: Mapping[str, Any]) -> dict[str, Any]:
    """Rows for bars, and what is missing in words."""
    tips = content["tips"]
    bands = [
        row | {"label": f"{b * BAND_HOURS:02d}–{(b + 1) * BAND_HOURS:02d}"} for b, row in enumerate(tips["by_band"])
    ]
    return {
        **content,
        "cut_at": dt.datetime.fromisoformat(content["cut_at"]),
        "total": tips["residents"] + tips["walkers"],
        "by_category": bars([row | {"label": category(row["key"])} for row in tips["by_category"]]),
        "by_place": bars([row | {"label": row["key"]} for row in tips["by_place"]]),
        "by_district": bars([row | {"label": row["key"]} for row in tips["by_district"]]),
        "by_band": bars(bands),
        "late_total": content["late"]["residents"] + content["late"]["walkers"],
        "police": [line | {"when": dt.datetime.fromisoformat(line["when"])} for line in content["police"]],
        "focus": [line | {"words": answers(line["answers"])} for line in content["focus"]],
        "missing": [missing(line) for line in content["missing"]],
    }


def bars(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows for ``{% bars %}``: what residents and others told first, what was told on walks stacked after it."""
    return [{**row, "value": row["residents"], "second": row["walkers"]} for row in rows]


def category(code: str) -> str:
    """Plain words; a code that has gone since stays readable."""
    found = CATEGORIES.get(code)
    return str(found.label) if found else code


def answers(counts: Mapping[str, int]) -> str:
    """How the groups answered: sett 1, inte sett 2."""
    said = [f"{FocusAnswerKind(key).label} {n}" for key, n in sorted(counts.items())]
    return ", ".join(said) or _("inga svar")


def missing(line: Mapping[str, Any]) -> str:
    """One sentence per thing that the picture does not know."""
    n, names = line["n"], ", ".join(line.get("names", []))
    sentences = {
        "not_assessed": ngettext(
            "%(n)d observation väntar på första bedömning.", "%(n)d observationer väntar på första bedömning.", n
        ),
        "held_texts": ngettext("%(n)d text väntar på granskning.", "%(n)d texter väntar på granskning.", n),
        "districts_without_walk": _("Ingen vandring gick i: %(names)s."),
        "walks_without_check_in": ngettext(
            "%(n)d vandring har ingen rapporterat från.", "%(n)d vandringar har ingen rapporterat från.", n
        ),
        "focus_without_answer": ngettext("%(n)d fokusplats har inget svar.", "%(n)d fokusplatser har inga svar.", n),
        "police_not_fetched": _("Polisens publicerade händelser är inte hämtade."),
    }
    return sentences.get(line["code"], line["code"]) % {"n": n, "names": names}


def map_of(districts: Iterable[District], content: Mapping[str, Any]) -> DistrictMap | None:
    """The map shaded by observations per 1,000 inhabitants, so that big and loud districts do not win."""
    counted = {row["key"]: row["residents"] + row["walkers"] for row in content["tips"]["by_district"]}
    rates, texts = {}, {}
    for district in (known := list(districts)):
        n = counted.get(district.name, 0)
        rates[district.pk] = 1000 * n / district.population if district.population else 0.0
        texts[district.pk] = ngettext("%(n)d observation", "%(n)d observationer", n) % {"n": n}
    highest = max(rates.values(), default=0.0)
    levels = {pk: level(rate, highest) for pk, rate in rates.items()}
    return district_map(known, title=_("Observationer per 1 000 invånare"), levels=levels, texts=texts)
