"""Words of an observation in a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.text import capfirst

from tips import messages
from tips.categories import CATEGORIES, term
from tips.states import STEPS, CloseReason

if TYPE_CHECKING:
    from tips.models import Tip, TipEvent

register = template.Library()

ICONS = {
    "receive": "inbox",
    "take_up": "hand",
    "send_on": "send",
    "close": "check-circle",
    "reopen": "undo",
    "release_text": "eye",
    "remove_text": "trash",
}


@register.filter
def tip_what(tip: Tip) -> str:
    """Plain label, with the behaviour where there is one."""
    return messages.what(tip)


@register.filter
def tip_term(tip: Tip) -> str:
    """The method's word."""
    return term(tip.category)


@register.filter
def tip_where(tip: Tip) -> str:
    """Place and district."""
    return messages.where(tip)


@register.filter
def tip_hour(tip: Tip) -> str:
    """Day and hour; the hour is not broken over lines."""
    return messages.hour(tip.occurred_at).replace("kl. ", "kl.\u00a0").replace("–", "\u2060–\u2060")


@register.filter
def tip_icon(tip: Tip) -> str:
    """Its pictogram."""
    category = CATEGORIES.get(tip.category)
    return category.icon if category else "eye"


@register.filter
def step_words(step: TipEvent) -> str:
    """What was done."""
    return str(STEPS.get(step.name, step.name))


@register.filter
def step_icon(step: TipEvent) -> str:
    """The icon of what was done."""
    return ICONS.get(step.name, "check")


@register.filter
def step_reason(step: TipEvent) -> str:
    """Why it was closed."""
    return capfirst(str(CloseReason(step.reason).label))
