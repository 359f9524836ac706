"""The pages' small parts."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from backend.common import looks
from events import states as events
from situation import states as situation
from tips import states as tips
from tips.categories import CATEGORIES

if TYPE_CHECKING:
    from django.db.models import TextChoices

LYKTA = settings.BASE_DIR / "backend" / "static" / "lykta"
SYMBOLS = set(re.findall(r'<symbol id="([^"]+)"', (LYKTA / "icons.svg").read_text(encoding="utf-8")))
START = dt.datetime(2026, 11, 20, 20, 0, tzinfo=dt.UTC)
STATES: dict[str, type[TextChoices]] = {
    "staffing": events.Staffing,
    "event": events.EventState,
    "signup": events.SignupState,
    "team": events.TeamState,
    "check_in": events.CheckInKind,
    "focus": events.FocusAnswerKind,
    "tip": tips.TipState,
    "text": tips.TextState,
    "handoff": tips.HandoffState,
    "week": situation.WeekState,
    "measure": situation.MeasureState,
    "effect": situation.Effect,
}


def draw(source: str, **context: object) -> str:
    """A template with the tags loaded, in Swedish."""
    with translation.override("sv"):
        return Template("{% load ui %}" + source).render(Context(context))


def test_every_category_has_a_pictogram() -> None:
    assert {category.icon for category in CATEGORIES.values()} - SYMBOLS == set()


def test_no_pictogram_without_a_category() -> None:
    pictograms = {name for name in SYMBOLS if name.startswith("cat-")}
    assert pictograms == {category.icon for category in CATEGORIES.values()}


@pytest.mark.parametrize("kind", STATES)
def test_every_state_has_a_look(kind: str) -> None:
    assert set(STATES[kind].values) - set(looks.LOOKS[kind]) == set()


def test_looks_are_drawn() -> None:
    used = {look.icon for kind in looks.LOOKS.values() for look in kind.values()} | {looks.PLAIN.icon}
    assert used - SYMBOLS == set()


def test_icons_named_in_templates_are_drawn() -> None:
    folders = [*settings.BASE_DIR.glob("*/templates"), settings.BASE_DIR / "backend/desk/templates"]
    pages = [page.read_text(encoding="utf-8") for folder in folders for page in folder.rglob("*.html")]
    named = {name for page in pages for name in re.findall(r'{% icon "([^"]+)"', page)}
    assert named - SYMBOLS == set()


def test_icon_is_silent_without_a_label() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "lamp" %}')


def test_icon_with_a_label_is_an_image() -> None:
    assert 'role="img" aria-label="ute &amp; vaken"' in draw('{% icon "lamp" label %}', label="ute & vaken")


def test_chip_has_a_word_beside_its_colour() -> None:
    assert draw('{% state "staffing" "amber" "saknar folk" %}').endswith("Saknar folk</span>")


@pytest.mark.parametrize(
    ("coming", "on", "need", "text"),
    [(0, 0, 4, "4 till behövs"), (3, 3, 1, "1 till behövs"), (6, 6, 0, "6 av 6"), (8, 8, 0, "8 av 6")],
)
def test_staffing_counts_its_pips(coming: int, on: int, need: int, text: str) -> None:
    html = draw("{% staffing coming 4 6 %}", coming=coming)
    assert (html.count("pip--on"), html.count("pip--need"), text in html) == (on, need, True)


def test_bars_are_shares_of_the_longest() -> None:
    html = draw("{% bars rows %}", rows=[{"label": "a", "value": 6, "second": 2}, {"label": "b", "value": 2}])
    assert re.findall(r'(?<!x=)"(\d+\.\d\d%)" height', html) == ["75.00%", "25.00%", "25.00%"]


def test_bars_of_nothing_divide_by_nothing() -> None:
    assert "0.00%" in draw("{% bars rows %}", rows=[{"label": "a", "value": 0}])


def test_clock_follows_the_language() -> None:
    assert draw("{{ t|clock }}", t=START) == "21.00"
    with translation.override("en"):
        assert Template("{% load ui %}{{ t|clock }}").render(Context({"t": START})) == "21:00"


def test_when_says_day_and_hours_in_local_time() -> None:
    html = draw("{% when a b %}", a=START, b=START + dt.timedelta(hours=3, minutes=30))
    assert re.sub(r"<[^>]+>", "", html).endswith("21.00–00.30")


def test_localised_falls_back_to_swedish() -> None:
    with translation.override("en"):
        page = Template("{% load ui %}{% localised texts %}")
        assert page.render(Context({"texts": {"sv": "Socialjour"}})) == "Socialjour"


def test_tel_keeps_digits_and_plus() -> None:
    assert draw("{{ n|tel }}", n="+46 (0)8-530 610 00") == "tel:+46085306100" + "0"


def test_styles_stay_light() -> None:
    css = b"".join(path.read_bytes() for path in sorted((LYKTA / "css").glob("*.css")))
    assert len(gzip.compress(css, 9)) < 12_500
