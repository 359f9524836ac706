"""Reads of calendar feeds: one's own, the one behind a token, and which events a calendar holds on a day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import connections, models
from django.db.models import Count, F, Q

from backend.common.viewer import Role
from events.calendars.shelves import Shelf, Variant
from events.calendars.tokens import token_hash
from events.states import EventState, SignupState
from volunteers.states import MembershipState, OrganisationState

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer
    from events.models import CalendarFeed

# Who reads an organisation's calendar: those who plan for it.
PLANNERS = (Role.COORDINATOR, Role.ASSOCIATION, Role.CONTACT_PERSON)

# An organisation's calendar needs a planning role there; one's own, any membership in the municipality.
_POLL = """
SELECT f.*, b.etag AS fresh_etag,
  u.is_active AND EXISTS (
    SELECT 1 FROM volunteers_membership m JOIN volunteers_organisation o ON o.id = m.organisation_id
    WHERE m.user_id = f.user_id AND m.state = %s AND o.state <> %s AND o.municipality_id = f.municipality_id
      AND (f.organisation_id IS NULL OR (m.organisation_id = f.organisation_id AND m.role IN (%s, %s, %s)))
  ) AS has_rights
FROM events_calendarfeed f
JOIN volunteers_user u ON u.id = f.user_id
JOIN events_calendarscope s ON s.key = f.scope_id
LEFT JOIN events_calendarbody b ON b.scope_id = s.key AND b.variant = f.kind AND b.language = f.language
  AND b.version = s.version AND b.fresh_until > %s
WHERE f.token_hash = %s
"""
_RIGHTS = (MembershipState.ACTIVE, OrganisationState.CLOSED, *PLANNERS)

BEHIND = dt.timedelta(days=30)
AHEAD = dt.timedelta(days=365)
# The slowest readers poll once a week or sleep over it; a silently missing event would stay with them.
CANCELLED_AFTER_END = dt.timedelta(days=7)
CANCELLED_AT_LEAST = dt.timedelta(days=30)
NETWORKS_FOR = dt.timedelta(days=30)
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

    def with_networks(self, today: dt.date) -> Self:
        """``network_count``: from how many networks each has been read lately."""
        lately = Q(networks__seen_on__gte=today - NETWORKS_FOR)
        return self.annotate(network_count=Count("networks", filter=lately))

    def polled(self, token: str, *, municipality_id: UUID, now: dt.datetime) -> CalendarFeed | None:
        """The feed behind an address, with what a poll needs to know of it, in one statement:

        ``has_rights``: whether its reader may still read it today; ``fresh_etag``: that of the kept calendar, or
        None when it has to be put together. Written by hand, because building it took the ORM six times as long
        as everything else in the answer to a poll (tests/benchmarks/bench_feeds.py).
        """
        adapted = connections[self.db].ops.adapt_datetimefield_value(now)
        found: list[CalendarFeed] = list(self.raw(_POLL, [*_RIGHTS, adapted, token_hash(token)]))
        return found[0] if found and found[0].municipality_id == municipality_id else None


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
        variant=Variant(feed.kind),
        language=feed.language,
        municipality_id=feed.municipality_id,
        user_id=feed.user_id,
        organisation_id=feed.organisation_id,
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
    """Which sign-ups a person's calendar holds: coming, and for seven days the ones stepped down from.

    A no that was never a yes has never stood in the calendar.
    """
    stepped_down = Q(state=SignupState.STEPPED_DOWN, times_changed__gt=0, changed_at__gte=day - STEPPED_DOWN_FOR)
    return (Q(state=SignupState.COMING) | stepped_down) & shown_on(day, "event__")
