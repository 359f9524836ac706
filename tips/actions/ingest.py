"""The one door in: every report from page, walk, telephone and API becomes an observation here, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.common.clock import hour_band, weekday
from backend.common.db import lock
from backend.common.errors import Invalid, NotAllowed, NotFound
from backend.common.facts import IdReused
from backend.common.viewer import MUNICIPALITY_WIDE, Role
from events.models import Signup
from events.states import SignupState
from places.models import District, Place
from places.weeks import boundary_of
from tips import guard, policies, receipts, topics
from tips.models import Tip, TipEvent
from tips.report import PlaceMissing
from tips.states import Channel, ReporterRole, TextState, TipState

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from backend.common.viewer import Viewer
    from tips.report import Report


class OtherDistrict(Invalid):
    """A place and a district that are not together."""

    code = "other_district"
    message = _("Platsen ligger i en annan kommundel.")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender gets: the observation, "Din kod" (empty when its key is gone), and whether it was new."""

    tip: Tip
    code: str
    is_new: bool


def ingest(*, viewer: Viewer, report: Report, now: dt.datetime) -> Receipt:
    """Take in a report, once however often it is sent. Nothing of the sender is kept but the role.

    The coded row enters the queue at once; a text in which the guard finds person data waits to be read.
    Raises the refusals of ``tips.report``, NotAllowed (``by_phone`` by somebody who takes no calls), NotFound (unknown
    or foreign place, district, walk), IdReused.
    """
    with transaction.atomic():
        known = lock(Tip.objects.filter(pk=report.id)).first()
        if known is not None:
            return _repeated(viewer, report, known, now)
        tip, code = _tip(viewer, report, now)
        try:
            with transaction.atomic():
                tip.save(force_insert=True)
        except IntegrityError:  # the same report, a moment earlier on another connection
            known = Tip.objects.filter(pk=report.id).first()
            if known is None:
                raise
            return _repeated(viewer, report, known, now)
        TipEvent.objects.create(tip=tip, at=now, name="receive", to_state=tip.state)
        topics.tell_of(tip, tip.state, now=now)
        return Receipt(tip, code, is_new=True)


def _repeated(viewer: Viewer, report: Report, known: Tip, now: dt.datetime) -> Receipt:
    """Nobody is stored as sender: whoever repeats the whole report with its key is; all others get one no."""
    if known.municipality_id != viewer.municipality_id:
        raise NotFound
    if not report.is_repeat_of(known.digest, known.received_at, now):
        raise IdReused
    return Receipt(known, receipts.again(known.pk, known.receipt_hash), is_new=False)


def _tip(viewer: Viewer, report: Report, now: dt.datetime) -> tuple[Tip, str]:
    category = report.checked_category()
    if report.by_phone and not policies.can_take_calls(viewer):
        raise NotAllowed
    occurred_at = report.hour(now)
    place, district = _where(viewer, report)
    event_id = _walk(viewer, report)
    code, receipt_hash = receipts.new(report.id)
    tip = Tip(
        id=report.id,
        municipality_id=viewer.municipality_id,
        category=category.code,
        behaviour=report.behaviour,
        place=place,
        district=district,
        occurred_at=occurred_at,
        week=boundary_of(viewer.municipality_id).week_of(occurred_at).key,
        weekday=weekday(occurred_at),
        band=hour_band(occurred_at),
        received_at=now,
        channel=_channel(report),
        reporter=_reporter(viewer, report),
        event_id=event_id,
        language=report.language,
        text=report.words,
        text_state=_text_state(report.words),
        state=TipState.RECEIVED,
        urgency=category.urgency,
        digest=receipts.seal(report.digest),
        receipt_hash=receipt_hash,
    )
    return tip, code


def _where(viewer: Viewer, report: Report) -> tuple[Place | None, District]:
    if report.place_id is None:
        if report.district_id is None:
            raise PlaceMissing(field="place")
        found = District.objects.visible_to(viewer).filter(pk=report.district_id).first()
        if found is None:
            raise NotFound(field="district")
        return None, found
    place = Place.objects.visible_to(viewer).select_related("district").filter(pk=report.place_id).first()
    if place is None:
        raise NotFound(field="place")
    if report.district_id not in {None, place.district_id}:
        raise OtherDistrict(field="district")
    return place, place.district


def _walk(viewer: Viewer, report: Report) -> UUID | None:
    """The walk, for somebody who is on it."""
    if report.walk_id is None:
        return None
    if not is_on_walk(viewer, report.walk_id):
        raise NotFound(field="walk")
    return report.walk_id


def is_on_walk(viewer: Viewer, walk_id: UUID) -> bool:
    """Whether the viewer said yes to the walk or went with one of its groups."""
    if viewer.user_id is None:
        return False
    rows = Signup.objects.filter(
        event_id=walk_id, event__municipality_id=viewer.municipality_id, user_id=viewer.user_id
    )
    return rows.filter(Q(state=SignupState.COMING) | Q(team_memberships__isnull=False)).exists()


def _channel(report: Report) -> str:
    if report.by_phone:
        return Channel.PHONE
    return Channel.WEB if report.walk_id is None else Channel.WALK


def _reporter(viewer: Viewer, report: Report) -> str:
    """The role, as far as it says anything: a caller is a resident, whoever writes for them."""
    if report.by_phone or not viewer.roles:
        return ReporterRole.RESIDENT
    if report.walk_id is not None:
        return ReporterRole.VOLUNTEER
    if viewer.has(*MUNICIPALITY_WIDE):
        return ReporterRole.STAFF
    return ReporterRole.CONTACT_PERSON if viewer.has(Role.CONTACT_PERSON) else ReporterRole.VOLUNTEER


def _text_state(text: str) -> str:
    if not text:
        return TextState.NONE
    return TextState.HELD if guard.findings(text) else TextState.CLEAR
