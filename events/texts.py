"""Free texts of events, in which somebody may have been named, and what changing one tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common.free_text import FreeText
from backend.common.free_text import register as register_text
from events.actions.calendars import words_gone

if TYPE_CHECKING:
    import datetime as dt


def keep_event(event: Any, columns: tuple[str, ...], now: dt.datetime) -> None:
    """The calendars that show it are put together anew."""
    event.changed_at = now
    event.save(update_fields=[*columns, "changed_at"])
    words_gone(event)


def keep_of_event(row: Any, columns: tuple[str, ...], _now: dt.datetime) -> None:
    """A part of an event: its calendars may show it."""
    row.save(update_fields=list(columns))
    words_gone(row.event)


TEXTS = (
    # An announcement: names in it go unread, as its organiser writes it anew in a minute.
    FreeText(
        model="events.Event",
        title=_("Vandringars, aktiviteters och mötens texter"),
        columns=("title", "description", "meeting_point", "cost", "accessibility", "contact", "cancel_note"),
        municipality="municipality_id",
        keep=keep_event,
        overwrites=True,
    ),
    FreeText(
        model="events.Team",
        title=_("Gruppers namn"),
        columns=("name",),
        municipality="event__municipality_id",
        keep=keep_of_event,
        overwrites=True,
    ),
    FreeText(
        model="events.FocusPlace",
        title=_("Fokusplatser: varför"),
        columns=("why",),
        municipality="event__municipality_id",
        keep=keep_of_event,
    ),
    FreeText(
        model="events.DecidedFocus",
        title=_("Beslutade fokusplatser: varför"),
        columns=("why",),
        municipality="municipality_id",
    ),
)


def register() -> None:
    """Called from EventsConfig.ready()."""
    for text in TEXTS:
        register_text(text)
