"""Events over HTTP: parse, one action or one queryset, answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from backend.common.api import Anyone, SignedIn, viewer_of
from backend.common.clock import now
from backend.common.endpoints import Endpoint, ListEndpoint, WholeListEndpoint
from backend.common.errors import NotFound
from backend.common.openapi import problems
from events.actions import charge, close, plan, signup
from events.api import serializers as shapes
from events.models import Event
from events.states import SignupState

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.permissions import BasePermission
    from rest_framework.request import Request

REFUSALS = problems(403, 409)
# Keys for other systems (volunteers.scopes).
PLANS_ACTIVITIES = frozenset({"activities:write"})
READS_EVENTS = frozenset({"walks:read", "activities:read"}) | PLANS_ACTIVITIES


def listed_event(request: Request, event_id: UUID) -> Event:
    """The event as the viewer sees it, with counts and the own answer. NotFound."""
    event: Event | None = Event.objects.listed(viewer_of(request)).filter(pk=event_id).first()
    if event is None:
        raise NotFound
    return event


def told(request: Request, event_id: UUID, status: int = 200) -> Response:
    """The event after a write."""
    event = listed_event(request, event_id)
    return Response(shapes.EventSerializer(event, context={"viewer": viewer_of(request)}).data, status=status)


class EventsView(ListEndpoint[Event]):
    """Events by start."""

    serializer_class = shapes.EventSerializer
    query_shape = shapes.EventFilterSerializer
    queryset = Event.objects.none()
    token_scopes: ClassVar = {"GET": READS_EVENTS, "POST": PLANS_ACTIVITIES}

    def get_permissions(self) -> list[BasePermission]:
        """Residents read what is public."""
        return [Anyone() if self.request.method in ("GET", "HEAD", "OPTIONS") else SignedIn()]

    def get_serializer_context(self) -> dict[str, Any]:
        """With the viewer, whom ``may`` is about."""
        return {**super().get_serializer_context(), "viewer": viewer_of(self.request)}

    def get_queryset(self) -> QuerySet[Event]:
        """What the viewer sees, filtered by what was asked."""
        viewer = viewer_of(self.request)
        query = shapes.EventFilterSerializer(data=self.request.query_params.dict())
        query.is_valid(raise_exception=True)
        values = query.validated_data
        rows = Event.objects.listed(viewer).between(values.get("from"), values.get("to"))
        if values["mine"]:
            rows = rows.mine(viewer)
        columns = {"kind": "kind", "district": "district_id", "state": "state", "week": "week"}
        return rows.filter(**{column: values[name] for name, column in columns.items() if name in values})

    @extend_schema(operation_id="event_list", responses=shapes.EventSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Residents see public activities, members also the municipality's walks, planners also their drafts."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="event_create",
        request=shapes.NewEventSerializer,
        responses={201: shapes.EventSerializer, **problems(403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Draft an event."""
        values = self.asked(shapes.NewEventSerializer)
        organisation_id, event_id = values.pop("organisation"), values.pop("id", None)
        made = plan.create_event(
            viewer=viewer_of(request),
            organisation_id=organisation_id,
            values=cast("plan.PlanValues", values),
            event_id=event_id,
            now=now(),
        )
        return told(request, made.pk, status=201)


class OpenDatesView(WholeListEndpoint):
    """Walks ahead, for residents."""

    permission_classes = (Anyone,)

    @extend_schema(operation_id="open_date_list", responses=shapes.OpenDateSerializer(many=True))
    def get(self, request: Request) -> Response:
        """When and in which district walks are held: the next fifty, without place, hour or people."""
        rows = Event.objects.open_dates(viewer_of(request).municipality_id, now())[:50]
        return self.whole(shapes.OpenDateSerializer, rows)


class EventView(Endpoint):
    """One event."""

    token_scopes: ClassVar = {"GET": READS_EVENTS, "PATCH": PLANS_ACTIVITIES}

    def get_permissions(self) -> list[BasePermission]:
        """Residents read what is public."""
        return [Anyone() if self.request.method in ("GET", "HEAD", "OPTIONS") else SignedIn()]

    @extend_schema(operation_id="event_read", responses=shapes.EventSerializer)
    def get(self, request: Request, event_id: UUID) -> Response:
        """One event as the viewer sees it."""
        return told(request, event_id)

    @extend_schema(
        operation_id="event_edit",
        request=shapes.PlanSerializer(partial=True),
        responses={200: shapes.EventSerializer, **REFUSALS},
    )
    def patch(self, request: Request, event_id: UUID) -> Response:
        """Change a draft or an open event; whoever comes is told of a new time or place, and stays signed up."""
        values = self.asked(shapes.PlanSerializer, partial=True)
        plan.edit_event(viewer=viewer_of(request), event_id=event_id, values=cast("plan.PlanValues", values), now=now())
        return told(request, event_id)


