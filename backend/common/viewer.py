"""Who is asking: one frozen value that every read, policy and action takes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID


class Role(StrEnum):
    """The roles that a membership can give; a resident has none."""

    VOLUNTEER = "volunteer"
    WALK_LEADER = "walk_leader"
    COORDINATOR = "coordinator"
    ASSOCIATION = "association"
    CONTACT_PERSON = "contact_person"
    SAFETY_COORDINATOR = "safety_coordinator"
    POLICE = "police"
    HOUSING = "housing"
    # Looks at how personal data is handled; neither walks nor decides (GDPR art. 37-39).
    DATA_PROTECTION = "data_protection"


MUNICIPALITY_WIDE = frozenset({Role.SAFETY_COORDINATOR, Role.POLICE, Role.HOUSING, Role.DATA_PROTECTION})


class Via(StrEnum):
    """The door that somebody came through."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 -- a door, not a secret
    LINK = "link"
    COMMAND = "command"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Grant:
    """One active membership: a role in an organisation, which is of a kind and works in some districts."""

    role: Role
    organisation_id: UUID
    district_ids: frozenset[UUID] = frozenset()
    # volunteers.states.OrganisationKind
    organisation_kind: str = ""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, in which municipality, with which memberships, through which door.

    ``rights_version`` is the user's counter when this value was built: a socket compares it to see that rights changed.
    ``second_factor``: it was given in this session, or the municipality still lets it wait. ``locked`` are the
    memberships that it would open; they give nothing until then. ``shown_at``: when the person last showed in this
    session who they are, by whatever way; None at doors where nobody does. ``only_event``: whoever came by a leader's
    link reaches that evening and nothing else.
    """

    user_id: UUID | None
    municipality_id: UUID
    roles: frozenset[Grant] = field(default_factory=frozenset)
    via: Via = Via.ANONYMOUS
    scopes: frozenset[str] = frozenset()
    second_factor: bool = False
    rights_version: int = 0
    locked: frozenset[Grant] = field(default_factory=frozenset)
    only_event: UUID | None = None
    shown_at: dt.datetime | None = None

    @property
    def is_signed_in(self) -> bool:
        """True for a person with an account, false for a resident at the open door."""
        return self.user_id is not None

    @property
    def is_system(self) -> bool:
        """True for a command or a due row: our own clockwork, acting for nobody."""
        return self.via is Via.COMMAND and self.user_id is None

    def has(self, *roles: Role) -> bool:
        """Whether any membership gives one of these roles."""
        return any(grant.role in roles for grant in self.roles)

    def organisations(self, *roles: Role) -> frozenset[UUID]:
        """Organisations in which the viewer holds one of these roles (any role if none is named)."""
        return frozenset(g.organisation_id for g in self._grants(roles))

    def districts(self, *roles: Role) -> frozenset[UUID]:
        """Districts of the organisations in which the viewer holds one of these roles."""
        return frozenset(district for g in self._grants(roles) for district in g.district_ids)

    def holding(self, more: frozenset[Grant]) -> Viewer:
        """The same viewer with more memberships."""
        return replace(self, roles=self.roles | more)

    def _grants(self, roles: tuple[Role, ...]) -> Iterable[Grant]:
        return (grant for grant in self.roles if not roles or grant.role in roles)


def system(municipality_id: UUID) -> Viewer:
    """The clockwork of one municipality: due rows and commands that act for no person."""
    return Viewer(user_id=None, municipality_id=municipality_id, via=Via.COMMAND)
