"""The pages' small parts: icons, chips, staffing pips, bars, and times as people say them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from backend.common import looks, phones, times

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from django.utils.safestring import SafeString

register = template.Library()

SILENT = mark_safe('aria-hidden="true"')

PIP_WIDTH, PIP_HEIGHT = 16, 22
MOST_PIPS = 24


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of our sprite. Silent for a screen reader unless ``label`` says what it means."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else SILENT
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" {} focusable="false"><use href="{}#{}"/></svg>',
        css,
        spoken,
        static("lykta/icons.svg"),
        name,
    )


@register.simple_tag
def chip(text: str, tone: str = "calm", name: str = "info") -> SafeString:
    """A status chip: an icon and a word. ``tone``: calm, info, go, warn, stop, lit."""
    return format_html('<span class="chip chip--{}">{} {}</span>', tone, icon(name), capfirst(str(text)))


@register.simple_tag
def state(kind: str, value: str, label: str) -> SafeString:
    """The chip of a state: ``{% state "team" team.state team.get_state_display %}``. Looks are in common.looks."""
    look = looks.of(kind, str(value))
    return chip(label, look.tone, look.icon)


@register.inclusion_tag("ui/staffing.html")
def staffing(coming: int, minimum: int, maximum: int | None = None) -> dict[str, Any]:
    """How many come, as pips and words. Seats up to the minimum are dashed until they are taken."""
    seats = min(max(maximum or 0, minimum, coming), MOST_PIPS)
    pips = [
        {"x": n * PIP_WIDTH, "css": "pip--on" if n < coming else "pip--need" if n < minimum else ""}
        for n in range(seats)
    ]
    missing = max(minimum - coming, 0)
    return {
        "pips": pips,
        "width": seats * PIP_WIDTH,
        "height": PIP_HEIGHT,
        "text": _("%(coming)s av %(seats)s") % {"coming": coming, "seats": maximum or minimum},
        "missing": ngettext("%(n)s till behövs", "%(n)s till behövs", missing) % {"n": missing} if missing else "",
    }


@register.inclusion_tag("ui/bars.html")
def bars(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Horizontal bars. Each row: ``label``, ``value`` ≥ 0 and, stacked after it, an optional ``second``."""
    listed = [dict(row) for row in rows]
    longest = max((row["value"] + row.get("second", 0) for row in listed), default=0) or 1
    for row in listed:
        row["width"] = f"{100 * row['value'] / longest:.2f}%"
        row["second_width"] = f"{100 * row.get('second', 0) / longest:.2f}%"
        row["total"] = row["value"] + row.get("second", 0)
    return {"rows": listed}


for said in (times.clock, times.day, times.weekday, times.month, times.short_month, times.local_date):
    register.filter(said)


@register.simple_tag
def when(start: dt.datetime, end: dt.datetime | None = None) -> SafeString:
    """``fre 20 november 21.00–00.30`` as a time element; a non-breaking clock span."""
    return format_html(
        '<time datetime="{}">{} <span class="nowrap">{}</span></time>',
        start.isoformat(),
        times.day(start),
        times.span(start, end),
    )


@register.simple_tag
def ago(moment: dt.datetime) -> SafeString:
    """A clock time that the page's script turns into "för 5 minuter sedan" and keeps current."""
    return format_html('<time datetime="{}" data-ago>{}</time>', moment.isoformat(), times.clock(moment))


@register.filter
def tel(number: str) -> str:
    """A number as a tel: address: digits and a leading plus only."""
    kept = "".join(c for c in str(number) if c.isdigit() or c == "+")
    return f"tel:{kept}"


@register.filter
def phone(number: str) -> str:
    """A kept number as it is written here: ``070-174 06 05``."""
    return phones.shown(str(number)) if number else ""


@register.filter
def unbroken(text: str) -> SafeString:
    """On one line: a number that is cut in two is read wrong."""
    return format_html('<span class="nowrap">{}</span>', text)


@register.simple_tag
def localised(texts: Mapping[str, str] | None) -> str:
    """A tenant's text in the active language, else in Swedish, which is always there."""
    texts = texts or {}
    return texts.get(get_language() or "sv") or texts.get("sv", "")
