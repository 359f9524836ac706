"""Calendars as pages: one's links (/kalendrar/), and the calendars behind them (/calendar/….ics)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.common import clock
from backend.common.web import attempt, page, say, viewer_of
from events.actions import calendars, feeds
from events.calendars.links import Links, public_path
from events.calendars.shelves import Shelf, Variant
from events.calendars.tokens import is_token, new_token
from events.models import CalendarBody, CalendarFeed
from events.querysets.feeds import shelf_of
from events.web import serving
from events.web.feed_forms import FeedForm
from volunteers.models import Organisation

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page
def feeds_page(request: HttpRequest) -> HttpResponse:
    """One's links; a POST makes a new one and shows its address, this once."""
    viewer = viewer_of(request)
    form = FeedForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        token, now = new_token(), clock.now()
        made = attempt(form, lambda: feeds.create_feed(viewer=viewer, token=token, now=now, **form.feed()))
        if made is not None:
            return _page(request, FeedForm(viewer=viewer), made=made, token=token)
    return _page(request, form)


@page
def rotate(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """Another address for the same calendar, shown this once. Read again, the page of links shows without it."""
    if request.method != "POST":
        return redirect("events:feeds")
    token, viewer = new_token(), viewer_of(request)
    made = feeds.rotate_feed(viewer=viewer, feed_id=feed_id, token=token, now=clock.now())
    return _page(request, FeedForm(viewer=viewer), made=made, token=token)


@page
def revoke(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """Switch a link off."""
    if request.method != "POST":
        return redirect("events:feeds")
    feeds.revoke_feed(viewer=viewer_of(request), feed_id=feed_id, now=clock.now())
    say(request, _("Länken är avstängd. Kalendrar som läser den töms nästa gång de uppdateras."))
    return redirect("events:feeds")


@require_safe
def private_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a token: rights are asked anew on every poll."""
    now = clock.now()
    municipality_id = request.municipality.pk  # type: ignore[attr-defined]
    feed = None
    if is_token(token):
        feed = CalendarFeed.objects.polled(token, municipality_id=municipality_id, now=now)
    if feed is None:
        return serving.missed(request)
    if feed.revoked_at is None and not feed.has_rights:
        feed.revoked_at = feeds.end_feed(feed, now=now).revoked_at
    if feed.revoked_at is not None:
        if now - feed.revoked_at > feeds.EMPTY_FOR:
            return serving.gone()
        return serving.answer_empty(request, shelf_of(feed), name="lykta")
    network = serving.network_of(request)
    if serving.is_news(feed.pk, network):
        feeds.note_network(feed, network=network, now=now)
    feeds.note_fetch(feed, reader=serving.reader_of(request.headers.get("User-Agent", "")), now=now)
    return serving.answer(request, shelf_of(feed), fresh_etag=feed.fresh_etag, name="lykta", now=now)


@require_safe
def public_calendar(request: HttpRequest, scope: str) -> HttpResponse:
    """Published activities of the municipality, or of one organisation: open to everybody, ``?lang=en`` for English."""
    municipality_id = request.municipality.pk  # type: ignore[attr-defined]
    organisation_id = None
    if scope != calendars.PUBLIC_SCOPE:
        organisation_id = _public_organisation(scope, municipality_id)
        if organisation_id is None:
            return serving.missed(request)
    asked = request.GET.get("lang", "")
    shelf = Shelf(
        variant=Variant.PUBLIC,
        language=asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        municipality_id=municipality_id,
        organisation_id=organisation_id,
    )
    now = clock.now()
    etag = CalendarBody.objects.fresh(shelf, now).values_list("etag", flat=True).first()
    return serving.answer(request, shelf, fresh_etag=etag, name=calendars.PUBLIC_SCOPE, now=now)


def _public_organisation(scope: str, municipality_id: UUID) -> UUID | None:
    try:
        asked = UUID(scope)
    except ValueError:
        return None
    found = Organisation.objects.filter(pk=asked, municipality_id=municipality_id, kind__in=calendars.PUBLIC_ORGANISERS)
    return asked if str(asked) == scope and found.exists() else None


def _page(request: HttpRequest, form: FeedForm, *, made: CalendarFeed | None = None, token: str = "") -> HttpResponse:
    """The page of links. With ``made`` it holds a secret, which no cache may keep. (Its own address holds none, and
    a referrer policy of no-referrer would make browsers hide the Origin that the forms' CSRF check needs.)"""
    viewer, today = viewer_of(request), clock.local(clock.now()).date()
    context = {
        "form": form,
        "made": made,
        "links": _links(request, reverse("events:feed", args=[token])) if made is not None else None,
        "feeds": CalendarFeed.objects.visible_to(viewer).live().select_related("organisation").with_networks(today),
        "many": feeds.MANY_NETWORKS,
        "public": _links(request, public_path(calendars.PUBLIC_SCOPE, get_language())),
    }
    response = render(request, "events/feeds.html", context, status=400 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _links(request: HttpRequest, path: str) -> Links:
    return Links.of(request.build_absolute_uri(path))
