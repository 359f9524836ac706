"""Subscribing: who may, what is kept of a link, and how one ends."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from backend.common.errors import NotAllowed, NotFound
from events.actions import feeds
from events.actions.feeds import NotYourOrganisation, OrganisationNeeded, TooManyFeeds
from events.calendars.links import Links
from events.calendars.scrub import NoTokens
from events.calendars.tokens import is_token, new_token, token_hash
from events.models import CalendarFeed
from events.states import FeedKind
from events.web.serving import accepts_gzip, reader_of
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.common.viewer import Viewer
    from volunteers.models import Organisation, User


def subscribe(viewer: Viewer, kind: FeedKind = FeedKind.PERSON, **values: Any) -> CalendarFeed:
    return feeds.create_feed(viewer=viewer, kind=kind, token=values.pop("token", new_token()), now=NOW, **values)


def test_only_the_hash_of_a_token_is_kept(viewer_of: Callable[..., Viewer], walker: User) -> None:
    token = new_token()
    feed = subscribe(viewer_of(walker), token=token, label=" Min telefon ")
    assert (feed.label, feed.token_hash, feed.created_at) == ("Min telefon", token_hash(token), NOW)
    row = CalendarFeed.objects.filter(pk=feed.pk).values().get()
    assert token not in {str(value) for value in row.values()}


def test_tokens_are_32_random_bytes() -> None:
    tokens = {new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert all(is_token(token) for token in tokens)
    assert not any(is_token(other) for other in ("", "a" * 42, "a" * 44, "å" * 43, "a" * 42 + "\n"))


def test_a_stranger_has_no_calendar(viewer_of: Callable[..., Viewer]) -> None:
    with pytest.raises(NotAllowed):
        subscribe(viewer_of())


@pytest.mark.parametrize("who", ["walker", "leader", "association", "foreigner"])
def test_an_organisations_calendar_is_for_its_planners(
    viewer_of: Callable[..., Viewer], walkers: Organisation, coordinator: User, who: str, request: Any
) -> None:
    chosen = {"kind": FeedKind.ORGANISATION, "organisation_id": walkers.pk}
    assert subscribe(viewer_of(coordinator), **chosen).organisation_id == walkers.pk
    with pytest.raises(NotYourOrganisation):
        subscribe(viewer_of(request.getfixturevalue(who)), **chosen)


def test_kind_and_organisation_go_together(
    viewer_of: Callable[..., Viewer], coordinator: User, walkers: Organisation
) -> None:
    for kind, organisation in ((FeedKind.ORGANISATION, None), (FeedKind.PERSON, walkers.pk)):
        with pytest.raises(OrganisationNeeded):
            subscribe(viewer_of(coordinator), kind, organisation_id=organisation)


def test_links_are_counted_without_the_ones_switched_off(viewer_of: Callable[..., Viewer], walker: User) -> None:
    viewer = viewer_of(walker)
    made = [subscribe(viewer) for _ in range(feeds.MOST_FEEDS)]
    with pytest.raises(TooManyFeeds):
        subscribe(viewer)
    feeds.revoke_feed(viewer=viewer, feed_id=made[0].pk, now=NOW)
    assert subscribe(viewer).pk


def test_a_new_link_ends_the_old_one_and_keeps_what_it_was(
    viewer_of: Callable[..., Viewer], coordinator: User, walkers: Organisation
) -> None:
    viewer, token = viewer_of(coordinator), new_token()
    old = subscribe(viewer, FeedKind.ORGANISATION, organisation_id=walkers.pk, label="Jobbet")
    new = feeds.rotate_feed(viewer=viewer, feed_id=old.pk, token=token, now=NOW + dt.timedelta(days=1))
    old.refresh_from_db()
    assert old.revoked_at == new.created_at
    assert (new.kind, new.organisation_id, new.label) == (old.kind, old.organisation_id, old.label)
    assert new.token_hash == token_hash(token) != old.token_hash


def test_nobody_touches_somebody_elses_link(viewer_of: Callable[..., Viewer], walker: User, coordinator: User) -> None:
    feed = subscribe(viewer_of(walker))
    other = viewer_of(coordinator)
    for feed_id in (feed.pk, uuid.uuid4()):
        with pytest.raises(NotFound):
            feeds.revoke_feed(viewer=other, feed_id=feed_id, now=NOW)
        with pytest.raises(NotFound):
            feeds.rotate_feed(viewer=other, feed_id=feed_id, token=new_token(), now=NOW)
    assert list(CalendarFeed.objects.visible_to(other)) == []
    assert list(CalendarFeed.objects.visible_to(viewer_of(walker)).live()) == [feed]


def test_links_take_the_three_forms() -> None:
    assert Links.of("https://a.example:8443/calendar/T.ics") == Links(
        https="https://a.example:8443/calendar/T.ics",
        webcal="webcal://a.example:8443/calendar/T.ics",
        google="https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fa.example%3A8443%2Fcalendar%2FT.ics",
    )


@pytest.mark.parametrize(
    ("header", "taken"),
    [("", False), ("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.000", False),
     ("identity", False), ("x-gzipped", False), ("deflate, gzip;q=1.0, *;q=0.5", True)],
)  # fmt: skip
def test_gzip_is_sent_to_who_asks_for_it(header: str, taken: bool) -> None:
    assert accepts_gzip(header) is taken


@pytest.mark.parametrize(
    ("agent", "reader"),
    [("Google-Calendar-Importer", "Google"), ("Microsoft.Exchange/15.20", "Outlook"), ("curl/8", ""),
     ("macOS/14.5 (23F79) dataaccessd/1.0", "Apple"), ("iOS/17.5 (21F90) dataaccessd/1.0", "Apple"),
     ("Mozilla/5.0 … Thunderbird/128.0", "Thunderbird"), ("Nextcloud Server", "Nextcloud")],
)  # fmt: skip
def test_readers_are_told_apart_without_version(agent: str, reader: str) -> None:
    assert reader_of(agent) == reader


def test_no_log_line_holds_a_token() -> None:
    token = new_token()
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", f"/calendar/{token}.ics"), None
    )
    assert NoTokens().filter(record)
    assert record.getMessage() == "Not Found: /calendar/….ics"


def test_the_root_log_handler_strikes_tokens_out() -> None:
    filters = [one for handler in logging.getLogger().handlers for one in handler.filters]
    assert any(isinstance(one, NoTokens) for one in filters)
