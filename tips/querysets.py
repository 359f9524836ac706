"""Reads of observations, hand-offs and receivers; each starts at visible_to(viewer)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value

from backend.common import factor
from backend.common.rights import Scope, Verb, organisations, reach
from events.answers import walks_along
from events.kinds import KINDS
from events.models import Signup
from events.states import SignupState
from notifications.states import KEEP_DELIVERIES
from places.states import GroundOwner
from tips.rights import CODED, RAW
from tips.states import HandoffState, TextState, TipState
from volunteers.models import Organisation
from volunteers.states import OrganisationState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from uuid import UUID

    from backend.common.viewer import Viewer

ORDER = ("-received_at", "-id")
FILTERS = ("state", "category", "district", "urgency", "text_state")
COUNT_TO = 1000
# An outline of hundreds of points that no row shows.
UNUSED = ("district__polygon",)


# Below this a number could be somebody's own observation: it is told as "few".
FEW = 5


@dataclass(frozen=True, slots=True)
class AreaNumber:
    """How many observations of a category there were in a district."""

    district: str
    category: str
    number: int

    @property
    def is_few(self) -> bool:
        """Too few to be told exactly."""
        return self.number < FEW

    @property
    def shown(self) -> int | None:
        """The number, or None for few."""
        return None if self.is_few else self.number


class TipQuerySet(models.QuerySet[Any]):
    """Observations, newest first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those whose place, category and hour the viewer may see: the municipality, own area, property, walk.

        None to whoever owes a second factor (policies.require_list says so to them).
        """
        mine = self.filter(municipality_id=viewer.municipality_id).order_by(*ORDER)
        if factor.is_lacking(viewer):
            return mine.none()
        reached = reach(viewer, CODED, Verb.READ)
        if any(scope is Scope.ALL for _, scope in reached):
            return mine
        seen = Q(pk__in=[])
        areas = {d for grant, scope in reached if scope is Scope.OWN_AREA for d in grant.district_ids}
        if areas:
            seen |= Q(district_id__in=areas)
        owners = {grant.organisation_id for grant, scope in reached if scope is Scope.OWN_ORGANISATION}
        if owners:
            seen |= Q(_on_property_of(owners))
        if reached:  # put in charge of a walk is as good as the role
            seen |= Q(Exists(led_by(viewer).filter(event_id=OuterRef("event_id"))))
        return mine.filter(seen)

    def coded_for(self, viewer: Viewer) -> Self:
        """Category, place and hour for every reader; the text is not even fetched."""
        return self.visible_to(viewer).select_related("place", "district").defer("text", *UNUSED)

    def raw_for(self, viewer: Viewer) -> Self:
        """With text, for the first assessment; nothing for anybody else."""
        if not any(scope is Scope.ALL for _, scope in reach(viewer, RAW, Verb.READ)):
            return self.none()
        return self.visible_to(viewer).select_related("place", "district").defer(*UNUSED)

    def filtered(self, values: Mapping[str, Any]) -> Self:
        """By state, category, district, urgency, text_state; empty values filter nothing."""
        chosen = {name: values[name] for name in FILTERS if values.get(name) not in {None, ""}}
        return self.filter(**chosen)

    def capped_count(self) -> tuple[int, bool]:
        """(number, whether there are more): counts to 1,000 and no further, so a long queue costs no more."""
        found = self.order_by()[: COUNT_TO + 1].count()
        return min(found, COUNT_TO), found > COUNT_TO

    def new(self) -> Self:
        """Waiting for the first assessment."""
        return self.filter(state=TipState.RECEIVED)

    def text_held(self) -> Self:
        """With a text that somebody has to read before it stays."""
        return self.filter(text_state=TextState.HELD)

    def counted_for(self, viewer: Viewer, since: dt.datetime) -> list[AreaNumber]:
        """How many since then, by district and category, in the viewer's own areas: no row, place or hour."""
        counting = {Scope.AREA_COUNT, Scope.OWN_AREA}
        areas = {d for g, scope in reach(viewer, CODED, Verb.READ) if scope in counting for d in g.district_ids}
        rows = self.filter(municipality_id=viewer.municipality_id, district_id__in=areas, received_at__gte=since)
        found = rows.order_by().values_list("district__name_sort", "district__name", "category")
        counted = found.annotate(n=models.Count("pk")).order_by("district__name_sort", "category")
        return [AreaNumber(district, category, n) for _sort, district, category, n in counted]

    def by_receipt(self, municipality_id: UUID, hashes: list[str]) -> Self:
        """The observation whose code has one of these hashes; its holder is its sender, whoever that is."""
        return self.filter(municipality_id=municipality_id, receipt_hash__in=hashes).order_by(*ORDER)

    def in_week(self, municipality_id: UUID, week: str) -> Self:
        """What happened in a safety week, whenever it was told."""
        return self.filter(municipality_id=municipality_id, week=week).order_by(*ORDER)


