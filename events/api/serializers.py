"""Shapes of events and answers; never save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.common.clock import local
from events import policies
from events.kinds import KIND_CHOICES
from events.models import Event, Signup
from events.staffing import outlook
from events.states import CancelReason, EventState, SignupState, Staffing

if TYPE_CHECKING:
    import datetime as dt

    from backend.common.viewer import Viewer


def _text(longest: int) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, allow_blank=True)


def _number(highest: int, *, allow_null: bool = True) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=highest, required=False, allow_null=allow_null)


class NamedSerializer(serializers.Serializer[Any]):
    """An organisation, district or place by id and name."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class OutlookSerializer(serializers.Serializer[Any]):
    """Whether it happens: a colour, words in the reader's language, and what is missing."""

    level = serializers.ChoiceField(choices=Staffing.choices)
    words = serializers.CharField()
    missing = serializers.IntegerField()
    lacks_leader = serializers.BooleanField()
    is_full = serializers.BooleanField()
    missing_adults = serializers.IntegerField()


class MaySerializer(serializers.Serializer[Any]):
    """What the reader may do with the event, whether or not its state allows it now."""

    plan = serializers.BooleanField()
    answer = serializers.BooleanField()
    run = serializers.BooleanField()
    brief = serializers.BooleanField()


class EventSerializer(serializers.ModelSerializer[Event]):
    """An event as its reader sees it. ``coming`` counts; names stand in the roster."""

    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    state = serializers.ChoiceField(choices=EventState.choices)
    organisation = NamedSerializer()
    district = NamedSerializer()
    place = NamedSerializer(allow_null=True)
    coming = serializers.IntegerField()
    own_answer = serializers.ChoiceField(choices=SignupState.choices, allow_null=True)
    is_mine_to_lead = serializers.BooleanField()
    cancel_reason = serializers.SerializerMethodField()
    outlook = serializers.SerializerMethodField()
    may = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = (
            "id", "kind", "title", "description", "state", "starts_at", "ends_at", "week", "organisation", "district",
            "place", "meeting_point", "min_people", "max_people", "coming", "outlook", "own_answer",
            "is_mine_to_lead", "may", "age_from", "age_to", "cost", "accessibility", "contact", "cancel_reason",
            "cancel_note", "published_at", "sequence", "changed_at",
        )  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=CancelReason.choices, allow_null=True))
    def get_cancel_reason(self, event: Event) -> str | None:
        """Null unless it is cancelled."""
        return event.cancel_reason or None

    @extend_schema_field(OutlookSerializer)
    def get_outlook(self, event: Event) -> dict[str, Any]:
        """From the counts that the queryset annotated."""
        return dict(
            OutlookSerializer(outlook(event, coming=event.coming, leaders=event.leaders, youths=event.youths)).data
        )

    @extend_schema_field(MaySerializer)
    def get_may(self, event: Event) -> dict[str, bool]:
        """Asked of the same policies as the actions."""
        viewer: Viewer = self.context["viewer"]
        own = Signup(state=event.own_answer, is_leader=event.is_mine_to_lead) if event.own_answer else None
        return {
            "plan": policies.can_plan(viewer, event),
            "answer": policies.can_answer(viewer, event),
            "run": policies.can_run(viewer, event, own),
            "brief": policies.can_brief(viewer, event, own),
        }


class OpenDateSerializer(serializers.Serializer[Any]):
    """What a resident may know of a walk: the day and the district."""

    day = serializers.SerializerMethodField()
    district = NamedSerializer()

    @extend_schema_field(serializers.DateField())
    def get_day(self, event: Event) -> dt.date:
        """The local date on which it begins."""
        return local(event.starts_at).date()


class PlanSerializer(serializers.Serializer[Any]):
    """What can be changed of an event. A place's district wins over a named one."""

    title = serializers.CharField(max_length=120)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    description = _text(2000)
    district = serializers.UUIDField(source="district_id", required=False, allow_null=True)
    place = serializers.UUIDField(source="place_id", required=False, allow_null=True)
    meeting_point = _text(200)
    min_people = _number(500, allow_null=False)
    max_people = _number(500)
    age_from = _number(120)
    age_to = _number(120)
    cost = _text(80)
    accessibility = _text(200)
    contact = _text(120)


class NewEventSerializer(PlanSerializer):
    """A draft: its kind and its organiser stay for ever. The same ``id`` again gives the first one."""

    id = serializers.UUIDField(required=False, help_text="made by the sender, so that a lost answer can be asked again")
    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    organisation = serializers.UUIDField()


class CancelSerializer(serializers.Serializer[Any]):
    """Why it does not happen."""

    reason = serializers.ChoiceField(choices=CancelReason.choices)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class AnswerForSerializer(serializers.Serializer[Any]):
    """The answer "Jag kommer" or "Jag kan inte"."""

    state = serializers.ChoiceField(choices=SignupState.choices)


class AnswerSerializer(AnswerForSerializer):
    """One's own, with what is said once beside it."""

    of_age = serializers.BooleanField(
        required=False, default=False, help_text="I have turned the age that the municipality asks for; said once"
    )
    rules_read = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="I have read this version of the golden rules"
    )


class SignupSerializer(serializers.ModelSerializer[Signup]):
    """One's own answer."""

    state = serializers.ChoiceField(choices=SignupState.choices)
    event = serializers.UUIDField(source="event_id")

    class Meta:
        model = Signup
        fields = ("id", "event", "state", "is_leader", "answered_at", "changed_at")


class LeaderSerializer(serializers.Serializer[Any]):
    """In charge of the evening or not."""

    is_leader = serializers.BooleanField()


class EventFilterSerializer(serializers.Serializer[Any]):
    """What the list of events may be asked. ``from`` and ``to`` bound the start."""

    kind = serializers.ChoiceField(choices=KIND_CHOICES, required=False)
    district = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=EventState.choices, required=False)
    week = serializers.RegexField(r"^[0-9]{4}-W[0-9]{2}$", required=False)
    mine = serializers.BooleanField(required=False, default=False, help_text="only what I said yes to")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With the two that are words of the language we write in."""
        fields = super().get_fields()
        fields["from"] = serializers.DateTimeField(required=False)
        fields["to"] = serializers.DateTimeField(required=False)
        return fields
