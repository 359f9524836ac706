"""Who of the people that the viewer keeps could come to an event, and has said what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.kinds import KINDS
from events.models import Event, Signup
from events.states import SignupState
from volunteers.models import Membership

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer


@dataclass(frozen=True, slots=True)
class KeptLine:
    """Somebody without an account; ``membership_id`` names them to the actions."""

    membership_id: UUID
    name: str
    is_coming: bool


def kept_lines(viewer: Viewer, event: Event) -> list[KeptLine]:
    """Those that may be signed up by the viewer, by name. Two queries, none for who keeps nobody."""
    kind = KINDS[event.kind]
    rows = Membership.objects.kept_by(viewer).active().select_related("user")
    if kind.walks:
        rows = rows.filter(organisation__kind__in=kind.organisers)
    else:
        rows = rows.filter(organisation_id=event.organisation_id)
    people = list(rows) if kind.answers else []
    said = Signup.objects.filter(event=event, state=SignupState.COMING, user_id__in=[row.user_id for row in people])
    coming = set(said.values_list("user_id", flat=True)) if people else set()
    return [KeptLine(row.pk, row.user.name, row.user_id in coming) for row in people]
