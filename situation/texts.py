"""Free texts of the week, in which somebody may have been named; a fixed picture stays as it was fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.common.free_text import FreeText
from backend.common.free_text import register as register_text
from notifications import topics
from notifications.actions import Change, tell
from situation.actions.weeks import raise_version

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID


def keep_measure(measure: Any, columns: tuple[str, ...], now: dt.datetime) -> None:
    """With its version, and the week's: whoever has either open is told."""
    measure.version += 1
    measure.changed_at = now
    measure.save(update_fields=[*columns, "version", "changed_at"])
    _told(measure.week_id, measure.municipality_id, Change("measure", measure.pk, measure.state), now)


def keep_picture(picture: Any, columns: tuple[str, ...], now: dt.datetime) -> None:
    """A draft alone comes here; what the meeting saw before cannot be fixed any more."""
    picture.save(update_fields=list(columns))
    week = picture.week
    _told(week.pk, week.municipality_id, Change("week", week.pk, week.state), now)


def _told(week_id: UUID, municipality_id: UUID, change: Change, now: dt.datetime) -> None:
    raise_version(week_id)
    tell([(topics.key("week", municipality_id), change)], now=now)


TEXTS = (
    FreeText(
        model="situation.Measure",
        title=_("Åtgärder"),
        columns=("title",),
        municipality="municipality_id",
        keep=keep_measure,
    ),
    FreeText(
        model="situation.Picture",
        title=_("Lägesbilder"),
        columns=("content", "note", "decided"),
        municipality="week__municipality_id",
        keep=keep_picture,
        fixed=Q(fixed_at__isnull=False),
    ),
)


def register() -> None:
    """Called from SituationConfig.ready()."""
    for text in TEXTS:
        register_text(text)
