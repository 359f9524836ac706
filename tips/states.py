"""The 30 categories, doors, reporters and the workflow of an observation as a table: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.viewer import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class TipState(models.TextChoices):
    """Where an observation stands."""

    RECEIVED = "received", _("ny")
    TAKEN_UP = "taken_up", _("första bedömning")
    FORWARDED = "forwarded", _("skickat vidare")
    CLOSED = "closed", _("avslutad")


@dataclass(frozen=True, slots=True)
class Edge:
    """One allowed step of the workflow, and who may take it."""

    name: str
    sources: frozenset[str]
    target: str
    roles: frozenset[Role]


_TRIAGE = frozenset({Role.SAFETY_COORDINATOR})

EDGES: dict[str, Edge] = {
    edge.name: edge
    for edge in (
        Edge("take_up", frozenset({TipState.RECEIVED}), TipState.TAKEN_UP, _TRIAGE),
        Edge("send_on", frozenset({TipState.TAKEN_UP, TipState.FORWARDED}), TipState.FORWARDED, _TRIAGE),
        Edge("close", frozenset({TipState.TAKEN_UP, TipState.FORWARDED}), TipState.CLOSED, _TRIAGE),
        Edge("reopen", frozenset({TipState.CLOSED}), TipState.TAKEN_UP, _TRIAGE),
    )
}


# What was done, as the history says it: every edge, how it began and what became of its text.
STEPS: dict[str, str | _StrPromise] = {
    "receive": _("Kom fram"),
    "take_up": _("Togs upp"),
    "send_on": _("Skickades vidare"),
    "close": _("Avslutades"),
    "reopen": _("Öppnades igen"),
    "release_text": _("Texten granskades"),
    "remove_text": _("Texten togs bort"),
    "hold_text": _("Texten ska granskas igen"),
    "blank_text": _("Kontaktuppgifter togs bort ur texten"),
}


class CloseReason(models.TextChoices):
    """Why an observation needs nothing more."""

    FIXED = "fixed", _("åtgärdat")
    IN_PICTURE = "in_picture", _("med i lägesbilden")
    DUPLICATE = "duplicate", _("samma sak är redan känd")
    NOT_OURS = "not_ours", _("hör till någon annan, som är underrättad")
    NO_ACTION = "no_action", _("ingen åtgärd behövs")


class TextState(models.TextChoices):
    """What has become of the free text; the coded row never waits for it."""

    NONE = "none", _("ingen text")
    CLEAR = "clear", _("text utan personuppgifter")
    HELD = "held", _("text som väntar på granskning")
    RELEASED = "released", _("granskad text")
    REMOVED = "removed", _("text borttagen")


class Channel(models.TextChoices):
    """Through which door it came."""

    WEB = "web", _("webben")
    WALK = "walk", _("vandring")
    PHONE = "phone", _("telefon")


class ReporterRole(models.TextChoices):
    """Who told, as far as anybody ever knows."""

    RESIDENT = "resident", _("boende")
    VOLUNTEER = "volunteer", _("volontär")
    STAFF = "staff", _("personal")
    CONTACT_PERSON = "contact_person", _("kontaktombud")


class Urgency(models.IntegerChoices):
    """U0 is never stored: it has no row here."""

    SAME_DAY = 1, _("samma dag")
    BEFORE_MEETING = 2, _("före torsdagens möte")
    ROUTINE = 3, _("rutin")


class HandoffState(models.TextChoices):
    """A hand-off's own clock."""

    PENDING = "pending", _("på väg")
    SENT = "sent", _("skickad")
    FAILED = "failed", _("kom inte fram")


class Group(models.TextChoices):
    """How categories are laid out for a thumb."""

    BROKEN = "broken", _("Trasigt och skräpigt")
    UNSAFE = "unsafe", _("Otrygg plats")
    DISORDER = "disorder", _("Stök och störning")
    DANGER = "danger", _("Farligt eller brottsligt, efteråt")
    PLANNED = "planned", _("Rykten och det som planeras")
    URGENT = "urgent", _("Ring i stället")


@dataclass(frozen=True, slots=True)
class Category:
    """``label`` is plain words for a phone, ``term`` the method's word. ``divert`` says whom to call first.

    ``behaviours`` must be chosen from when there are any: a gathering is told of by what it does, never by who.
    """

    code: str
    group: Group
    label: str | _StrPromise
    term: str | _StrPromise
    urgency: int  # 0 = call, nothing is stored
    receiver: str  # default receiver's code, see RECEIVERS
    divert: tuple[str, ...] = ()  # ChannelKind codes, most important first
    behaviours: tuple[str, ...] = ()
    call_first: bool = False  # the call button comes before the form, also when it is over
    takes_text: bool = True  # False: place and hour only, whatever happened there

    @property
    def is_stored(self) -> bool:
        """False for U0: plain call links, no form, no URL."""
        return self.urgency > 0

    @property
    def icon(self) -> str:
        """Name of its pictogram."""
        return f"cat-{self.code}"
