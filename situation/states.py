"""States of a week, a picture and a measure, with their transitions: plain data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WeekState(models.TextChoices):
    """A week is open until its cut, drafted until the meeting, then fixed for ever."""

    OPEN = "open", _("pågår")
    DRAFTED = "drafted", _("utkast")
    FIXED = "fixed", _("fastställd")


class MeasureState(models.TextChoices):
    """Life of a measure."""

    PROPOSED = "proposed", _("föreslagen")
    DECIDED = "decided", _("beslutad")
    IN_PROGRESS = "in_progress", _("pågår")
    DONE = "done", _("gjord")
    DROPPED = "dropped", _("utgår")
    EVALUATED = "evaluated", _("uppföljd")


MEASURE_TRANSITIONS: dict[str, frozenset[str]] = {
    MeasureState.PROPOSED: frozenset({MeasureState.DECIDED, MeasureState.DROPPED}),
    MeasureState.DECIDED: frozenset({MeasureState.IN_PROGRESS, MeasureState.DONE, MeasureState.DROPPED}),
    MeasureState.IN_PROGRESS: frozenset({MeasureState.DONE, MeasureState.DROPPED}),
    MeasureState.DONE: frozenset({MeasureState.EVALUATED}),
    MeasureState.DROPPED: frozenset(),
    MeasureState.EVALUATED: frozenset(),
}


class MeasureKind(models.TextChoices):
    """What sort of thing is done."""

    PRESENCE = "presence", _("fler vuxna på plats")
    LIGHTING = "lighting", _("belysning")
    CLEANING = "cleaning", _("städning")
    CUTTING = "cutting", _("röjning")
    ACTIVITY = "activity", _("aktivitet")
    DIALOGUE = "dialogue", _("dialog")
    CAMERA_REVIEW = "camera_review", _("prövning av kamera")
    INFORMATION = "information", _("information")


class Effect(models.TextChoices):
    """What became of the problem, at follow-up."""

    BETTER = "better", _("bättre")
    SAME = "same", _("oförändrat")
    WORSE = "worse", _("sämre")
    UNKNOWN = "unknown", _("vet inte")


class FetchOutcome(models.TextChoices):
    """How a call to the police's open data went; all but OK change nothing."""

    OK = "ok", _("hämtad")
    UNCHANGED = "unchanged", _("oförändrad sedan sist")
    EMPTY = "empty", _("tomt svar")
    BROKEN = "broken", _("svaret gick inte att läsa")
    UNREACHABLE = "unreachable", _("inget svar")
