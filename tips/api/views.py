"""Observations over the API: parse → one action or one queryset → answer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.response import Response

from backend.common.api import Anyone, viewer_of
from backend.common.clock import now
from backend.common.endpoints import Endpoint, ListEndpoint, WholeListEndpoint
from backend.common.errors import NotAllowed, NotFound
from backend.common.openapi import problems
from tips import policies
from tips.actions import triage
from tips.actions.ingest import ingest
from tips.api import serializers as shapes
from tips.api.throttles import FollowThrottle, ReportThrottle
from tips.categories import CATEGORIES
from tips.follow import follow
from tips.models import Handoff, Tip, TipEvent

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request

    from backend.common.viewer import Viewer
    from tips.querysets import TipQuerySet
    from tips.report import Report


# What numbers are of.
STRETCH = dt.timedelta(weeks=4)


def rows_for(viewer: Viewer) -> TipQuerySet:
    """With text for the first assessment, coded for everybody else."""
    objects: TipQuerySet = (
        Tip.objects.raw_for(viewer) if policies.can_read_text(viewer) else Tip.objects.coded_for(viewer)
    )
    return objects


def shape_for(viewer: Viewer) -> type[shapes.CodedTipSerializer]:
    """The serializer that goes with ``rows_for``."""
    return shapes.TipSerializer if policies.can_read_text(viewer) else shapes.CodedTipSerializer


class Doors(Endpoint):
    """Telling is the open door; reading is for those who read an area."""

    throttle_classes: Any = [ReportThrottle]

    def get_permissions(self) -> Any:
        """Anyone may tell."""
        return [Anyone()] if self.request.method in ReportThrottle.methods else super().get_permissions()


class Tips(Doors, ListEndpoint[Tip]):
    """Tell of an observation; read the queue."""

    serializer_class = shapes.TipSerializer
    query_shape = shapes.TipFilterSerializer

    @extend_schema(
        operation_id="tip_tell",
        request=shapes.TipReportSerializer,
        responses={
            201: shapes.TipReceiptSerializer,
            200: shapes.TipReceiptSerializer,
            **problems(401, 404, 409),
        },
    )
    def post(self, request: Request) -> Response:
        """Take in a report: 201 for a new one, 200 for the same again."""
        shape = self.parsed(shapes.TipReportSerializer)
        return _take_in(request, shape.report(shape.validated_data["id"]))

    @extend_schema(operation_id="tip_list", responses={200: shapes.TipSerializer(many=True), **problems(403)})
    def get(self, request: Request) -> Response:
        """Newest first, by state, category, district, urgency."""
        return self.list(request)

    def get_queryset(self) -> TipQuerySet:
        """What the viewer may see, narrowed by the filters."""
        return _listed(self)

    def get_serializer_class(self) -> type[shapes.CodedTipSerializer]:
        """By role."""
        return shape_for(viewer_of(self.request))


class TipCount(Endpoint):
    """How long the queue is."""

    query_shape = shapes.TipFilterSerializer

    @extend_schema(operation_id="tip_count", responses={200: shapes.TipCountSerializer, **problems(403)})
    def get(self, request: Request) -> Response:
        """Counts to 1,000 and no further."""
        count, more = _listed(self).capped_count()
        return Response({"count": count, "more": more})


class AreaNumbers(WholeListEndpoint):
    """Observations of one's own area as numbers."""

    @extend_schema(operation_id="tip_numbers", responses={200: shapes.AreaNumberSerializer(many=True), **problems(403)})
    def get(self, request: Request) -> Response:
        """The last four weeks by district and category; fewer than five are told as few."""
        viewer = viewer_of(request)
        if not policies.can_count_area(viewer):
            raise NotAllowed
        return self.whole(shapes.AreaNumberSerializer, Tip.objects.counted_for(viewer, now() - STRETCH))


class TipDetail(Doors):
    """One observation."""

    @extend_schema(
        operation_id="tip_put",
        request=shapes.TipFactSerializer,
        responses={
            201: shapes.TipReceiptSerializer,
            200: shapes.TipReceiptSerializer,
            **problems(401, 409),
        },
    )
    def put(self, request: Request, tip_id: UUID) -> Response:
        """Take in a report under the phone's own id: what a walk's outbox sends. Nothing is ever overwritten."""
        return _take_in(request, self.parsed(shapes.TipFactSerializer).report(tip_id))

    @extend_schema(operation_id="tip_read", responses=shapes.TipSerializer)
    def get(self, request: Request, tip_id: UUID) -> Response:
        """As far as the viewer may see it."""
        return _answer(viewer_of(request), tip_id)


