"""Puts the demo in place: Botkyrka and Huddinge as they would stand at a moment, through the apps' own actions.

Everything is keyed: what exists, in whatever state somebody has brought it, is left as it is. Weeks are ISO weeks, so a
start next month adds that month's last weeks and its coming Friday, and doubles nothing.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import F

from backend.common.errors import Refusal
from backend.demo import events, people, tips, weeks
from backend.demo.accounts import BOTKYRKA
from backend.demo.stage import Stage
from notifications.actions import DELIVERY, withdraw
from notifications.models import Delivery
from notifications.states import DeliveryState
from places.actions import load_municipality
from places.files import find, read
from situation.actions.police import take_in
from situation.models import PoliceFetch
from tips.actions import handoffs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from uuid import UUID

P = ParamSpec("P")
R = TypeVar("R")

HISTORY_WEEKS = 3
POLICE_EVENTS = Path(__file__).resolve().parent / "data" / "police_events.json"
logger = logging.getLogger("lykta.demo")


def load(now: dt.datetime) -> list[str]:
    """Everything, in one transaction. Returns the codes of stories that were refused: none on a fresh database, some
    when people have been closing and ending things in the demo."""
    refused: list[str] = []
    with transaction.atomic():
        waiting = set(Delivery.objects.filter(state=DeliveryState.WAITING).values_list("pk", flat=True))
        for name, is_default in (("botkyrka", True), ("huddinge", False)):
            municipality = load_municipality(file=read(find(name)), hostname=f"{name}.localhost", is_default=is_default)
            stage = Stage(municipality, now)
            people.load(stage)
            if municipality.code == BOTKYRKA:
                _botkyrka(stage, refused)
            else:
                _huddinge(stage, refused)
        _post(now, but=waiting)
    return refused


def _botkyrka(stage: Stage, refused: list[str]) -> None:
    if not PoliceFetch.objects.exists():
        take_in(POLICE_EVENTS.read_bytes(), stage.now)
    first = week = stage.this_week.next(-HISTORY_WEEKS)
    while week <= stage.coming:
        planned = _try(refused, events.friday_walk, stage, week)
        _try(refused, events.open_hall, stage, week)
        if week > first:
            _try(refused, weeks.meet, stage, week.next(-1))
            _try(refused, weeks.follow_up, stage, week.next(-2))
        if planned:
            _try(refused, events.play, stage, week)
        _try(refused, tips.tell, stage, week, tips.of_week(week))
        week = week.next()
    _try(refused, events.short_handed_walk, stage, stage.coming)
    _try(refused, events.watch_meeting, stage, stage.coming)


def _huddinge(stage: Stage, refused: list[str]) -> None:
    _try(refused, events.huddinge_walk, stage, stage.coming)
    _try(refused, tips.tell, stage, stage.this_week.next(-1), list(tips.IN_HUDDINGE))


def _post(now: dt.datetime, *, but: set[UUID]) -> None:
    """The mail of the stories was sent when they happened: none of it goes out today."""
    written = Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lt=now).exclude(pk__in=but)
    for pk in list(written.values_list("pk", flat=True)):
        withdraw(key=f"{DELIVERY}:{pk}", now=now)
    written.update(state=DeliveryState.SENT, closed_at=F("due_at"))
    handoffs.settle(now=now)


def _try(refused: list[str], story: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
    """A whole story or nothing of it."""
    try:
        with transaction.atomic():
            return story(*args, **kwargs)
    except Refusal as refusal:
        logger.warning("the demo leaves out %s: %s", getattr(story, "__name__", "a story"), refusal.code)
        refused.append(refusal.code)
        return None
