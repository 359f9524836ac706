"""A walk's evening over HTTP: roster, groups, focus places, briefing, and the facts that phones report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.response import Response

from backend.common.api import viewer_of
from backend.common.clock import now
from backend.common.endpoints import Endpoint, WholeListEndpoint
from events import policies
from events.actions import facts, focus, teams
from events.actions.common import NotAWalk, require
from events.actions.reading import note_roster
from events.api import walk_serializers as shapes
from events.api.views import REFUSALS, listed_event
from events.fold import expected_back
from events.kinds import KINDS
from events.querysets import walks

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request

    from events.models import Event


def _walk(request: Request, event_id: UUID) -> Event:
    """NotFound, NotAWalk."""
    event = listed_event(request, event_id)
    if not KINDS[event.kind].walks:
        raise NotAWalk
    return event


class RosterView(Endpoint):
    """Who comes."""

    @extend_schema(operation_id="roster_read", responses=shapes.RosterSerializer)
    def get(self, request: Request, event_id: UUID) -> Response:
        """Names for those who may read them (a walker: first names of the own group), a number for the others."""
        event = listed_event(request, event_id)
        viewer, moment = viewer_of(request), now()
        who = note_roster(viewer=viewer, roster=walks.roster(viewer, event, moment), now=moment)
        return Response(shapes.RosterSerializer(who).data)


class TeamsView(WholeListEndpoint):
    """A walk's groups."""

    def _teams(self, event: Event) -> Response:
        rows = walks.teams_of(viewer_of(self.request), event)
        return self.whole(shapes.TeamSerializer, rows, ends_at=event.ends_at)

    @extend_schema(operation_id="team_list", responses={200: shapes.TeamSerializer(many=True), **REFUSALS})
    def get(self, request: Request, event_id: UUID) -> Response:
        """The current groups: states and times."""
        event = _walk(request, event_id)
        viewer = viewer_of(request)
        require(policies.can_see_teams(viewer, event, policies.own_signup(viewer, event.pk)))
        return self._teams(event)

    @extend_schema(
        operation_id="team_form",
        request=shapes.FormTeamsSerializer,
        responses={200: shapes.TeamSerializer(many=True), **REFUSALS},
    )
    def put(self, request: Request, event_id: UUID) -> Response:
        """Form or re-form the groups, two people or more in each, while nobody is out."""
        values = self.asked(shapes.FormTeamsSerializer)["groups"]
        groups = [teams.Group(tuple(group["signups"]), group["name"]) for group in values]
        teams.form_teams(viewer=viewer_of(request), event_id=event_id, groups=groups, now=now())
        return self._teams(_walk(request, event_id))


class SuggestionView(Endpoint):
    """A start for whoever forms groups."""

    @extend_schema(operation_id="team_suggest", responses={200: shapes.SuggestionSerializer, **REFUSALS})
    def get(self, request: Request, event_id: UUID) -> Response:
        """A lawful division of everybody who comes; nothing is saved."""
        event, viewer = _walk(request, event_id), viewer_of(request)
        require(policies.can_run(viewer, event, policies.own_signup(viewer, event.pk)))
        groups = walks.suggested_groups(event)
        return Response(shapes.SuggestionSerializer({"groups": groups}).data)


class FocusPlacesView(WholeListEndpoint):
    """A walk's focus places."""

    @extend_schema(operation_id="focus_place_list", responses={200: shapes.WalkFocusSerializer(many=True), **REFUSALS})
    def get(self, request: Request, event_id: UUID) -> Response:
        """Where the walk is asked to go, why, and what its groups answered."""
        event = _walk(request, event_id)
        _require_briefing(request, event)
        return self.whole(shapes.WalkFocusSerializer, walks.focus_lines(viewer_of(request), event))

    @extend_schema(
        operation_id="focus_place_add",
        request=shapes.NewFocusPlaceSerializer,
        responses={201: shapes.FocusPlaceSerializer, **REFUSALS},
    )
    def post(self, request: Request, event_id: UUID) -> Response:
        """Ask the walk to visit a place; the same place again gets the new reason."""
        values = self.asked(shapes.NewFocusPlaceSerializer)
        row = focus.add_focus_place(
            viewer=viewer_of(request), event_id=event_id, place_id=values["place"], why=values["why"], now=now()
        )
        return Response(shapes.FocusPlaceSerializer(row).data, status=201)


