"""Every text that the project says to people has its English, and the catalogue holds nothing else (docs/adr/0005)."""

from __future__ import annotations

import ast
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.html import strip_tags
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from babel.messages.catalog import Catalog, Message
    from django.test import Client

    from volunteers.models import User

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent.parent
APPS = ("backend", "places", "notifications", "volunteers", "events", "tips", "situation")
CATALOGUE = ROOT / "backend" / "locale" / "en" / "LC_MESSAGES" / "django.po"

ONE, MANY, IN_CONTEXT, MANY_IN_CONTEXT = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": ONE,
    "gettext": ONE,
    "gettext_lazy": ONE,
    "gettext_noop": ONE,
    "ngettext": MANY,
    "ngettext_lazy": MANY,
    "pgettext": IN_CONTEXT,
    "pgettext_lazy": IN_CONTEXT,
    "npgettext": MANY_IN_CONTEXT,
    "npgettext_lazy": MANY_IN_CONTEXT,
}
# Read when called: at import they would speak Swedish to everybody for ever.
AT_ONCE = {"gettext", "ngettext", "pgettext", "npgettext"}
PLACEHOLDER = re.compile(r"%\(\w+\)\d*[sd]|%%|%[sd]|\{\w+\}")
# What would break out of an attribute or a tag that a translation stands in.
MARKUP = re.compile(r'["<>&]')

Key = tuple[str | None, str | tuple[str, ...]]


def files(*ends: str) -> Iterator[Path]:
    """What may speak to people."""
    return (file for app in APPS for end in ends for file in sorted((ROOT / app).rglob(f"*.{end}")))


def texts(source: str, *, is_template: bool) -> set[Key]:
    """(context, text or (one, many)) of every call for a translation; a template is read as Django's own tools do."""
    code = templatize(source) if is_template else source
    found = extract("python", BytesIO(code.encode()), keywords=KEYWORDS)
    return {(context, text) for _line, text, _comments, context in found}


def used() -> dict[Key, str]:
    """Every text of the project, and one file that says it."""
    return {
        key: str(file.relative_to(ROOT))
        for file in files("html", "txt", "js", "py")
        for key in texts(file.read_text("utf-8"), is_template=file.suffix != ".py")
    }


def key_of(message: Message) -> Key:
    """As ``texts`` has it."""
    return message.context, tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id


def pairs(message: Message) -> list[tuple[str, str]]:
    """(Swedish, English), one or two of them."""
    several = isinstance(message.id, (list, tuple))
    return list(zip(message.id, message.string, strict=True)) if several else [(message.id, message.string)]


def unfinished(catalogue: Catalog) -> list[Key]:
    """Entries that are empty or only guessed."""
    rows = [message for message in catalogue if message.id]
    return [key_of(row) for row in rows if row.fuzzy or not all(english.strip() for _swedish, english in pairs(row))]


def torn(catalogue: Catalog) -> list[Key]:
    """Entries whose English has other placeholders, other markup or other line ends than the Swedish."""
    return [
        key_of(row)
        for row in catalogue
        if row.id
        for swedish, english in pairs(row)
        if english
        and (
            sorted(PLACEHOLDER.findall(swedish)) != sorted(PLACEHOLDER.findall(english))
            or MARKUP.findall(swedish) != MARKUP.findall(english)
            or swedish.count("\n") != english.count("\n")
        )
    ]


def aliases(source: str) -> dict[str, str]:
    """Name in the module → what it imports from django.utils.translation."""
    imports = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ImportFrom)]
    return {a.asname or a.name: a.name for n in imports if n.module == "django.utils.translation" for a in n.names}


