"""A number to call, by the clock: ``{% call line "button--block" %}``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

if TYPE_CHECKING:
    from places.calls import Line

register = template.Library()


@register.inclusion_tag("places/_call.html")
def call(line: Line, css: str = "", layout: str = "") -> dict[str, Any]:
    """A button. ``layout``: "" one line; "when" the title over what it is for; "number" the number over the title."""
    return {"line": line, "css": css, "layout": layout}
