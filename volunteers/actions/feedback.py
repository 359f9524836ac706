"""What somebody writes about accessibility: to the municipality's address, without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.errors import Conflict
from notifications.actions import deliver
from volunteers import messages
from volunteers.models import Organisation
from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer


class NoReceiver(Conflict):
    """Nobody has said where it goes."""

    code = "no_feedback_receiver"
    message = _("Kommunen har inte angett någon adress för synpunkter här. Ring kommunens växel.")


@transaction.atomic
def send_feedback(*, viewer: Viewer, feedback_id: UUID, text: str, reply_to: str, now: dt.datetime) -> None:
    """A message to the municipality; nothing is kept of who wrote it. Raises NoReceiver."""
    address = receiver_of(viewer.municipality_id)
    if not address:
        raise NoReceiver
    message = messages.feedback(text=text, reply_to=reply_to)
    deliver(
        kind=messages.FEEDBACK.code,
        key=f"{messages.FEEDBACK.code}:{feedback_id}",
        municipality_id=viewer.municipality_id,
        address=address,
        subject=message.subject,
        body=message.body,
        now=now,
    )


def receiver_of(municipality_id: UUID) -> str:
    """The configured address, or that of the municipality's own unit; empty when there is neither."""
    if settings.FEEDBACK_EMAIL:
        return str(settings.FEEDBACK_EMAIL)
    units = Organisation.objects.filter(municipality_id=municipality_id, kind=OrganisationKind.MUNICIPAL_UNIT)
    found = units.exclude(contact_email="").order_by("name_sort", "id").values_list("contact_email", flat=True).first()
    return str(found or "")
