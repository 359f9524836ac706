"""The week over HTTP: parse, one action or one queryset, answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.response import Response

from backend.common.api import viewer_of
from backend.common.clock import now
from backend.common.endpoints import Endpoint, ListEndpoint
from backend.common.openapi import problems
from situation.actions.focus import decide_focus, withdraw_focus
from situation.actions.measures import Plan, propose_measure, step_measure
from situation.actions.weeks import draft_picture, ensure_week, fix_picture
from situation.api import serializers as shapes
from situation.keys import WeekKey
from situation.models import Measure, PoliceEvent, Week
from situation.policies import can_propose_measure, can_read_picture

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request

_KEY = OpenApiParameter(
    "key",
    {"type": "string", "pattern": f"^{WeekKey.regex}$"},
    OpenApiParameter.PATH,
    description="The week's name, that of the ISO week most of its days are in: 2026-W47.",
)


def _week(request: Request, key: str) -> Week:
    weeks = Week.objects.visible_to(viewer_of(request)).select_related("picture")
    found: Week = get_object_or_404(weeks, key=key)
    return found


class WeekList(ListEndpoint[Week]):
    """Weeks, newest first."""

    token_scopes: ClassVar = {"GET": frozenset({"numbers:read"})}
    serializer_class = shapes.WeekSerializer

    def get_queryset(self) -> QuerySet[Week]:
        """None for those who do not read the picture."""
        return Week.objects.visible_to(viewer_of(self.request))

    @extend_schema(operation_id="week_list", responses=shapes.WeekSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the weeks."""
        return super().get(request, *args, **kwargs)


class WeekDetail(Endpoint):
    """One week with its picture."""

    token_scopes: ClassVar = {"GET": frozenset({"numbers:read"})}

    @extend_schema(operation_id="week_read", parameters=[_KEY], responses=shapes.WeekDetailSerializer)
    def get(self, request: Request, key: str) -> Response:
        """The week."""
        return Response(shapes.WeekDetailSerializer(_week(request, key)).data)


class WeekDraft(Endpoint):
    """Drafting."""

    @extend_schema(
        operation_id="week_draft",
        parameters=[_KEY],
        request=None,
        responses={200: shapes.PictureSerializer, **problems(403, 409)},
    )
    def post(self, request: Request, key: str) -> Response:
        """Draft the picture again."""
        moment, viewer = now(), viewer_of(request)
        if not can_read_picture(viewer):
            raise Http404
        week = ensure_week(municipality_id=viewer.municipality_id, key=key, now=moment)
        drafted = draft_picture(viewer=viewer, week_id=week.pk, now=moment)
        return Response(shapes.PictureSerializer(drafted).data)


class WeekFix(Endpoint):
    """Fixing."""

    @extend_schema(
        operation_id="week_fix",
        parameters=[_KEY],
        request=shapes.FixSerializer,
        responses={200: shapes.PictureSerializer, **problems(403, 409)},
    )
    def post(self, request: Request, key: str) -> Response:
        """Fix the draft."""
        said = self.asked(shapes.FixSerializer)
        fixed = fix_picture(viewer=viewer_of(request), week_id=_week(request, key).pk, now=now(), **said)
        return Response(shapes.PictureSerializer(fixed).data)


class WeekFocus(Endpoint):
    """Focus places for the week after."""

    @extend_schema(
        operation_id="week_decide_focus",
        parameters=[_KEY],
        request=shapes.FocusDecisionSerializer,
        responses={201: shapes.DecidedFocusSerializer, **problems(403, 409)},
    )
    def post(self, request: Request, key: str) -> Response:
        """Decide a focus place."""
        said = self.asked(shapes.FocusDecisionSerializer)
        decided = decide_focus(
            viewer=viewer_of(request),
            week_id=_week(request, key).pk,
            place_id=said["place"],
            why=said["why"],
            now=now(),
        )
        return Response(shapes.DecidedFocusSerializer(decided).data, status=201)


class WeekFocusPlace(Endpoint):
    """One that was decided."""

    @extend_schema(
        operation_id="week_withdraw_focus",
        parameters=[_KEY],
        request=None,
        responses={204: OpenApiResponse(description="Taken back."), **problems(403, 404, 409)},
    )
    def delete(self, request: Request, key: str, decided_id: UUID) -> Response:
        """Take a focus place back that was decided by mistake, until the picture is fixed."""
        week = _week(request, key)
        withdraw_focus(viewer=viewer_of(request), week_id=week.pk, decided_id=decided_id, now=now())
        return Response(status=204)


class MeasureList(ListEndpoint[Measure]):
    """Measures, the earliest deadline first."""

    token_scopes: ClassVar = {"GET": frozenset({"measures:read"})}
    serializer_class = shapes.MeasureSerializer

    def get_queryset(self) -> QuerySet[Measure]:
        """With the names that the shape shows."""
        return Measure.objects.visible_to(viewer_of(self.request)).with_words()

    @extend_schema(operation_id="measure_list", responses=shapes.MeasureSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the measures."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="measure_propose",
        request=shapes.NewMeasureSerializer,
        responses={201: shapes.MeasureSerializer, **problems(403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Propose a measure."""
        said = self.asked(shapes.NewMeasureSerializer)
        moment, viewer = now(), viewer_of(request)
        plan = Plan(
            title=said["title"],
            kind=said["kind"],
            owner_id=said["owner"],
            deadline=said["deadline"],
            category=said["category"],
            district_id=said["district"],
            place_id=said["place"],
        )
        if not can_propose_measure(viewer):
            self.permission_denied(request)
        week = ensure_week(municipality_id=viewer.municipality_id, key=said["week"], now=moment)
        made = propose_measure(viewer=viewer, week_id=week.pk, plan=plan, now=moment)
        return Response(shapes.MeasureSerializer(made).data, status=201)


class MeasureDetail(Endpoint):
    """One measure."""

    token_scopes: ClassVar = {"GET": frozenset({"measures:read"})}

    @extend_schema(operation_id="measure_read", responses=shapes.MeasureSerializer)
    def get(self, request: Request, measure_id: UUID) -> Response:
        """The measure."""
        rows = Measure.objects.visible_to(viewer_of(request)).with_words()
        return Response(shapes.MeasureSerializer(get_object_or_404(rows, pk=measure_id)).data)


class MeasureStep(Endpoint):
    """Its life."""

    @extend_schema(
        operation_id="measure_step",
        request=shapes.StepSerializer,
        responses={200: shapes.MeasureSerializer, **problems(403, 409)},
    )
    def post(self, request: Request, measure_id: UUID) -> Response:
        """Decide, begin, finish, drop or follow up."""
        said = self.asked(shapes.StepSerializer)
        stepped = step_measure(viewer=viewer_of(request), measure_id=measure_id, now=now(), **said)
        return Response(shapes.MeasureSerializer(stepped).data)


class PoliceEventList(ListEndpoint[PoliceEvent]):
    """What the police have published about the municipality, newest first."""

    serializer_class = shapes.PoliceEventSerializer

    def get_queryset(self) -> QuerySet[PoliceEvent]:
        """The municipality's lines."""
        return PoliceEvent.objects.visible_to(viewer_of(self.request))

    @extend_schema(operation_id="police_event_list", responses=shapes.PoliceEventSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the lines."""
        return super().get(request, *args, **kwargs)
