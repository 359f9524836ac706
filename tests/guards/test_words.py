"""Words that never stand on screen (docs/glossary.md), in templates, code and catalogues alike."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FORBIDDEN = re.compile(
    r"\b(misstänkt\w*|tips\w*|larm\w*|patrull\w*|triage\w*|underrättelse\w*|säkert|konfidentiell\w*|anonym\w*|"
    r"kontaktperson\w*|medborgargard\w*)\b",
    re.IGNORECASE,
)
# The one page that points to the police's own line says what they call it.
ALLOWED = {("tips/observe", "tips"), ("tips/urgent", "tips")}
WORDS = re.compile(
    r"""{%\s*(?:translate|trans)\s+"(?P<tag>[^"]*)"|{%\s*blocktranslate[^%]*%}(?P<block>.*?){%\s*endblocktranslate\s*%}|"""
    r"""\b(?:_|gettext|gettext_lazy|ngettext|pgettext)\(\s*(?P<call>(?:f?"(?:[^"\\]|\\.)*"\s*,?\s*)+)""",
    re.DOTALL,
)


def said(text: str) -> list[str]:
    """The texts for people in a template or a module."""
    return [next(group for group in match.groups() if group is not None) for match in WORDS.finditer(text)]


def forbidden(text: str) -> list[str]:
    """Forbidden words in what a file says to people."""
    return [word.lower() for words in said(text) for word in FORBIDDEN.findall(words)]


def files() -> list[Path]:
    """Templates and modules that may speak."""
    apps = ("backend", "places", "notifications", "volunteers", "events", "tips", "situation")
    return [f for app in apps for end in ("html", "txt", "py") for f in sorted((ROOT / app).rglob(f"*.{end}"))]


def test_no_forbidden_word_on_screen() -> None:
    found = {
        (str(file.relative_to(ROOT)), word)
        for file in files()
        for word in forbidden(file.read_text("utf-8"))
        if not any(part in str(file) and word == allowed for part, allowed in ALLOWED)
    }
    assert found == set()


def test_a_planted_word_is_seen() -> None:
    assert forbidden('{% translate "Nytt larm från patrullen" %} _("säkert")') == ["larm", "patrullen", "säkert"]
    assert forbidden('{% url "tips:queue" %}{% include "tips/row.html" %}') == []
