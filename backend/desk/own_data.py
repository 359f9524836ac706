"""A person's own data as the page shows it: words for keys and codes, times as people say them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from backend.common import privacy, times

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.utils.functional import _StrPromise

NOTHING = "–"
# The latest readings stand on the page; all of them are in the file.
READINGS_SHOWN = 50


def groups(user_id: UUID) -> list[dict[str, Any]]:
    """Every holder with the person's rows, each a list of (word, value)."""
    return [
        {"holder": holder, "rows": [told(holder, row) for row in holder.export(user_id)]}
        for holder in privacy.holders()
    ]


def told(holder: privacy.Holder, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A row in the active language and in the order of the holder's words."""
    return [(str(word), said(row[key], holder.choices.get(key, {}))) for key, word in holder.words.items()]


def said(value: Any, choices: Mapping[str, str | _StrPromise]) -> str:
    """One value: a code by its label, yes or no, a day with its clock, a dash for nothing."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    if isinstance(value, dt.datetime):
        return f"{times.day(value)} {times.clock(value)}"
    return str(choices.get(value, value))
