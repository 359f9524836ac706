"""What the actions on people and organisations share: the check that nobody saves over what another has just saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Conflict, NotFound
from volunteers.models import Organisation

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer
    from volunteers.models import Membership


class ChangedMeanwhile(Conflict):
    """Two people look at the same row, and the other was first."""

    code = "changed_meanwhile"
    message = _(
        "Någon annan har ändrat det här medan du hade sidan öppen. Se efter vad som gäller nu, och försök igen."
    )


def refuse_stale(row: Membership | Organisation, seen: int | None) -> None:
    """ChangedMeanwhile when the row is another than the one that was looked at; ``seen`` is its version then."""
    if seen is not None and row.version != seen:
        raise ChangedMeanwhile


def locked_organisation(viewer: Viewer, organisation_id: UUID) -> Organisation:
    """The organisation, locked until commit: every writer on it and its members begins here. NotFound."""
    rows = Organisation.objects.visible_to(viewer).select_related("municipality")
    found: Organisation | None = lock(rows.filter(pk=organisation_id)).first()
    if found is None:
        raise NotFound
    return found
