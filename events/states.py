"""States of events, sign-ups and groups, kinds of facts, and the transitions between them: plain data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventState(models.TextChoices):
    """Life of an event."""

    DRAFT = "draft", _("utkast")
    OPEN = "open", _("öppen")
    UNDER_WAY = "under_way", _("pågår")
    CLOSED = "closed", _("avslutad")
    CANCELLED = "cancelled", _("inställd")


EVENT_TRANSITIONS: dict[str, frozenset[str]] = {
    EventState.DRAFT: frozenset({EventState.OPEN, EventState.CANCELLED}),
    EventState.OPEN: frozenset({EventState.UNDER_WAY, EventState.CLOSED, EventState.CANCELLED}),
    EventState.UNDER_WAY: frozenset({EventState.CLOSED, EventState.CANCELLED}),
    # A fact may arrive late from a phone: it reopens nothing, it is only folded in.
    EventState.CLOSED: frozenset(),
    EventState.CANCELLED: frozenset(),
}

# What may be signed up to, moved or edited.
PLANNED = (EventState.DRAFT, EventState.OPEN)
# What others than its organiser may see.
PUBLISHED = (EventState.OPEN, EventState.UNDER_WAY, EventState.CLOSED, EventState.CANCELLED)


class CancelReason(models.TextChoices):
    """Why a walk does not happen."""

    TOO_FEW = "too_few", _("för få anmälda")
    WEATHER = "weather", _("vädret")
    POLICE_ADVICE = "police_advice", _("råd från polisen")
    OTHER = "other", _("annat skäl")


class SignupState(models.TextChoices):
    """A person's answer to an event."""

    COMING = "coming", _("kommer")
    STEPPED_DOWN = "stepped_down", _("kan inte")


class Staffing(models.TextChoices):
    """Computed from the rules, never stored."""

    GREEN = "green", _("Blir av")
    AMBER = "amber", _("Saknar folk")
    RED = "red", _("Inställd")


class TeamState(models.TextChoices):
    """Fold of a group's facts."""

    FORMED = "formed", _("bildad")
    AT_BASE = "at_base", _("vid basen")
    OUT = "out", _("ute")
    BACK = "back", _("tillbaka")


class CheckInKind(models.TextChoices):
    """What a phone reports of a group."""

    BASE = "base", _("På plats")
    OUT = "out", _("Nu går vi ut")
    OK = "ok", _("Allt väl")
    BACK = "back", _("Vi är tillbaka")


class FocusAnswerKind(models.TextChoices):
    """What a group met at a focus place; "visited, nothing seen" is data."""

    SEEN = "seen", _("sett")
    NOT_SEEN = "not_seen", _("inte sett")
    NOT_VISITED = "not_visited", _("inte besökt")


class FeedKind(models.TextChoices):
    """Whose calendar a feed is."""

    PERSON = "person", _("mina kvällar")
    BUSY = "busy", _("mina kvällar, bara som upptagen tid")
    ORGANISATION = "organisation", _("organisationens vandringar")
