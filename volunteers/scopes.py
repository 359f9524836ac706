"""What a key for another system may do: few scopes, each some verbs on some artefacts, as plain data.

A key does what its owner may, and of that only what its scopes say: ``backend.common.rights.reach`` cuts the rights,
and an operation of the API that names no scope (``Endpoint.token_scopes``) takes no key at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from backend.common.rights import declare_scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class KeyScope:
    """A code, what it says to whoever ticks it, and artefact → letters of verbs."""

    code: str
    label: str | _StrPromise
    allows: dict[str, str]


# The artefacts are named as the apps above declare them; a guard holds the two against each other.
SCOPES: dict[str, KeyScope] = {
    scope.code: scope
    for scope in (
        KeyScope("walks:read", _("Läsa vandringar: tid, plats och antal, aldrig namn"), {"walk": "R"}),
        KeyScope("activities:read", _("Läsa aktiviteter"), {"activity": "R"}),
        KeyScope("activities:write", _("Publicera, ändra och ställa in egna aktiviteter"), {"activity": "CRUP"}),
        KeyScope("measures:read", _("Läsa veckans åtgärder"), {"measure": "R"}),
        KeyScope("numbers:read", _("Läsa veckans siffror"), {"picture": "R"}),
    )
}


def known(codes: Iterable[str]) -> frozenset[str]:
    """Those that still exist: a key whose scope was taken away can do less, not something else."""
    return frozenset(code for code in codes if code in SCOPES)


def register() -> None:
    """Called from VolunteersConfig.ready()."""
    for scope in SCOPES.values():
        declare_scope(scope.code, scope.allows)