class TipHistory(Endpoint):
    """What has been done with it."""

    @extend_schema(operation_id="tip_history", responses={200: shapes.TipHistorySerializer, **problems(403)})
    def get(self, request: Request, tip_id: UUID) -> Response:
        """Steps and hand-offs, oldest first; for the first assessment."""
        viewer = viewer_of(request)
        policies.require_one(viewer)
        tip = Tip.objects.coded_for(viewer).filter(pk=tip_id).first()
        if tip is None:
            raise NotFound
        if not policies.can_assess(viewer):
            raise NotAllowed
        steps = TipEvent.objects.filter(tip=tip).select_related("actor", "receiver").order_by("id")
        handoffs = Handoff.objects.visible_to(viewer).filter(tip=tip).select_related("organisation")
        return Response(shapes.TipHistorySerializer({"steps": steps, "handoffs": handoffs}).data)


class Step(Endpoint):
    """Base of the workflow's steps: parse, one action, the observation as it is now."""

    shape: type[shapes.TipStepSerializer] = shapes.TipStepSerializer
    act: Any = None

    def post(self, request: Request, tip_id: UUID) -> Response:
        """Take the step."""
        viewer, said = viewer_of(request), self.asked(self.shape)
        if "organisation" in said:
            said["organisation_id"] = said.pop("organisation")
        type(self).act(viewer=viewer, tip_id=tip_id, now=now(), **said)
        return _answer(viewer, tip_id)


def step(name: str, action: Any, shape: type[shapes.TipStepSerializer] = shapes.TipStepSerializer) -> Any:
    """The view of one step."""
    documented = extend_schema(
        operation_id=f"tip_{name}",
        description=action.__doc__,
        request=shape,
        responses={200: shapes.TipSerializer, **problems(403, 409)},
    )

    def post(self: Step, request: Request, tip_id: UUID) -> Response:
        return Step.post(self, request, tip_id)

    members = {"act": staticmethod(action), "shape": shape, "post": documented(post)}
    made: Any = type(name, (Step,), members)
    return made.as_view()


class Categories(WholeListEndpoint):
    """The 30 categories."""

    permission_classes = [Anyone]

    @extend_schema(operation_id="category_list", responses=shapes.CategorySerializer(many=True))
    def get(self, request: Request) -> Response:
        """In the order of the form; urgency 0 means: call, nothing is taken in."""
        return self.whole(shapes.CategorySerializer, CATEGORIES.values())


class Follow(Endpoint):
    """Din kod."""

    permission_classes = [Anyone]
    throttle_classes = [FollowThrottle]

    @extend_schema(
        operation_id="tip_follow",
        request=shapes.TipCodeSerializer,
        responses={200: shapes.TipAnswerSerializer, **problems(404)},
    )
    def post(self, request: Request) -> Response:
        """Where the observation stands. The code travels in the body, never in an address."""
        typed = self.asked(shapes.TipCodeSerializer)["code"]
        found = follow(municipality_id=viewer_of(request).municipality_id, typed=typed)
        return Response(shapes.TipAnswerSerializer(found).data)


def _take_in(request: Request, report: Report) -> Response:
    viewer = viewer_of(request)
    if report.walk_id is not None and not viewer.is_signed_in:
        raise NotAuthenticated  # the phone holds it until its person has signed in again
    receipt = ingest(viewer=viewer, report=report, now=now())
    return Response(shapes.TipReceiptSerializer(receipt).data, status=201 if receipt.is_new else 200)


def _listed(view: Endpoint) -> TipQuerySet:
    viewer = viewer_of(view.request)
    policies.require_list(viewer)
    if "text_state" in view.query and not policies.can_read_text(viewer):
        raise NotAllowed
    return rows_for(viewer).filtered(view.query)


def _answer(viewer: Viewer, tip_id: UUID) -> Response:
    policies.require_one(viewer)
    tip = rows_for(viewer).filter(pk=tip_id).first()
    if tip is None:
        raise NotFound
    return Response(shape_for(viewer)(tip).data)


take_up = step("take_up", triage.take_up)
send_on = step("send_on", triage.send_on, shapes.TipSendOnSerializer)
close = step("close", triage.close, shapes.TipCloseSerializer)
reopen = step("reopen", triage.reopen)
release_text = step("release_text", triage.release_text)
remove_text = step("remove_text", triage.remove_text)