class FocusPlaceView(Endpoint):
    """One focus place."""

    @extend_schema(
        operation_id="focus_place_remove",
        request=None,
        responses={204: OpenApiResponse(description="Gone."), **REFUSALS},
    )
    def delete(self, request: Request, event_id: UUID, focus_place_id: UUID) -> Response:
        """Take it off the list, while no group has answered about it."""
        focus.remove_focus_place(viewer=viewer_of(request), event_id=event_id, focus_place_id=focus_place_id, now=now())
        return Response(status=204)


class BriefingView(Endpoint):
    """What a walker takes along."""

    @extend_schema(operation_id="briefing_read", responses={200: shapes.BriefingSerializer, **REFUSALS})
    def get(self, request: Request, event_id: UUID) -> Response:
        """The walk with its focus places, numbers to call, groups and times, for a phone that may lose coverage."""
        event = _walk(request, event_id)
        _require_briefing(request, event)
        viewer, moment = viewer_of(request), now()
        told = walks.briefing(viewer, event, moment, expected_back(event.ends_at, None))
        note_roster(viewer=viewer, roster=told.roster, now=moment)
        return Response(shapes.BriefingSerializer(told, context={"viewer": viewer, "ends_at": event.ends_at}).data)


def _require_briefing(request: Request, event: Event) -> None:
    viewer = viewer_of(request)
    require(policies.can_brief(viewer, event, policies.own_signup(viewer, event.pk)))


class CheckInsView(WholeListEndpoint):
    """What a walk's groups reported."""

    @extend_schema(operation_id="check_in_list", responses={200: shapes.CheckInSerializer(many=True), **REFUSALS})
    def get(self, request: Request, event_id: UUID) -> Response:
        """In the order it happened, earlier groups too."""
        event = _walk(request, event_id)
        viewer = viewer_of(request)
        require(policies.can_read_facts(viewer, event, policies.own_signup(viewer, event.pk)))
        return self.whole(shapes.CheckInSerializer, walks.check_ins_of(viewer, event))


class CheckInView(Endpoint):
    """One check-in, under the phone's own id."""

    opens_by_link = True

    @extend_schema(
        operation_id="check_in_record",
        request=shapes.NewCheckInSerializer,
        responses={200: shapes.CheckInSerializer, 201: shapes.CheckInSerializer, **REFUSALS},
    )
    def put(self, request: Request, team_id: UUID, check_in_id: UUID) -> Response:
        """A fact, taken whatever the walk's state. 201 when it is new, 200 with the first one on a resend."""
        values = self.asked(shapes.NewCheckInSerializer)
        taken = facts.record_check_in(
            viewer=viewer_of(request),
            team_id=team_id,
            check_in_id=check_in_id,
            kind=values["kind"],
            times=facts.Times(values["occurred_at"], values["sent_at"]),
            now=now(),
        )
        return Response(shapes.CheckInSerializer(taken.row).data, status=201 if taken.created else 200)


class FocusAnswerView(Endpoint):
    """One answer about a focus place, under the phone's own id."""

    opens_by_link = True

    @extend_schema(
        operation_id="focus_answer_record",
        request=shapes.NewFocusAnswerSerializer,
        responses={200: shapes.FocusAnswerSerializer, 201: shapes.FocusAnswerSerializer, **REFUSALS},
    )
    def put(self, request: Request, team_id: UUID, focus_place_id: UUID, answer_id: UUID) -> Response:
        """Seen, not seen or not visited. 201 when it is new, 200 with the first one on a resend."""
        values = self.asked(shapes.NewFocusAnswerSerializer)
        taken = facts.record_focus_answer(
            viewer=viewer_of(request),
            team_id=team_id,
            focus_place_id=focus_place_id,
            answer_id=answer_id,
            answer=values["answer"],
            times=facts.Times(values["occurred_at"], values["sent_at"]),
            now=now(),
        )
        return Response(shapes.FocusAnswerSerializer(taken.row).data, status=201 if taken.created else 200)
