"""The papers of data protection: Markdown files in docs/papers, and the record of processing made from the registry."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from backend.common import privacy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.utils.functional import _StrPromise

# Slug of the page → (file, what it is called in a list).
PAPERS: dict[str, tuple[str, _StrPromise]] = {
    "konsekvensbedomning": ("impact-assessment.md", _("Konsekvensbedömning (artikel 35)")),
    "registerforteckning": ("record-of-processing.md", _("Registerförteckning (artikel 30)")),
    "gemensamt-ansvar": ("joint-controllers.md", _("Gemensamt ansvar (artikel 26)")),
    "bitradesavtal": ("processor-agreement.md", _("Biträdesavtal (artikel 28)")),
    "incident": ("incident-routine.md", _("Rutin vid incident")),
    "tillganglighet": ("accessibility.md", _("Tillgänglighetsredogörelse")),
}
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
LONG_WORDS = tuple(
    word.replace("|", SOFT_HYPHEN)
    for word in (
        "Personuppgifts|biträdes|avtal",
        "personuppgifts|incident",
        "Tillgänglighets|redogörelse",
        "Konsekvens|bedömning",
        "Register|förteckning",
    )
)
RECORD = "record-of-processing.md"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a paper: ``kind`` is h1, h2, p, ul, ol or table; ``rows`` are lines, or cells of lines."""

    kind: str
    rows: list[list[str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The only line of a heading or a paragraph."""
        return self.rows[0][0]

    @property
    def heading(self) -> str:
        """The line with places to break its long words at, which no browser knows of every language."""
        text = self.text
        for word in LONG_WORDS:
            text = text.replace(word.replace(SOFT_HYPHEN, ""), word)
        return text

    @property
    def language(self) -> str:
        """The papers are Swedish, but for the paragraph that says in English what each is."""
        return "en" if self.kind == "p" and self.text.startswith("English summary:") else "sv"


def folder() -> Path:
    """Where the papers lie."""
    path: Path = settings.BASE_DIR / "docs" / "papers"
    return path


def blocks(slug: str) -> list[Block]:
    """A paper in pieces. KeyError for a paper that is not there."""
    name, _title = PAPERS[slug]
    text = record_of_processing() if name == RECORD else (folder() / name).read_text("utf-8")
    return list(_parse(text))


def record_of_processing() -> str:
    """The record of article 30, in Swedish, from what the apps have registered: it cannot say anything else."""
    with override("sv"):
        return "\n".join([*_HEAD, *(line for holder in privacy.holders() for line in _entry(holder))])


_HEAD = (
    "# Registerförteckning (artikel 30)",
    "",
    "*English summary: the record of processing activities, written by `manage.py record_of_processing` from the",
    "privacy registry of the program. Do not edit it by hand.*",
    "",
    "**Mall. Ansvarig, dataskyddsombud och mottagare fylls i av den personuppgiftsansvarige.**",
    "",
    "- Personuppgiftsansvarig och företrädare: …",
    "- Dataskyddsombud: …",
    "- Överföring till tredjeland: ingen.",
    "- Skydd (artikel 32): roller och tider för vad som visas, tvåstegsinloggning för den som ser mer, läslogg,",
    "  förseglade namn vars nycklar ligger utanför säkerhetskopior, daglig gallring.",
    "",
)


def _entry(holder: privacy.Holder) -> tuple[str, ...]:
    kept = privacy.data_class(holder.data_class)
    return (
        f"## {holder.title}",
        "",
        f"- Ändamål: {holder.purpose}",
        f"- Rättslig grund: {holder.ground}",
        f"- Punkt i artikel 6.1: {holder.basis.value}",
        f"- Kategorier av uppgifter: {', '.join(str(word) for word in holder.words.values())}",
        f"- Hur länge: {holder.keep}",
        f"- Gallras som: {kept.title}, {_days(kept)}",
        f"- I programmet: {holder.model} ({', '.join(holder.fields)})",
        "",
    )


def _days(kept: privacy.DataClass) -> str:
    if kept.days is None:
        return "bevaras"
    return f"förvalt {kept.days} dagar" + (", bara efter gallringsbeslut" if kept.is_municipal_record else "")


def _parse(text: str) -> Iterator[Block]:
    """Headings, paragraphs, lists and tables: the little Markdown that the papers are written in."""
    for chunk in re.split(r"\n\s*\n", text.strip()):
        lines = chunk.split("\n")
        first = lines[0]
        if first.startswith("#"):
            level = len(first) - len(first.lstrip("#"))
            yield Block(f"h{level}", [[_plain(first.lstrip("# "))]])
        elif first.startswith("|"):
            rows = [[_plain(cell.strip()) for cell in line.strip().strip("|").split("|")] for line in lines]
            yield Block("table", [row for row in rows if not all(set(cell) <= {"-"} for cell in row)])
        elif re.match(r"(- |\d+\. )", first):
            items = re.split(r"\n(?=- |\d+\. )", chunk)
            kind = "ul" if first.startswith("- ") else "ol"
            yield Block(kind, [[_plain(re.sub(r"^(- |\d+\. )", "", item))] for item in items])
        else:
            yield Block("p", [[_plain(" ".join(lines))]])


def _plain(text: str) -> str:
    return re.sub(r"[*`]", "", " ".join(text.split()))
