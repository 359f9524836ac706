"""What somebody must be cleared for, by kind of event and position: plain data. A municipality may choose otherwise."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from events.kinds import ACTIVITY, KINDS, NIGHT_WALK
from volunteers.states import CONSENT, ClearanceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise


class Position(StrEnum):
    """As what somebody comes."""

    WALKER = "walker"
    LEADER = "leader"


# (kind of event, position) → clearances, in the order in which one is asked for them. A leader of what one signs up to
# comes as a walker too. Golden rules are asked for only where the municipality has published some.
DEFAULTS: dict[tuple[str, Position], tuple[ClearanceKind, ...]] = {
    (NIGHT_WALK.code, Position.WALKER): (ClearanceKind.OF_AGE, ClearanceKind.GOLDEN_RULES),
    (NIGHT_WALK.code, Position.LEADER): (ClearanceKind.TRAINING,),
    (ACTIVITY.code, Position.LEADER): (ClearanceKind.RECORD_CHECK,),
}
POSITION_LABELS: dict[Position, str | _StrPromise] = {
    Position.WALKER: _("den som går med"),
    Position.LEADER: _("den som leder"),
}
# In what order one is asked.
ORDER = (
    ClearanceKind.OF_AGE.value,
    ClearanceKind.GOLDEN_RULES.value,
    ClearanceKind.TRAINING.value,
    ClearanceKind.RECORD_CHECK.value,
)


def key(kind: str, position: Position) -> str:
    """``night_walk.leader``: how a choice is stored."""
    return f"{kind}.{position.value}"


KEYS = {key(kind, position): (kind, position) for kind, position in DEFAULTS}


def label(place: str) -> _StrPromise:
    """``Nattvandring, den som leder``, of a key; in the language of whoever reads it."""
    kind, position = KEYS[place]
    return format_lazy("{}, {}", KINDS[kind].label, POSITION_LABELS[position])


def asked(chosen: Mapping[str, Any], kind: str, position: Position) -> tuple[str, ...]:
    """Clearances that open the position, by the municipality's choice where it made one. Empty for what has no gate."""
    default = DEFAULTS.get((kind, position), ())
    return tuple(chosen.get(key(kind, position), [gate.value for gate in default]))


def effective(chosen: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is asked for in every position, by key."""
    return {place: list(asked(chosen, kind, position)) for place, (kind, position) in KEYS.items()}


def in_order(kinds: Iterable[str]) -> list[str]:
    """As one is asked for them: the age before the rules, the rules before what somebody else notes."""
    return sorted(kinds, key=ORDER.index)


def validate(chosen: Any) -> None:
    """Keys of the table above, each with a list of kinds of clearance, each once. ValidationError."""
    if not isinstance(chosen, dict) or set(chosen) - set(KEYS):
        raise ValidationError(_("Valet nämner något som inte har några krav."), code="unknown_gate")
    for kinds in chosen.values():
        known = isinstance(kinds, list) and all(isinstance(one, str) and one in ClearanceKind.values for one in kinds)
        if not known or len(set(kinds)) != len(kinds):
            raise ValidationError(_("Valet nämner ett krav som inte finns."), code="unknown_clearance")


# What to do: in the person's own eyes, and in those of whoever puts somebody in charge.
OWN_WORDS: dict[str, str | _StrPromise] = {
    ClearanceKind.OF_AGE: _(
        "Kryssa i att du har fyllt %(age)s år. Är du 15–17 behöver du din vårdnadshavares samtycke på papper."
    ),
    ClearanceKind.GOLDEN_RULES: _("Läs de gyllene reglerna och kryssa i att du har läst dem."),
    ClearanceKind.TRAINING: _("Din utbildning är inte antecknad. Fråga den som leder din organisation."),
    ClearanceKind.RECORD_CHECK: _("Visa ett registerutdrag för den som leder din förening."),
    CONSENT: _("Lämna din vårdnadshavares samtycke på papper till den som leder din organisation."),
}
THEIR_WORDS: dict[str, str | _StrPromise] = {
    ClearanceKind.OF_AGE: _("Personen har inte sagt att hen har fyllt %(age)s år. Det gör hen när hen svarar."),
    ClearanceKind.GOLDEN_RULES: _("Personen har inte läst de gyllene reglerna. Det gör hen på sin egen sida."),
    ClearanceKind.TRAINING: _("Utbildning saknas. Anteckna den bland medlemmarna när den är gjord."),
    ClearanceKind.RECORD_CHECK: _("Registerutdrag är inte visat. Se det och anteckna det bland medlemmarna."),
    CONSENT: _("Vårdnadshavarens samtycke saknas eller har gått ut."),
}
