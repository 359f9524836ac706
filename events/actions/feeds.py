"""Subscribing to a calendar: a new link, another link, switching off, and noting that it was read."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from backend.common.clock import local
from backend.common.db import lock
from backend.common.errors import Conflict, Invalid, NotAllowed, NotFound
from events import messages
from events.actions.calendars import site_of
from events.calendars.tokens import token_hash
from events.models import CalendarBody, CalendarFeed, CalendarNetwork, CalendarScope
from events.querysets.feeds import NETWORKS_FOR, PLANNERS, shelf_of
from events.states import FeedKind
from notifications.actions import deliver
from volunteers.models import User

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer

MOST_FEEDS = 20
# A telephone comes from home, work, a few operators and a guest network or two; more than that may be others'.
MANY_NETWORKS = 10
MANY_READERS = "events.many_readers"
NOTED_EVERY = dt.timedelta(hours=1)
# How long a dead link serves an empty calendar before it is gone: readers keep their last copy on an error.
EMPTY_FOR = dt.timedelta(days=30)


class TooManyFeeds(Conflict):
    """A link per device is plenty; more than this is a script."""

    code = "too_many_feeds"
    message = _("Du har redan %(most)s kalenderlänkar. Stäng av någon som inte används.")


class NotYourOrganisation(NotAllowed):
    """An organisation's calendar is for those who plan for it."""

    code = "not_your_organisation"
    message = _("Organisationens kalender är för den som planerar där.")


class OrganisationNeeded(Invalid):
    """The kind says an organisation and none is named, or the other way round."""

    code = "organisation_needed"
    message = _("Välj vilken organisations kalender det gäller.")


@transaction.atomic
def create_feed(
    *,
    viewer: Viewer,
    kind: FeedKind,
    organisation_id: UUID | None = None,
    label: str = "",
    token: str,
    now: dt.datetime,
) -> CalendarFeed:
    """A new subscription for the viewer. ``token`` is the caller's, shown once and kept only as a hash.

    Raises NotAllowed for a stranger, NotYourOrganisation, OrganisationNeeded, TooManyFeeds.
    """
    reader = _reader(viewer)
    if (kind is FeedKind.ORGANISATION) is (organisation_id is None):
        raise OrganisationNeeded(field="organisation")
    if organisation_id is not None and organisation_id not in viewer.organisations(*PLANNERS):
        raise NotYourOrganisation(field="organisation")
    if CalendarFeed.objects.visible_to(viewer).live().count() >= MOST_FEEDS:
        raise TooManyFeeds(most=MOST_FEEDS)
    feed = CalendarFeed(
        municipality_id=viewer.municipality_id,
        kind=kind,
        user=reader,
        organisation_id=organisation_id,
        label=label.strip(),
        language=reader.language,
        token_hash=token_hash(token),
        created_at=now,
    )
    feed.scope, _made = CalendarScope.objects.get_or_create(key=shelf_of(feed).scope)
    feed.save(force_insert=True)
    return feed


@transaction.atomic
def rotate_feed(*, viewer: Viewer, feed_id: UUID, token: str, now: dt.datetime) -> CalendarFeed:
    """The same calendar at a new address; the old one empties itself. NotFound for somebody else's."""
    _reader(viewer)
    old = _own(viewer, feed_id)
    _switch_off(old, now=now)
    return create_feed(
        viewer=viewer,
        kind=FeedKind(old.kind),
        organisation_id=old.organisation_id,
        label=old.label,
        token=token,
        now=now,
    )


@transaction.atomic
def revoke_feed(*, viewer: Viewer, feed_id: UUID, now: dt.datetime) -> None:
    """Switch a subscription off for good. NotFound for somebody else's and for one that is off already."""
    _reader(viewer)
    _switch_off(_own(viewer, feed_id), now=now)


@transaction.atomic
def end_feed(feed: CalendarFeed, *, now: dt.datetime) -> CalendarFeed:
    """A poll found that the reader's right has ended: the link ends with it. Does nothing the second time."""
    row: CalendarFeed = lock(CalendarFeed.objects.filter(pk=feed.pk)).get()
    if row.revoked_at is None:
        _switch_off(row, now=now)
    return row


def note_fetch(feed: CalendarFeed, *, reader: str, now: dt.datetime) -> None:
    """Remember when and by which kind of program the calendar was read; at most once an hour."""
    if feed.last_fetched_at is not None and now - feed.last_fetched_at < NOTED_EVERY:
        return
    CalendarFeed.objects.filter(pk=feed.pk).update(last_fetched_at=now, last_fetched_by=reader[:40])


@transaction.atomic
def note_network(feed: CalendarFeed, *, network: str, now: dt.datetime) -> None:
    """Count a network that the calendar was read from, and write once to its owner when there are many of them."""
    today = local(now).date()
    digest = salted_hmac(f"events.calendar_network:{feed.pk}", network, algorithm="sha256").hexdigest()
    CalendarNetwork.objects.update_or_create(feed=feed, digest=digest, defaults={"seen_on": today})
    CalendarNetwork.objects.filter(seen_on__lt=today - NETWORKS_FOR).delete()  # also of calendars nobody reads now
    if (count := CalendarNetwork.objects.filter(feed=feed).count()) >= MANY_NETWORKS:
        owner = feed.user
        link = site_of(feed.municipality) + reverse("events:feeds")
        told = messages.many_networks(label=feed.label, count=count, link=link, language=owner.language)
        deliver(
            kind=MANY_READERS,
            key=f"{MANY_READERS}:{feed.pk}",
            municipality_id=feed.municipality_id,
            user_id=owner.pk,
            language=owner.language,
            subject=told.subject,
            body=told.body,
            now=now,
        )


def _reader(viewer: Viewer) -> User:
    """The viewer's account, locked, so that two tabs cannot pass the limit."""
    if viewer.user_id is None:
        raise NotAllowed
    reader: User = lock(User.objects.filter(pk=viewer.user_id)).get()
    return reader


def _own(viewer: Viewer, feed_id: UUID) -> CalendarFeed:
    found: CalendarFeed | None = lock(CalendarFeed.objects.visible_to(viewer).live().filter(pk=feed_id)).first()
    if found is None:
        raise NotFound
    return found


def _switch_off(feed: CalendarFeed, *, now: dt.datetime) -> None:
    """Stamp the row, and drop the kept calendar: another link to the same one puts it together again."""
    feed.revoked_at = now
    feed.save(update_fields=["revoked_at"])
    shelf = shelf_of(feed)
    CalendarBody.objects.filter(scope_id=shelf.scope, variant=shelf.variant).delete()
