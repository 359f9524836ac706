"""Will it happen? Green, amber or red in words, and groups of a lawful size. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.kinds import KINDS
from events.states import CancelReason, EventState, Staffing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from events.models import Event

SMALLEST_GROUP = 2
# Beside somebody under eighteen: one adult in a group at least, two on the walk.
ADULTS_WITH_YOUTHS = 2
GROUP_SIZE = 3


@dataclass(frozen=True, slots=True)
class Outlook:
    """``level`` for a colour, ``words`` for a person; how many people, adults among them, and whether a leader are
    missing."""

    level: Staffing
    words: str
    missing: int = 0
    lacks_leader: bool = False
    is_full: bool = False
    missing_adults: int = 0


def outlook(event: Event, *, coming: int, leaders: int, youths: int = 0) -> Outlook:
    """Whether an event with that many sign-ups happens, in the active language.

    A walk needs its minimum, two adults where somebody under eighteen comes along, and a leader; what nobody
    signs up to (an activity, a meeting) happens unless cancelled.
    """
    if event.state == EventState.CANCELLED:
        return Outlook(Staffing.RED, _cancelled(event))
    if not KINDS[event.kind].staffed:
        return Outlook(Staffing.GREEN, str(Staffing.GREEN.label))
    missing = max(event.min_people - coming, 0)
    is_full = event.max_people is not None and coming >= event.max_people
    adults = max(ADULTS_WITH_YOUTHS - (coming - youths), 0) if youths else 0
    if adults >= missing and adults:
        words = ngettext("En vuxen till behövs", "%(n)d vuxna till behövs", adults) % {"n": adults}
        return Outlook(Staffing.AMBER, words, missing, not leaders, is_full, adults)
    if missing:
        words = ngettext("Saknar %(n)d person", "Saknar %(n)d personer", missing) % {"n": missing}
        return Outlook(Staffing.AMBER, words, missing, not leaders, is_full, adults)
    if not leaders:
        return Outlook(Staffing.AMBER, _("Saknar vandringsledare"), 0, lacks_leader=True, is_full=is_full)
    words = _("Blir av, fullt") if is_full else str(Staffing.GREEN.label)
    return Outlook(Staffing.GREEN, words, is_full=is_full)


def _cancelled(event: Event) -> str:
    if event.cancel_reason in (CancelReason.TOO_FEW, CancelReason.WEATHER, CancelReason.POLICE_ADVICE):
        return _("Inställd: %(reason)s") % {"reason": event.get_cancel_reason_display()}
    return str(Staffing.RED.label)


_NUMBERED = re.compile(r"Grupp ([0-9]+)")


def numbered(number: int) -> str:
    """The name of a group that nobody named, stored in Swedish, the language of the radio and of the board."""
    return f"Grupp {number}"


def is_numbered(name: str) -> bool:
    """Whether a group's name is one of ours, which says nothing but its number."""
    return _NUMBERED.fullmatch(name) is not None


def group_name(name: str) -> str:
    """The name in the active language: "Grupp 2" is "Group 2" to an English reader, a name of its own stays."""
    found = _NUMBERED.fullmatch(name)
    return _("Grupp %(number)s") % {"number": found[1]} if found else name


@dataclass(frozen=True, slots=True)
class Walker:
    """Somebody who is there and can be put into a group."""

    signup_id: UUID
    is_leader: bool = False
    is_youth: bool = False


def suggest_teams(walkers: Iterable[Walker]) -> list[list[UUID]]:
    """Groups of three to five (two when there are only two), leaders dealt out first; empty below two people.

    Where there are youths, fewer and larger ones, so that each has two adults, or one when there is no more.
    """
    there: Sequence[Walker] = sorted(walkers, key=lambda one: (one.is_youth, not one.is_leader, str(one.signup_id)))
    adults = sum(not one.is_youth for one in there)
    if len(there) < SMALLEST_GROUP or not adults:
        return []
    groups = max(len(there) // GROUP_SIZE, 1)
    if adults < len(there):
        groups = max(min(groups, adults // ADULTS_WITH_YOUTHS), 1)
    return [[one.signup_id for one in there[first::groups]] for first in range(groups)]
