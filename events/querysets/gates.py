"""Reads of gates: what is asked of whom, and what somebody lacks. Asked by actions and pages alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.common.clock import at, local
from events import gates
from events.gates import Position
from events.models import EventsRules
from events.querysets.events import EVENING_ENDS, evening_of
from volunteers.cleared import Cleared, cleared, current_rules, rules_of
from volunteers.states import CONSENT, ClearanceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from events.models import Event
    from volunteers.models import GoldenRules, VolunteersRules


@dataclass(frozen=True, slots=True)
class House:
    """What a municipality asks for: its rules about people, its golden rules or None, its own choice of gates."""

    rules: VolunteersRules
    golden: GoldenRules | None
    chosen: Mapping[str, list[str]]

    def asked(self, kind: str, position: Position) -> tuple[str, ...]:
        """Clearances that open the position."""
        found = gates.asked(self.chosen, kind, position)
        return tuple(one for one in found if one != ClearanceKind.GOLDEN_RULES or self.golden is not None)

    def cleared(self, event: Event, user_ids: Iterable[UUID], now: dt.datetime) -> dict[UUID, Cleared]:
        """What these people are cleared for on the day of the event. Two queries."""
        day = local(event.starts_at).date()
        return cleared(user_ids, self.rules, self.golden, today=local(now).date(), day=day)

    def lacks(self, event: Event, person: Cleared, position: Position) -> tuple[str, ...]:
        """What is missing, in the order in which one is asked for it; nobody under eighteen leads."""
        wanted = self.asked(event.kind, position)
        missing = [one for one in wanted if one not in person.kinds and not _by_consent(one, person, position)]
        if person.is_youth and not person.may_walk_as_youth:
            return (CONSENT, *(one for one in missing if one != ClearanceKind.OF_AGE))
        if person.is_youth and position is Position.LEADER and ClearanceKind.OF_AGE not in missing:
            return (ClearanceKind.OF_AGE.value, *missing)
        return tuple(missing)

    def is_too_late(self, event: Event, person: Cleared) -> bool:
        """Whether a walk ends after the hour at which those under eighteen are home."""
        return person.is_youth and event.ends_at > self.youths_home(event)

    def youths_home(self, event: Event) -> dt.datetime:
        """When they are, on the event's evening; an hour before six in the morning is of the night."""
        evening, until = evening_of(event.starts_at), self.rules.youths_until
        return at(evening + dt.timedelta(days=1) if until < EVENING_ENDS else evening, until)


def _by_consent(gate: str, person: Cleared, position: Position) -> bool:
    """A guardian's yes stands for the age, of who comes along."""
    return gate == ClearanceKind.OF_AGE and person.may_walk_as_youth and position is Position.WALKER


def house_of(municipality_id: UUID) -> House:
    """Three queries."""
    chosen = EventsRules.objects.filter(municipality_id=municipality_id).order_by("pk").values_list("gates", flat=True)
    return House(rules_of(municipality_id), current_rules(municipality_id), chosen.first() or {})


@dataclass(frozen=True, slots=True)
class Gaps:
    """What one person lacks for one event, as a page shows it before anything is pressed."""

    house: House
    walker: tuple[str, ...] = ()
    leader: tuple[str, ...] = ()
    is_too_late: bool = False

    @property
    def asks_age(self) -> bool:
        """Whether a tick is enough for the age."""
        return ClearanceKind.OF_AGE in self.walker

    @property
    def asks_rules(self) -> bool:
        """Whether the golden rules are to be read."""
        return ClearanceKind.GOLDEN_RULES in self.walker

    @property
    def others(self) -> list[str]:
        """What a tick does not do: sentences that say who does."""
        ticks = {ClearanceKind.OF_AGE.value, ClearanceKind.GOLDEN_RULES.value}
        return words(tuple(one for one in self.walker if one not in ticks), self.house.rules.youngest)

    @property
    def leading(self) -> list[str]:
        """What is missing to lead."""
        return words(self.leader, self.house.rules.youngest)

    @property
    def is_shut(self) -> bool:
        """Whether no tick opens it."""
        return bool(self.others) or self.is_too_late


def gaps(event: Event, user_id: UUID, now: dt.datetime) -> Gaps:
    """What somebody lacks to come, and to lead. Five queries."""
    house = house_of(event.municipality_id)
    person = house.cleared(event, [user_id], now)[user_id]
    return Gaps(
        house,
        house.lacks(event, person, Position.WALKER),
        house.lacks(event, person, Position.LEADER),
        house.is_too_late(event, person),
    )


def words(missing: Iterable[str], age: int, *, own: bool = True) -> list[str]:
    """A sentence for each, in the active language."""
    table = gates.OWN_WORDS if own else gates.THEIR_WORDS
    return [str(table[one]) % {"age": age} for one in missing]
