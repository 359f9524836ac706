"""Reads of observations, hand-offs and receivers; each starts at visible_to(viewer)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value

from backend.common import factor
from backend.common.rights import Scope, Verb, reach
from events.models import Signup
from events.states import SignupState
from places.states import GroundOwner
from tips.rights import CODED, RAW
from tips.states import HandoffState, TextState, TipState
from volunteers.models import Organisation
from volunteers.states import OrganisationState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from backend.common.viewer import Viewer

ORDER = ("-received_at", "-id")
FILTERS = ("state", "category", "district", "urgency", "text_state")
COUNT_TO = 1000
# An outline of hundreds of points that no row shows.
UNUSED = ("district__polygon",)


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
        if viewer.user_id is not None and reached:  # put in charge of a walk is as good as the role
            seen |= Q(_told_on_walk_led_by(viewer.user_id))
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


def led_by(user_id: UUID) -> models.QuerySet[Signup]:
    """A person's sign-ups to walks that they are in charge of."""
    return Signup.objects.filter(user_id=user_id, is_leader=True, state=SignupState.COMING)


def _told_on_walk_led_by(user_id: UUID) -> Exists:
    return Exists(led_by(user_id).filter(event_id=OuterRef("event_id")))


class HandoffQuerySet(models.QuerySet[Any]):
    """Hand-offs."""

    def visible_to(self, viewer: Viewer) -> Self:
        """For those who do the first assessment."""
        allowed = any(scope is Scope.ALL for _, scope in reach(viewer, RAW, Verb.READ))
        rows = self.filter(tip__municipality_id=viewer.municipality_id).order_by("created_at", "id")
        return rows if allowed else rows.none()

    def pending(self) -> Self:
        """On their way."""
        return self.filter(state=HandoffState.PENDING).order_by("created_at", "id")


class ReceiverQuerySet(models.QuerySet[Any]):
    """Receivers."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The municipality's routing table."""
        return self.filter(municipality_id=viewer.municipality_id).order_by("category", "id")

    def matching(self, tip: Any) -> Self:
        """Rows that fit an observation, the most specific first: district, then ground owner, then category."""
        owner = tip.place.ground_owner if tip.place is not None else ""
        return (
            self.filter(municipality_id=tip.municipality_id, category=tip.category)
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
