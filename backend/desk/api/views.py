"""The municipality's settings over the API: to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from backend.common.api import viewer_of
from backend.common.endpoints import Endpoint
from backend.common.errors import NotAllowed
from backend.common.openapi import problems
from events import gates
from events.kinds import KIND_CHOICES
from events.models import EventsRules
from notifications.models import NotificationsRules
from places import changes
from places.models import Municipality, PlacesRules
from places.policies import can_see_rules
from situation.models import SituationRules
from volunteers.models import VolunteersRules
from volunteers.states import ClearanceKind

if TYPE_CHECKING:
    from rest_framework.request import Request


@extend_schema_field({"type": "string", "pattern": r"^\d\d:\d\d$"})
class ClockField(serializers.TimeField):
    """A local clock without a zone, which RFC 3339 has no name for: 15:00."""

    def to_representation(self, value: Any) -> str | None:
        """Hours and minutes; a default that nobody saved is text already."""
        return None if value is None else str(value)[:5]


class BoundarySerializer(serializers.ModelSerializer[PlacesRules]):
    """Where one safety week ends and the next begins; Monday is 0, the time is local."""

    week_time = ClockField()

    class Meta:
        model = PlacesRules
        fields = ("week_weekday", "week_time")


class WeekSettingsSerializer(serializers.ModelSerializer[SituationRules]):
    """When the week is cut and its meeting held; Monday is 0, times are local."""

    cut_time = ClockField()
    meeting_time = ClockField()

    class Meta:
        model = SituationRules
        fields = ("cut_weekday", "cut_time", "meeting_weekday", "meeting_time")


class PeopleSettingsSerializer(serializers.ModelSerializer[VolunteersRules]):
    """Ages, days of grace, days of an invitation, how the data protection officer is reached."""

    youths_until = ClockField()

    class Meta:
        model = VolunteersRules
        fields = (
            "youngest", "takes_youths", "youths_until", "second_factor_grace_days", "invitation_days", "officer_email",
        )  # fmt: skip


class GateSerializer(serializers.Serializer[Any]):
    """What somebody must be cleared for to come along (walker) or to lead (leader), in the order of asking."""

    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    position = serializers.ChoiceField(choices=[(one.value, label) for one, label in gates.POSITION_LABELS.items()])
    clearances = serializers.ListField(child=serializers.ChoiceField(choices=ClearanceKind.choices))


class QuietHoursSerializer(serializers.ModelSerializer[NotificationsRules]):
    """Local times between which nothing is sent that can wait; null where nobody has chosen."""

    quiet_from = ClockField(allow_null=True)
    quiet_until = ClockField(allow_null=True)

    class Meta:
        model = NotificationsRules
        fields = ("quiet_from", "quiet_until")


class SettingsSerializer(serializers.Serializer[Any]):
    """What the municipality has decided, or the defaults. Its numbers stand in ``municipality_read``."""

    languages = serializers.ListField(child=serializers.CharField())
    boundary = BoundarySerializer()
    week = WeekSettingsSerializer()
    people = PeopleSettingsSerializer()
    gates = GateSerializer(many=True)
    quiet_hours = QuietHoursSerializer()


class SettingsView(Endpoint):
    """GET /api/v1/settings/."""

    @extend_schema(operation_id="settings_read", responses={200: SettingsSerializer, **problems(403)})
    def get(self, request: Request) -> Response:
        """For the safety coordinator and the data protection officer."""
        viewer = viewer_of(request)
        if not can_see_rules(viewer):
            raise NotAllowed
        here = viewer.municipality_id
        found = {
            "languages": Municipality.objects.visible_to(viewer).get().offered,
            "boundary": changes.current(PlacesRules, here),
            "week": changes.current(SituationRules, here),
            "people": changes.current(VolunteersRules, here),
            "gates": [
                {"kind": gates.KEYS[place][0], "position": gates.KEYS[place][1].value, "clearances": asked}
                for place, asked in gates.effective(changes.current(EventsRules, here).gates).items()
            ],
            "quiet_hours": changes.current(NotificationsRules, here),
        }
        return Response(SettingsSerializer(found).data)
