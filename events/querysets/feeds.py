"""Reads of calendar feeds: one's own, the one behind a token, and which events a calendar holds on a day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from backend.common.viewer import Role
from events.calendars.shelves import Shelf, Variant
from events.calendars.tokens import token_hash
from events.states import EventState, FeedKind, SignupState
from volunteers.models import Membership

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer
    from events.models import CalendarFeed

VARIANTS = {FeedKind.PERSON: Variant.OWN, FeedKind.BUSY: Variant.BUSY, FeedKind.ORGANISATION: Variant.OPEN}

# Who reads an organisation's calendar: those who plan for it.
PLANNERS = (Role.COORDINATOR, Role.ASSOCIATION, Role.CONTACT_PERSON)

BEHIND = dt.timedelta(days=30)
AHEAD = dt.timedelta(days=365)
# The slowest readers poll once a week or sleep over it; a silently missing event would stay with them.
CANCELLED_AFTER_END = dt.timedelta(days=7)
CANCELLED_AT_LEAST = dt.timedelta(days=30)
STEPPED_DOWN_FOR = dt.timedelta(days=7)


class CalendarFeedQuerySet(models.QuerySet[Any]):
    """Feeds."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The viewer's own in this municipality; nobody else's, whatever the role."""
        mine = self.filter(municipality_id=viewer.municipality_id, user_id=viewer.user_id)
        return (mine if viewer.user_id else self.none()).order_by("created_at", "id")

    def live(self) -> Self:
        """Those that are not switched off."""
        return self.filter(revoked_at__isnull=True)

    def of_token(self, token: str, municipality_id: UUID) -> Self:
        """The feed behind an address, with ``has_rights``: whether its reader may still read it today."""
        return self.filter(municipality_id=municipality_id, token_hash=token_hash(token)).annotate(
            has_rights=_has_rights()
        )


class CalendarBodyQuerySet(models.QuerySet[Any]):
    """Kept calendars."""

    def fresh(self, shelf: Shelf, now: dt.datetime) -> Self:
        """The kept one, if no event of its scope has changed since and the window has not slid."""
        return self.filter(
            scope_id=shelf.scope,
            variant=shelf.variant,
            language=shelf.language,
            version=F("scope__version"),
            fresh_until__gt=now,
        ).order_by("id")


def shelf_of(feed: CalendarFeed) -> Shelf:
    """The calendar that a feed serves."""
    return Shelf(
        variant=VARIANTS[FeedKind(feed.kind)],
        language=feed.language,
        municipality_id=feed.municipality_id,
        user_id=feed.user_id,
        organisation_id=feed.organisation_id,
    )


def _has_rights() -> Q:
    """An organisation's calendar needs a planning role there, one's own any membership in the municipality."""
    of_reader = Membership.objects.active().filter(user_id=OuterRef("user_id"))
    plans = of_reader.filter(organisation_id=OuterRef("organisation_id"), role__in=PLANNERS)
    belongs = of_reader.filter(organisation__municipality_id=OuterRef("municipality_id"))
    person = ~Q(kind=FeedKind.ORGANISATION)
    return Q(user__is_active=True) & (
        (person & Exists(belongs)) | (Q(kind=FeedKind.ORGANISATION) & Exists(plans))
    )


def shown_on(day: dt.datetime, event: str = "") -> Q:
    """Which events a calendar holds on the day that begins at ``day``; ``event`` is the path to them ("event__").

    Published ones from 30 days back to a year ahead; cancelled ones until their end + 7 days and 30 days after the
    cancelling at least. Never a draft, nor one that was cancelled as a draft.
    """
    def q(**conditions: object) -> Q:
        return Q(**{f"{event}{name}": value for name, value in conditions.items()})

    stands = q(state__in=[EventState.OPEN, EventState.UNDER_WAY, EventState.CLOSED], ends_at__gte=day - BEHIND)
    cancelled = q(state=EventState.CANCELLED, published_at__isnull=False) & (
        q(ends_at__gte=day - CANCELLED_AFTER_END) | q(cancelled_at__gte=day - CANCELLED_AT_LEAST)
    )
    return (stands | cancelled) & q(starts_at__lt=day + AHEAD)


def answered_on(day: dt.datetime) -> Q:
    """Which sign-ups a person's calendar holds: coming, and for seven days the ones stepped down from."""
    stepped_down = Q(state=SignupState.STEPPED_DOWN, changed_at__gte=day - STEPPED_DOWN_FOR)
    return (Q(state=SignupState.COMING) | stepped_down) & shown_on(day, "event__")
