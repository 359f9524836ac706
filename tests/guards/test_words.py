"""Words that never stand on screen (docs/glossary.md): in templates, code, scripts, data files and catalogues alike."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po

from tests.guards.test_translations import APPS, pairs, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent.parent
FORBIDDEN = re.compile(
    r"\b(misstänkt\w*|tips\w*|larm\w*|patrull\w*|triage\w*|underrättelse\w*|säkert|konfidentiell\w*|anonym\w*|"
    r"kontaktperson\w*|medborgargard\w*)\b",
    re.IGNORECASE,
)
# What ships and is shown as it stands. The police's own list in the demo is theirs, and so are its words.
SHIPPED = ("places/data/*.json", "backend/locale/*/LC_MESSAGES/*.po")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
NOT_TEXT = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}|<[^>]*>", re.DOTALL)


def said(source: str, suffix: str) -> list[str]:
    """What a file says to people: every call for a translation; in a template also what stands there as it is, in a
    script all of it but its comments, in a data file every value, in a catalogue both languages."""
    if suffix == ".json":
        return list(_values(json.loads(source)))
    if suffix == ".po":
        catalogue = read_po(BytesIO(source.encode()))
        return [text for message in catalogue if message.id for pair in pairs(message) for text in pair]
    called = texts(source, is_template=suffix != ".py")
    found = [one for _context, text in called for one in ([text] if isinstance(text, str) else text)]
    if suffix == ".js":
        found.append(COMMENT.sub("", source))
    elif suffix != ".py":
        found.append(NOT_TEXT.sub(" ", source))
    return found


def _values(data: Any) -> Iterator[str]:
    """Every text of a data file, names of fields apart."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for inner in data.values() if isinstance(data, dict) else data:
            yield from _values(inner)


def forbidden(source: str, suffix: str) -> list[str]:
    """Forbidden words in what a file says to people."""
    return sorted({word.lower() for text in said(source, suffix) for word in FORBIDDEN.findall(text)})


def files() -> list[Path]:
    """Everything that may speak."""
    found = [f for app in APPS for end in ("html", "txt", "js", "py") for f in sorted((ROOT / app).rglob(f"*.{end}"))]
    return found + [file for pattern in SHIPPED for file in sorted(ROOT.glob(pattern))]


def test_no_forbidden_word_on_screen() -> None:
    found = {str(file.relative_to(ROOT)): forbidden(file.read_text("utf-8"), file.suffix) for file in files()}
    assert {name: words for name, words in found.items() if words} == {}
    assert {Path(name).suffix for name in found} == {".html", ".txt", ".js", ".py", ".json", ".po"}


@pytest.mark.parametrize(
    ("suffix", "source"),
    [
        (".html", '{% translate "Nytt larm" %}'),
        (".html", "{% translate 'Nytt larm' %}"),
        (".html", "{% trans 'Nytt larm' as title %}"),
        (".html", "{% blocktranslate trimmed with n=1 %}Nytt larm{% endblocktranslate %}"),
        (".html", "{% blocktranslate count n=m %}En{% plural %}{{ n }} larm{% endblocktranslate %}"),
        (".html", "{{ title|default:_('Nytt larm') }}"),
        (".html", "<p>Nytt larm</p>"),
        (".txt", "Nytt larm\n"),
        (".py", "_('Nytt larm')"),
        (".py", '_("Nytt "\n  "larm")'),
        (".py", "ngettext_lazy('Ett', '%(n)s larm', 'n')"),
        (".py", "pgettext('på tavlan', 'Nytt larm')"),
        (".js", "banner.textContent = 'Nytt larm';"),
        (".js", "banner.textContent = `${count} larm`;"),
        (".json", '{"title": {"sv": ["Nytt larm"]}}'),
        (".po", 'msgid "Nytt larm"\nmsgstr "News"\n'),
        (".po", 'msgid "Nytt"\nmsgstr "New larm"\n'),
        (".po", 'msgid "Ett"\nmsgid_plural "%(n)s larm"\nmsgstr[0] "One"\nmsgstr[1] "Many"\n'),
    ],
)
def test_a_planted_word_is_seen(suffix: str, source: str) -> None:
    assert forbidden(source, suffix) == ["larm"]


@pytest.mark.parametrize(
    ("suffix", "source"),
    [
        (".html", '{% url "tips:queue" %}{% include "tips/row.html" %}<a class="tips">Kö</a>'),
        (".py", 'from tips import models  # larm\nLARM = "larm"\n'),
        (".js", "// the twin of tips/guard.py\n/* larm */ go('https://example.org/');"),
        (".json", '{"tips": "Plats"}'),
    ],
)
def test_what_nobody_reads_is_let_be(suffix: str, source: str) -> None:
    assert forbidden(source, suffix) == []