def _on_property_of(organisation_ids: set[UUID]) -> Exists:
    """The place's ground has an owner, and one of these organisations answers for such ground in the district."""
    return Exists(
        Organisation.objects.filter(
            pk__in=organisation_ids, ground_owner=OuterRef("place__ground_owner"), districts=OuterRef("district_id")
        ).exclude(ground_owner=GroundOwner.UNKNOWN)
    )


def led_by(viewer: Viewer) -> models.QuerySet[Signup]:
    """The viewer's sign-ups to walks of the municipality that they lead: ``events.answers.leads`` as a query.

    Whoever left the organisation left its evenings, also those that are over.
    """
    if viewer.user_id is None:
        return Signup.objects.none()
    return Signup.objects.filter(
        _could_answer(viewer),
        user_id=viewer.user_id,
        is_leader=True,
        state=SignupState.COMING,
        event__municipality_id=viewer.municipality_id,
    )


def _could_answer(viewer: Viewer) -> Q:
    found = Q(pk__in=[])
    for kind in KINDS.values():
        if kind.answers:
            own = Q(event__organisation_id__in=organisations(viewer, kind.answers, Verb.CREATE))
            found |= Q(event__kind=kind.code) & (Q() if walks_along(viewer, kind) else own)
    return found


class HandoffQuerySet(models.QuerySet[Any]):
    """Hand-offs."""

    def visible_to(self, viewer: Viewer) -> Self:
        """For those who do the first assessment."""
        allowed = any(scope is Scope.ALL for _, scope in reach(viewer, RAW, Verb.READ))
        rows = self.filter(tip__municipality_id=viewer.municipality_id).order_by("created_at", "id")
        return rows if allowed else rows.none()

    def not_arrived(self, now: dt.datetime) -> Self:
        """On their way, or failed while their letter is kept: it may be sent after all."""
        kept = Q(state=HandoffState.FAILED, created_at__gt=now - KEEP_DELIVERIES)
        return self.filter(Q(state=HandoffState.PENDING) | kept).order_by("created_at", "id")


class ReceiverQuerySet(models.QuerySet[Any]):
    """Receivers."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The municipality's routing table."""
        return self.filter(municipality_id=viewer.municipality_id).order_by("category", "id")

    def listed(self) -> Self:
        """With the words that a list shows."""
        return self.select_related("organisation", "district").defer("district__polygon")

    def same_as(self, receiver: Any) -> Self:
        """Others in use for the same category, ground and district."""
        return self.filter(
            municipality_id=receiver.municipality_id,
            category=receiver.category,
            ground_owner=receiver.ground_owner,
            district_id=receiver.district_id,
            is_active=True,
        ).exclude(pk=receiver.pk)

    def matching(self, tip: Any) -> Self:
        """Rows in use that fit an observation, the most specific first: district, then ground owner, then category."""
        owner = tip.place.ground_owner if tip.place is not None else ""
        return (
            self.filter(municipality_id=tip.municipality_id, category=tip.category, is_active=True)
            .exclude(organisation__state__in=[OrganisationState.DORMANT, OrganisationState.CLOSED])
            .filter(Q(district_id=tip.district_id) | Q(district__isnull=True))
            .filter(ground_owner__in={owner, ""})
            .select_related("organisation")
            .annotate(
                by_district=models.Case(models.When(district__isnull=False, then=Value(1)), default=Value(0)),
                by_owner=models.Case(models.When(~Q(ground_owner=""), then=Value(1)), default=Value(0)),
            )
            .order_by("-by_district", "-by_owner", "id")
        )
