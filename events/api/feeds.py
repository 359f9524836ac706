"""Calendar subscriptions over the API: one's own, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from backend.common import clock
from backend.common.api import viewer_of
from backend.common.endpoints import Endpoint, ListEndpoint
from backend.common.openapi import problems
from events.actions import feeds
from events.api.feed_serializers import FeedSerializer, MadeFeedSerializer, NewFeedSerializer
from events.calendars.links import Links
from events.calendars.tokens import new_token
from events.models import CalendarFeed
from events.states import FeedKind

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request


class FeedsView(ListEndpoint[CalendarFeed]):
    """One's subscriptions."""

    serializer_class = FeedSerializer
    queryset = CalendarFeed.objects.none()

    def get_queryset(self) -> QuerySet[CalendarFeed]:
        """Those that are not switched off."""
        return CalendarFeed.objects.visible_to(viewer_of(self.request)).live()

    @extend_schema(operation_id="calendar_feed_list", responses=FeedSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The viewer's calendar subscriptions, without their secrets."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="calendar_feed_create",
        request=NewFeedSerializer,
        responses={201: MadeFeedSerializer, **problems(403, 409)},
    )
    def post(self, request: Request) -> Response:
        """A new subscription; its address is in this answer and in no other."""
        data, token = self.asked(NewFeedSerializer), new_token()
        feed = feeds.create_feed(
            viewer=viewer_of(request),
            kind=FeedKind(data["kind"]),
            organisation_id=data["organisation"],
            label=data["label"],
            token=token,
            now=clock.now(),
        )
        return _made(request, feed, token)


class FeedView(Endpoint):
    """One subscription."""

    @extend_schema(operation_id="calendar_feed_revoke", request=None, responses={204: None})
    def delete(self, request: Request, feed_id: UUID) -> Response:
        """Switch it off: the calendar empties itself in every program that reads it."""
        feeds.revoke_feed(viewer=viewer_of(request), feed_id=feed_id, now=clock.now())
        return Response(status=204)


class FeedLinkView(Endpoint):
    """A subscription's address."""

    @extend_schema(operation_id="calendar_feed_rotate", request=None, responses={201: MadeFeedSerializer})
    def post(self, request: Request, feed_id: UUID) -> Response:
        """The same calendar at a new address, under a new id; the old one ends."""
        token = new_token()
        feed = feeds.rotate_feed(viewer=viewer_of(request), feed_id=feed_id, token=token, now=clock.now())
        return _made(request, feed, token)


def _made(request: Request, feed: CalendarFeed, token: str) -> Response:
    links = Links.of(request.build_absolute_uri(reverse("events:feed", args=[token])))
    body = MadeFeedSerializer({"feed": feed, "links": links}).data
    return Response(body, status=201, headers={"Cache-Control": "no-store"})
