"""Answers: who may give one, and what it gives. It gives rights only as long as its person could still give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common import rights
from backend.common.rights import Scope, Verb
from events.kinds import KINDS
from events.states import SignupState

if TYPE_CHECKING:
    from backend.common.viewer import Viewer
    from events.kinds import Kind
    from events.models import Event, Signup


def walks_along(viewer: Viewer, kind: Kind) -> bool:
    """Whether every event of the kind is open to the viewer: a role in any organisation that holds such events.

    Walks are open across the municipality's walking organisations; a watch area's households are none of theirs.
    """
    held = rights.reach(viewer, kind.answers, Verb.CREATE) if kind.answers else []
    return any(scope is Scope.OWN and grant.organisation_kind in kind.organisers for grant, scope in held)


def can_answer(viewer: Viewer, event: Event) -> bool:
    """Say "Jag kommer" or "Jag kan inte" for oneself. False for what is drop-in."""
    kind = KINDS[event.kind]
    if not kind.answers or not viewer.is_signed_in:
        return False
    own = event.organisation_id in rights.organisations(viewer, kind.answers, Verb.CREATE)
    return own or walks_along(viewer, kind)


def on_it(viewer: Viewer, event: Event, own: Signup | None) -> bool:
    """Whether ``own``, the viewer's answer, is a yes that counts: whoever left the organisation left its evenings.

    To what nobody signs up to, it is being put in charge by the organiser, whose member one still is.
    """
    if own is None or own.state != SignupState.COMING:
        return False
    if not KINDS[event.kind].answers:
        return own.is_leader and event.organisation_id in viewer.organisations()
    return can_answer(viewer, event)


def leads(viewer: Viewer, event: Event, own: Signup | None) -> bool:
    """Whether this sign-up is that of somebody who leads the evening."""
    return own is not None and own.is_leader and on_it(viewer, event, own)
