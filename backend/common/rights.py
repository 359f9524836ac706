"""The rights registry: artefact × role → verbs and scope, declared by each app as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from backend.common.viewer import Via

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend.common.viewer import Grant, Role, Viewer


class Verb(StrEnum):
    """What may be done with an artefact."""

    CREATE = "C"
    READ = "R"
    UPDATE = "U"
    DELETE = "D"
    DECIDE = "decide"
    PUBLISH = "P"


class Scope(StrEnum):
    """Which of an artefact's objects a right reaches."""

    ALL = "all"  # the viewer's municipality
    OWN_ORGANISATION = "own_organisation"
    OWN_AREA = "own_area"  # the districts of the viewer's organisation
    OWN = "own"  # what belongs to the person
    OWN_EVENT = "own_event"  # what the person is signed up to or put in charge of
    COUNT = "count"  # numbers only, never names
    AREA_COUNT = "own_area+count"  # numbers of the own districts
    PUBLIC = "public"  # what is published to everybody


@dataclass(frozen=True, slots=True)
class Right:
    """Some verbs on some objects."""

    verbs: frozenset[Verb]
    scope: Scope


Table = dict["Role", tuple[Right, ...]]

_artefacts: dict[str, Table] = {}
# What a key for another system may do: scope → pairs of artefact and verb.
_scopes: dict[str, frozenset[tuple[str, Verb]]] = {}


def right(verbs: str, scope: Scope) -> Right:
    """``right("CRU", Scope.OWN_AREA)``: letters of Verb, and X for decide."""
    return Right(_verbs(verbs), scope)


def _verbs(letters: str) -> frozenset[Verb]:
    return frozenset(Verb.DECIDE if letter == "X" else Verb(letter) for letter in letters)


def declare(artefact: str, table: Mapping[Role, tuple[Right, ...]]) -> None:
    """Register one artefact's row of the matrix; called from AppConfig.ready(), once."""
    known = _artefacts.get(artefact)
    if known is not None and known != dict(table):
        raise ValueError(f"{artefact} is declared twice")
    _artefacts[artefact] = dict(table)


def declare_scope(code: str, allows: Mapping[str, str]) -> None:
    """Register what a key's scope lets through: artefact → letters of Verb; called from AppConfig.ready()."""
    _scopes[code] = frozenset((artefact, verb) for artefact, letters in allows.items() for verb in _verbs(letters))


def token_scopes() -> Mapping[str, frozenset[tuple[str, Verb]]]:
    """Every declared scope of keys, for the guard."""
    return dict(_scopes)


def artefacts() -> Mapping[str, Table]:
    """Everything declared, for the guard that holds it against the matrix."""
    return dict(_artefacts)


def reach(viewer: Viewer, artefact: str, verb: Verb) -> list[tuple[Grant, Scope]]:
    """Each membership that allows the verb on the artefact, with how far it reaches. KeyError: not declared.

    Through a key it is none, unless one of the key's scopes lets that verb on that artefact through.
    """
    table = _artefacts[artefact]
    if viewer.via is Via.TOKEN and not any((artefact, verb) in _scopes.get(s, ()) for s in viewer.scopes):
        return []
    return [
        (grant, given.scope) for grant in viewer.roles for given in table.get(grant.role, ()) if verb in given.verbs
    ]


def scopes(viewer: Viewer, artefact: str, verb: Verb) -> frozenset[Scope]:
    """The scopes alone, for a policy that only asks how far."""
    return frozenset(scope for _, scope in reach(viewer, artefact, verb))


def organisations(viewer: Viewer, artefact: str, verb: Verb) -> frozenset[object]:
    """Organisations that the viewer reaches with OWN_ORGANISATION scope for this verb."""
    return frozenset(g.organisation_id for g, s in reach(viewer, artefact, verb) if s is Scope.OWN_ORGANISATION)


def districts(viewer: Viewer, artefact: str, verb: Verb) -> frozenset[object]:
    """Districts that the viewer reaches with OWN_AREA scope for this verb."""
    return frozenset(d for g, s in reach(viewer, artefact, verb) if s is Scope.OWN_AREA for d in g.district_ids)
