"""The first assessment: take up, send on, close, reopen, and read what the guard has held back.

Every step locks the row, asks who, compares the version that the person saw, follows the workflow's table, and writes
its line of history in the same transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Conflict, Invalid, NotAllowed, NotFound
from tips import policies, topics
from tips.actions import handoffs
from tips.models import Receiver, Tip, TipEvent
from tips.states import EDGES, CloseReason, TextState
from volunteers.models import Organisation

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer


class Stale(Conflict):
    """Somebody else was first."""

    code = "stale"
    message = _("Någon annan hann före. Läs hur det ser ut nu innan du går vidare.")


class WrongStep(Conflict):
    """A step that the workflow does not have from here."""

    code = "wrong_step"
    message = _("Det steget går inte att ta i det läge som observationen är i nu.")


class NoReceiver(Conflict):
    """Nobody is named for such observations here."""

    code = "no_receiver"
    message = _("Ingen mottagare är utpekad för det här. Välj en.")


class NoAddress(Conflict):
    """An organisation that cannot be written to."""

    code = "no_address"
    message = _("%(name)s har ingen funktionsadress att skicka till.")


class NoTextWaits(Conflict):
    """Nothing to release or remove."""

    code = "no_text_waits"
    message = _("Ingen text väntar på granskning.")


class UnknownReason(Invalid):
    """A reason that is not in the list."""

    code = "unknown_reason"
    message = _("Välj ett skäl.")


@transaction.atomic
def take_up(*, viewer: Viewer, tip_id: UUID, version: int, now: dt.datetime) -> Tip:
    """Somebody begins with it. Raises NotFound, NotAllowed, Stale, WrongStep."""
    return _step("take_up", viewer, tip_id, version, now)


@transaction.atomic
def send_on(
    *, viewer: Viewer, tip_id: UUID, version: int, organisation_id: UUID | None = None, now: dt.datetime
) -> Tip:
    """Hand the coded facts to a receiver: the named one, or whom the routing table names.

    Raises NotFound (also for a foreign organisation), NotAllowed, Stale, WrongStep, NoReceiver, NoAddress.
    """
    tip = _locked(viewer, tip_id, version)
    receiver = _receiver(viewer, tip, organisation_id)
    if not receiver.contact_email:
        raise NoAddress(name=receiver.name)
    _follow(tip, "send_on", viewer, now, receiver=receiver)
    handoffs.start(tip=tip, receiver=receiver, now=now)
    topics.tell_of(tip, tip.state, now=now)
    return tip


@transaction.atomic
def close(*, viewer: Viewer, tip_id: UUID, version: int, reason: str, now: dt.datetime) -> Tip:
    """Nothing more is needed, and this is why. Raises NotFound, NotAllowed, Stale, WrongStep, UnknownReason."""
    if reason not in CloseReason.values:
        raise UnknownReason(field="reason")
    return _step("close", viewer, tip_id, version, now, reason=reason)


@transaction.atomic
def reopen(*, viewer: Viewer, tip_id: UUID, version: int, now: dt.datetime) -> Tip:
    """More is needed after all. Raises NotFound, NotAllowed, Stale, WrongStep."""
    return _step("reopen", viewer, tip_id, version, now)


@transaction.atomic
def release_text(*, viewer: Viewer, tip_id: UUID, version: int, now: dt.datetime) -> Tip:
    """A person has read the held text and it points out nobody. Raises NotFound, NotAllowed, Stale, NoTextWaits."""
    return _settle_text("release_text", TextState.RELEASED, viewer, tip_id, version, now)


@transaction.atomic
def remove_text(*, viewer: Viewer, tip_id: UUID, version: int, now: dt.datetime) -> Tip:
    """The held text points out somebody and is deleted; the coded row stays. Raises as release_text."""
    return _settle_text("remove_text", TextState.REMOVED, viewer, tip_id, version, now)


def _step(name: str, viewer: Viewer, tip_id: UUID, version: int, now: dt.datetime, **more: Any) -> Tip:
    tip = _locked(viewer, tip_id, version)
    _follow(tip, name, viewer, now, **more)
    topics.tell_of(tip, tip.state, now=now)
    return tip


def _locked(viewer: Viewer, tip_id: UUID, version: int) -> Tip:
    """Lock → may you → is it possible. Whoever may not even see it learns nothing."""
    tip: Tip | None = lock(Tip.objects.visible_to(viewer).filter(pk=tip_id)).first()
    if tip is None:
        raise NotFound
    if not policies.can_assess(viewer):
        raise NotAllowed
    if tip.version != version:
        raise Stale
    return tip


def _follow(
    tip: Tip, name: str, viewer: Viewer, now: dt.datetime, *, receiver: Organisation | None = None, reason: str = ""
) -> None:
    edge = EDGES[name]
    if tip.state not in edge.sources:
        raise WrongStep
    if not viewer.has(*edge.roles):
        raise NotAllowed
    TipEvent.objects.create(
        tip=tip,
        at=now,
        name=name,
        from_state=tip.state,
        to_state=edge.target,
        actor_id=viewer.user_id,
        receiver=receiver,
        reason=reason,
    )
    tip.state = edge.target
    tip.close_reason = reason
    tip.version += 1
    tip.save(update_fields=["state", "close_reason", "version"])


def _settle_text(name: str, text_state: str, viewer: Viewer, tip_id: UUID, version: int, now: dt.datetime) -> Tip:
    tip = _locked(viewer, tip_id, version)
    if tip.text_state != TextState.HELD:
        raise NoTextWaits
    TipEvent.objects.create(
        tip=tip, at=now, name=name, from_state=tip.state, to_state=tip.state, actor_id=viewer.user_id
    )
    tip.text_state = text_state
    if text_state == TextState.REMOVED:
        tip.text = ""
    tip.version += 1
    tip.save(update_fields=["text", "text_state", "version"])
    topics.tell_of(tip, name, now=now, to=(topics.QUEUE,))  # that there was a text to read is the queue's to know
    return tip


def _receiver(viewer: Viewer, tip: Tip, organisation_id: UUID | None) -> Organisation:
    if organisation_id is not None:
        chosen: Organisation | None = (
            Organisation.objects.visible_to(viewer).active().filter(pk=organisation_id).first()
        )
        if chosen is None:
            raise NotFound(field="organisation")
        return chosen
    row = Receiver.objects.visible_to(viewer).matching(tip).first()
    if row is None:
        raise NoReceiver(field="organisation")
    named: Organisation = row.organisation
    return named
