"""Observations whose time is over: the text first, the row later; both are municipal records and want a decision."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from backend.common import clock
from backend.common.privacy import DataClass, Stays
from tips.models import Tip, TipEvent
from tips.states import TextState, TipState

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

TEXTS = "tips.texts"
OBSERVATIONS = "tips.observations"
NAMED = dt.timedelta(days=730)


def _texts(municipality_id: UUID, before: dt.datetime) -> QuerySet[Tip]:
    """Of observations that were assessed; one that waits for it keeps its words."""
    rows: QuerySet[Tip] = Tip.objects.filter(municipality_id=municipality_id, received_at__lt=before)
    return rows.exclude(text="").exclude(state=TipState.RECEIVED)


def _rows(municipality_id: UUID, before: dt.datetime) -> QuerySet[Tip]:
    rows: QuerySet[Tip] = Tip.objects.filter(municipality_id=municipality_id, received_at__lt=before)
    return rows


def texts_outlived(municipality_id: UUID, before: dt.datetime) -> int:
    """Texts that are older."""
    return _texts(municipality_id, before).count()


def remove_texts(municipality_id: UUID, before: dt.datetime) -> int:
    """The words go; what, where and when stay."""
    return _texts(municipality_id, before).order_by().update(text="", text_state=TextState.REMOVED)


def rows_outlived(municipality_id: UUID, before: dt.datetime) -> int:
    """Observations that are older."""
    return _rows(municipality_id, before).count()


def remove_rows(municipality_id: UUID, before: dt.datetime) -> int:
    """With their history and hand-offs; the weeks' pictures have counted them."""
    counted = rows_outlived(municipality_id, before)
    _rows(municipality_id, before).order_by().delete()
    return counted


def steps_stay(user_id: UUID, now: dt.datetime) -> tuple[Stays, ...]:
    """That a person of the staff took steps, for two years after the last one."""
    last = TipEvent.objects.filter(actor_id=user_id).aggregate(last=Max("at"))["last"]
    if last is None or last + NAMED < now:
        return ()
    ground = _("Allmän handling: vem i kommunen som bedömde (artikel 6.1 e och 17.3 b i dataskyddsförordningen)")
    title = _("Dina steg i arbetet med observationer, med ditt namn")
    return (Stays(title, ground, clock.local(last + NAMED).date()),)


CLASSES = (
    DataClass(
        TEXTS,
        _("Observationernas texter"),
        days=30,
        is_municipal_record=True,
        outlived=texts_outlived,
        dispose=remove_texts,
    ),
    DataClass(
        OBSERVATIONS,
        _("Observationer"),
        days=730,
        is_municipal_record=True,
        outlived=rows_outlived,
        dispose=remove_rows,
    ),
)
