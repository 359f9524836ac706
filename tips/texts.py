"""Observations' texts, in which somebody may have been named: a text with a name is held, as one that comes in is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common.free_text import FreeText
from backend.common.free_text import register as register_text
from tips import topics
from tips.models import Tip, TipEvent
from tips.outlived import OBSERVATIONS, TEXTS
from tips.states import TextState, TipState
from volunteers.actions.retention import last_day

if TYPE_CHECKING:
    import datetime as dt


def keep_tip(tip: Any, columns: tuple[str, ...], now: dt.datetime) -> None:
    """With a line of history and the row's version."""
    _step(tip, "blank_text", columns, now)


def hold(tip: Any, now: dt.datetime) -> None:
    """The safety coordinator reads it before anybody else does, and releases it or takes it away."""
    if tip.text_state != TextState.HELD:
        tip.text_state = TextState.HELD
        _step(tip, "hold_text", ("text_state",), now)


def until(ids: list[Any]) -> dt.date | None:
    """The last day of the latest; None while a decision about disposal is missing for one of them. A text that nobody
    has assessed goes with its row."""
    days = []
    for municipality_id, received_at, state in Tip.objects.filter(pk__in=ids).values_list(
        "municipality_id", "received_at", "state"
    ):
        code = OBSERVATIONS if state == TipState.RECEIVED else TEXTS
        days.append(last_day(municipality_id, code, received_at))
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _step(tip: Any, name: str, columns: tuple[str, ...], now: dt.datetime) -> None:
    TipEvent.objects.create(tip=tip, at=now, name=name, from_state=tip.state, to_state=tip.state)
    tip.version += 1
    tip.save(update_fields=[*columns, "version"])
    topics.tell_of(tip, name, now=now, to=(topics.QUEUE,))


def register() -> None:
    """Called from TipsConfig.ready()."""
    register_text(
        FreeText(
            model="tips.Tip",
            title=_("Observationernas texter"),
            columns=("text",),
            municipality="municipality_id",
            keep=keep_tip,
            asks=hold,
            until=until,
        )
    )