class PublishView(Endpoint):
    """Opening a draft."""

    token_scopes: ClassVar = {"POST": PLANS_ACTIVITIES}

    @extend_schema(operation_id="event_publish", request=None, responses={200: shapes.EventSerializer, **REFUSALS})
    def post(self, request: Request, event_id: UUID) -> Response:
        """People see it and can say yes."""
        plan.publish_event(viewer=viewer_of(request), event_id=event_id, now=now())
        return told(request, event_id)


class CancelView(Endpoint):
    """Cancelling."""

    token_scopes: ClassVar = {"POST": PLANS_ACTIVITIES}

    @extend_schema(
        operation_id="event_cancel",
        request=shapes.CancelSerializer,
        responses={200: shapes.EventSerializer, **REFUSALS},
    )
    def post(self, request: Request, event_id: UUID) -> Response:
        """It does not happen: everybody who was coming is told why."""
        values = self.asked(shapes.CancelSerializer)
        plan.cancel_event(viewer=viewer_of(request), event_id=event_id, **values, now=now())
        return told(request, event_id)


class CloseView(Endpoint):
    """The end of an evening."""

    @extend_schema(operation_id="event_close", request=None, responses={200: shapes.EventSerializer, **REFUSALS})
    def post(self, request: Request, event_id: UUID) -> Response:
        """Everybody is back."""
        close.close_event(viewer=viewer_of(request), event_id=event_id, now=now())
        return told(request, event_id)


class AnswerView(Endpoint):
    """One's own answer."""

    @extend_schema(
        operation_id="event_answer",
        request=shapes.AnswerSerializer,
        responses={200: shapes.SignupSerializer, **REFUSALS},
    )
    def put(self, request: Request, event_id: UUID) -> Response:
        """Say "Jag kommer" or "Jag kan inte"; the same again changes nothing."""
        said = self.asked(shapes.AnswerSerializer)
        viewer = viewer_of(request)
        if said.pop("state") == SignupState.COMING:
            row = signup.say_yes(viewer=viewer, event_id=event_id, now=now(), **said)
        else:
            row = signup.step_down(viewer=viewer, event_id=event_id, now=now())
        return Response(shapes.SignupSerializer(row).data)


class AnswerForView(Endpoint):
    """The answer of somebody without an account, by whoever keeps them."""

    @extend_schema(
        operation_id="event_answer_for",
        request=shapes.AnswerForSerializer,
        responses={200: shapes.SignupSerializer, **REFUSALS},
    )
    def put(self, request: Request, event_id: UUID, membership_id: UUID) -> Response:
        """Say "Jag kommer" or "Jag kan inte" for the kept member; the same again changes nothing."""
        state = self.asked(shapes.AnswerForSerializer)["state"]
        act = signup.say_yes_for if state == SignupState.COMING else signup.step_down_for
        row = act(viewer=viewer_of(request), event_id=event_id, membership_id=membership_id, now=now())
        return Response(shapes.SignupSerializer(row).data)


class LeaderView(Endpoint):
    """Who leads."""

    @extend_schema(
        operation_id="leader_set",
        request=shapes.LeaderSerializer,
        responses={200: shapes.SignupSerializer, **REFUSALS},
    )
    def put(self, request: Request, event_id: UUID, signup_id: UUID) -> Response:
        """Put somebody who comes in charge, or take it back."""
        is_leader = self.asked(shapes.LeaderSerializer)["is_leader"]
        row = signup.set_leader(
            viewer=viewer_of(request), event_id=event_id, signup_id=signup_id, is_leader=is_leader, now=now()
        )
        return Response(shapes.SignupSerializer(row).data)


class ChargeView(Endpoint):
    """Who is in charge of what nobody signs up to."""

    @extend_schema(
        operation_id="in_charge_set",
        request=shapes.LeaderSerializer,
        responses={200: shapes.SignupSerializer, **REFUSALS},
    )
    def put(self, request: Request, event_id: UUID, user_id: UUID) -> Response:
        """Put a member of the organiser in charge of this one event, or take it back."""
        is_leader = self.asked(shapes.LeaderSerializer)["is_leader"]
        row = charge.put_in_charge(
            viewer=viewer_of(request), event_id=event_id, user_id=user_id, is_leader=is_leader, now=now()
        )
        return Response(shapes.SignupSerializer(row).data)
