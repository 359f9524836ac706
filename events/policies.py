"""May you? Asked by API, pages, sockets, admin and commands alike. ``own`` is the viewer's sign-up to the event."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from backend.common import rights
from backend.common.rights import Scope, Verb
from events.answers import can_answer, leads, on_it
from events.kinds import KINDS
from events.models import Event, Signup
from events.names import NAMES_BEFORE, Names, names_shown
from events.rights import CHECK_IN, FOCUS_PLACE, TEAM
from events.states import PUBLISHED, SignupState

if TYPE_CHECKING:
    from backend.common.viewer import Viewer
    from events.kinds import Kind

__all__ = [
    "GRACE",
    "NAMES_BEFORE",
    "Names",
    "can_answer",
    "can_appoint",
    "can_brief",
    "can_create",
    "can_decide_focus",
    "can_focus",
    "can_follow_board",
    "can_follow_walk",
    "can_plan",
    "can_read_facts",
    "can_report",
    "can_run",
    "can_see_teams",
    "leads",
    "names_shown",
    "on_it",
    "own_signup",
]

# A phone without coverage tells what happened while its owner still had the right to.
GRACE = dt.timedelta(hours=48)


def can_create(viewer: Viewer, kind: Kind, organisation_id: UUID) -> bool:
    """Plan an event of the kind for the organisation."""
    return viewer.is_system or organisation_id in rights.organisations(viewer, kind.artefact, Verb.CREATE)


def can_plan(viewer: Viewer, event: Event) -> bool:
    """Edit, publish and cancel: whoever plans for its organisation."""
    kind = KINDS[event.kind]
    return viewer.is_system or event.organisation_id in rights.organisations(viewer, kind.artefact, Verb.PUBLISH)


def can_appoint(viewer: Viewer, event: Event) -> bool:
    """Put somebody in charge of an evening."""
    kind = KINDS[event.kind]
    return bool(kind.answers) and event.organisation_id in rights.organisations(viewer, kind.answers, Verb.UPDATE)


def can_run(viewer: Viewer, event: Event, own: Signup | None) -> bool:
    """Form groups and close the walk: who leads it, and who plans for its organisation."""
    return leads(viewer, event, own) or event.organisation_id in rights.organisations(viewer, TEAM, Verb.UPDATE)


def can_see_teams(viewer: Viewer, event: Event, own: Signup | None) -> bool:
    """Groups, their states and times."""
    of_organisation = event.organisation_id in rights.organisations(viewer, TEAM, Verb.READ)
    return on_it(viewer, event, own) or of_organisation or Scope.ALL in rights.scopes(viewer, TEAM, Verb.READ)


def can_report(viewer: Viewer, event: Event, own: Signup | None, at: dt.datetime) -> bool:
    """Send a fact from the walk that happened at ``at`` (corrected time): who is on it, or was up to 48 h before.

    ``viewer`` may hold memberships that ended in that time, too (volunteers.viewers.with_ended).
    """
    if not viewer.is_signed_in:
        return False
    if event.organisation_id in rights.organisations(viewer, CHECK_IN, Verb.CREATE):
        return True
    return own is not None and can_answer(viewer, event) and _was_coming(own, at)


def _was_coming(own: Signup, at: dt.datetime) -> bool:
    """A no that never was a yes is no way onto the walk."""
    return own.state == SignupState.COMING or (own.times_changed > 0 and own.changed_at + GRACE >= at)


def can_read_facts(viewer: Viewer, event: Event, own: Signup | None) -> bool:
    """What the groups reported, minute by minute: who is on the walk, and who plans for its organisation."""
    return on_it(viewer, event, own) or event.organisation_id in rights.organisations(viewer, CHECK_IN, Verb.READ)


def can_focus(viewer: Viewer, event: Event) -> bool:
    """Add and take away the walk's focus places."""
    return event.organisation_id in rights.organisations(viewer, FOCUS_PLACE, Verb.UPDATE)


def can_decide_focus(viewer: Viewer) -> bool:
    """Decide focus places for all walks of a week: the weekly meeting, by the municipal safety coordinator."""
    return Scope.ALL in rights.scopes(viewer, FOCUS_PLACE, Verb.DECIDE)


def can_brief(viewer: Viewer, event: Event, own: Signup | None) -> bool:
    """Read the briefing: focus places and why."""
    if Scope.ALL in rights.scopes(viewer, FOCUS_PLACE, Verb.READ):
        return True
    return on_it(viewer, event, own) or event.district_id in rights.districts(viewer, FOCUS_PLACE, Verb.READ)


def own_signup(viewer: Viewer, event_id: UUID) -> Signup | None:
    """The viewer's answer to an event, for the questions above. One query, none for a resident."""
    if viewer.user_id is None:
        return None
    return Signup.objects.filter(event_id=event_id, user_id=viewer.user_id).order_by("id").first()


def can_follow_board(viewer: Viewer, ref: str) -> bool:
    """The live board of the own municipality: walk coordinators and the municipal safety coordinator."""
    return ref == str(viewer.municipality_id) and Scope.ALL in rights.scopes(viewer, TEAM, Verb.READ)


def can_follow_walk(viewer: Viewer, ref: str) -> bool:
    """The live page of a walk: who is on it, and who plans for its organisation. Reads the database afresh."""
    event = Event.objects.filter(pk=UUID(ref), municipality_id=viewer.municipality_id, state__in=PUBLISHED).first()
    if event is None or viewer.only_event not in {None, event.pk}:
        return False
    on_walk = on_it(viewer, event, own_signup(viewer, event.pk))
    return on_walk or event.organisation_id in rights.organisations(viewer, TEAM, Verb.READ)