def too_early(source: str) -> list[int]:
    """Lines on which a text is translated while the module is being imported."""
    at_once = {name for name, real in aliases(source).items() if real in AT_ONCE}
    waiting: list[ast.AST] = [ast.parse(source)]
    lines = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in at_once:
            lines.append(node.lineno)
    return lines


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """backend/locale/en."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def test_every_text_has_its_english(catalogue: Catalog) -> None:
    written = {key_of(message) for message in catalogue if message.id}
    assert {key: file for key, file in used().items() if key not in written} == {}


def test_no_english_is_left_of_what_nobody_says(catalogue: Catalog) -> None:
    written = {key_of(message) for message in catalogue if message.id}
    assert (written - set(used()), dict(catalogue.obsolete)) == (set(), {})


def test_no_entry_is_empty_or_guessed(catalogue: Catalog) -> None:
    assert unfinished(catalogue) == []


def test_english_keeps_placeholders_markup_and_lines(catalogue: Catalog) -> None:
    assert torn(catalogue) == []


def test_every_call_is_seen_by_the_extraction() -> None:
    """Under another name, say ``gettext as _now``, a text would never reach the catalogue."""
    speaks = {"gettext", "ngettext", "pgettext", "npgettext"}
    hidden = {
        (str(file.relative_to(ROOT)), name)
        for file in files("py")
        for name, real in aliases(file.read_text("utf-8")).items()
        if real.partition("_")[0] in speaks and KEYWORDS.get(name, "") != KEYWORDS.get(real)
    }
    assert hidden == set()


def test_no_text_is_translated_at_import() -> None:
    early = {
        str(file.relative_to(ROOT)): lines for file in files("py") if (lines := too_early(file.read_text("utf-8")))
    }
    assert early == {}


PLANTED = """
#, fuzzy
msgid "gissad"
msgstr "guessed"

msgid "tom"
msgstr ""

msgid "Hej %(name)s"
msgstr "Hello %(nam)s"

msgid "en länk"
msgstr "a <b>link"

msgid "%(n)s person"
msgid_plural "%(n)s personer"
msgstr[0] "%(n)s person"
msgstr[1] "people"
"""


def test_planted_faults_are_seen() -> None:
    planted = read_po(BytesIO(PLANTED.encode()), locale="en")
    assert unfinished(planted) == [(None, "gissad"), (None, "tom")]
    assert torn(planted) == [
        (None, "Hej %(name)s"), (None, "en länk"), (None, ("%(n)s person", "%(n)s personer"))
    ]  # fmt: skip
    early = "from django.utils.translation import gettext as _\nA = _('x')\ndef f(a=_('y')):\n    return _('z')\n"
    assert (sorted(too_early(early)), aliases(early)) == ([2, 3], {"_": "gettext"})


def test_templates_are_read_as_django_reads_them() -> None:
    template = (
        '{% translate "Hem" %}{% translate "50 %" as x %}{{ _("Alla") }}{{ a|default:_("Inga") }}'
        "{% blocktranslate count n=m %}{{ n }} person{% plural %}{{ n }} personer{% endblocktranslate %}"
    )
    assert texts(template, is_template=True) == {
        (None, "Hem"), (None, "50 %%"), (None, "Alla"), (None, "Inga"), (None, ("%(n)s person", "%(n)s personer"))
    }  # fmt: skip


# --- and the pages turn English ------------------------------------------------------------------------------------

PAGES = {
    "": ("/", "/observera/", "/kod/", "/aktiviteter/", "/konto/login/", "/finns-inte/"),
    "coordinator": ("/", "/tavla/", "/mina-kvallar/", "/vandringar/", "/vandringar/ny/", "/kalendrar/"),
    "association": ("/aktiviteter/ny/", "/organisationer/"),
    "contact_person": ("/mitt-omrade/", "/mitt-omrade/moten/ny/"),
    "safety_coordinator": ("/observationer/", "/samtal/", "/veckan/", "/mina-uppgifter/"),
}


def left_in_swedish(page: str, catalogue: Catalog) -> set[str]:
    """Texts of ours that stand in Swedish on a page: of two words or more, without placeholders."""
    said = " ".join(strip_tags(page).split())
    whole = {swedish for row in catalogue if row.id for swedish, english in pairs(row) if swedish != english}
    return {
        one for one in whole if " " in one and not PLACEHOLDER.search(one) and re.search(rf"\b{re.escape(one)}", said)
    }


@pytest.mark.parametrize(("who", "path"), [(who, path) for who, paths in PAGES.items() for path in paths])
@pytest.mark.usefixtures("walk")
def test_pages_turn_english(
    who: str,
    path: str,
    client_of: Callable[[User | None], Client],
    catalogue: Catalog,
    request: pytest.FixtureRequest,
) -> None:
    client = client_of(request.getfixturevalue(who) if who else None)
    client.cookies["django_language"] = "en"
    answer = client.get(path)
    page = answer.content.decode()
    assert (answer.status_code, '<html lang="en"' in page) == (404 if path == "/finns-inte/" else 200, True)
    assert left_in_swedish(page, catalogue) == set()
