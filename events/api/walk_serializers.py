"""Shapes of what belongs to a walk: roster, groups, facts from phones, focus places, briefing; never save."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.api.serializers import EventSerializer
from events.fold import expected_back
from events.models import CheckIn, FocusAnswer, FocusPlace, Team
from events.names import Names
from events.states import CheckInKind, FocusAnswerKind, TeamState
from places.api.serializers import OpeningsField
from places.states import ChannelKind

if TYPE_CHECKING:
    from events.querysets.walks import FocusLine

_FIRST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LAST = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
NAMES = [(names.value, names.value) for names in Names]


class PhoneTimeField(serializers.DateTimeField):
    """A time by a phone's own clock, which may be wrong by decades, but not by centuries."""

    default_error_messages = {"far": _("Tiden ligger för långt bort.")}

    def to_internal_value(self, value: Any) -> dt.datetime:
        """An aware time between 1970 and 2100."""
        moment: dt.datetime = super().to_internal_value(value)
        if not _FIRST <= moment < _LAST:
            self.fail("far")
        return moment


class TeamSerializer(serializers.ModelSerializer[Team]):
    """A group. ``expected_back_at`` is when somebody starts to ask for it."""

    event = serializers.UUIDField(source="event_id")
    state = serializers.ChoiceField(choices=TeamState.choices)
    people = serializers.IntegerField()
    expected_back_at = serializers.SerializerMethodField()

    class Meta:
        model = Team
        fields = (
            "id", "event", "name", "state", "people", "out_at", "back_at", "last_sign_at", "is_overdue",
            "expected_back_at", "formed_at",
        )  # fmt: skip

    @extend_schema_field(serializers.DateTimeField())
    def get_expected_back_at(self, team: Team) -> dt.datetime:
        """Half an hour after the walk's end, or after the group's last word if that is later."""
        return expected_back(self.context["ends_at"], team.last_sign_at)


class GroupSerializer(serializers.Serializer[Any]):
    """A group as it is asked for: sign-ups of people who come, two or more."""

    name = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    signups = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=50)


class FormTeamsSerializer(serializers.Serializer[Any]):
    """All groups of the walk; they take the place of the earlier ones."""

    groups = serializers.ListField(child=GroupSerializer(), max_length=50)


class SuggestionSerializer(serializers.Serializer[Any]):
    """A lawful division of everybody who comes."""

    groups = serializers.ListField(child=serializers.ListField(child=serializers.UUIDField()))


class PersonSerializer(serializers.Serializer[Any]):
    """Somebody who comes: a first name to a fellow walker, name and number to who answers for the walk."""

    signup = serializers.UUIDField(source="signup_id")
    name = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    is_leader = serializers.BooleanField()
    is_me = serializers.BooleanField()
    is_youth = serializers.BooleanField(help_text="under eighteen; told to who answers for the walk")
    team = serializers.UUIDField(source="team_id", allow_null=True)


class RosterSerializer(serializers.Serializer[Any]):
    """``shown`` says whose names ``people`` holds; ``coming`` counts everybody."""

    shown = serializers.ChoiceField(choices=NAMES)
    coming = serializers.IntegerField()
    people = PersonSerializer(many=True)


class NewFocusPlaceSerializer(serializers.Serializer[Any]):
    """A place to visit, and why."""

    place = serializers.UUIDField()
    why = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class FocusPlaceSerializer(serializers.ModelSerializer[FocusPlace]):
    """A walk's focus place."""

    event = serializers.UUIDField(source="event_id")
    place = serializers.UUIDField(source="place_id")
    is_decided = serializers.SerializerMethodField()

    class Meta:
        model = FocusPlace
        fields = ("id", "event", "place", "why", "is_decided")

    def get_is_decided(self, row: FocusPlace) -> bool:
        """Whether the weekly meeting asked for it."""
        return row.decided_id is not None


class GivenAnswerSerializer(serializers.Serializer[Any]):
    """A group's latest answer."""

    team = serializers.UUIDField()
    answer = serializers.ChoiceField(choices=FocusAnswerKind.choices)


class WalkFocusSerializer(serializers.Serializer[Any]):
    """A focus place with its name, and what each group answered last."""

    id = serializers.UUIDField()
    place = serializers.UUIDField(source="place_id")
    name = serializers.CharField(source="place")
    district = serializers.CharField()
    why = serializers.CharField(allow_blank=True)
    is_decided = serializers.BooleanField()
    answers = serializers.SerializerMethodField()

    @extend_schema_field(GivenAnswerSerializer(many=True))
    def get_answers(self, line: FocusLine) -> list[dict[str, Any]]:
        """By group."""
        rows = [{"team": team, "answer": answer} for team, answer in line.answers.items()]
        return list(GivenAnswerSerializer(rows, many=True).data)


class ContactSerializer(serializers.Serializer[Any]):
    """A number to call, in the reader's language."""

    kind = serializers.ChoiceField(choices=ChannelKind.choices)
    title = serializers.CharField()
    when = serializers.CharField(allow_blank=True)
    phone = serializers.CharField()
    verified_on = serializers.DateField(allow_null=True)
    number = serializers.CharField(help_text="the one to call now")
    is_open = serializers.BooleanField()
    changes_at = serializers.DateTimeField(source="until", allow_null=True)
    open_at = OpeningsField()


class BriefingSerializer(serializers.Serializer[Any]):
    """Everything of a walk that a phone takes along."""

    event = EventSerializer()
    expected_back_at = serializers.DateTimeField()
    focus_places = WalkFocusSerializer(many=True)
    contacts = ContactSerializer(many=True)
    teams = TeamSerializer(many=True)
    roster = RosterSerializer()
    own_team = serializers.UUIDField(source="own_team_id", allow_null=True)


class FactSerializer(serializers.Serializer[Any]):
    """When it happened and when it was sent, by the phone's clock: both may be wrong, their difference is right."""

    occurred_at = PhoneTimeField()
    sent_at = PhoneTimeField()


class NewCheckInSerializer(FactSerializer):
    """What a phone reports of a group."""

    kind = serializers.ChoiceField(choices=CheckInKind.choices)


class NewFocusAnswerSerializer(FactSerializer):
    """What a group met at a focus place."""

    answer = serializers.ChoiceField(choices=FocusAnswerKind.choices)


class TakenFactSerializer(serializers.ModelSerializer[Any]):
    """A fact as it was taken: its id is the phone's own, ``corrected_at`` is by our clock."""

    team = serializers.UUIDField(source="team_id")
    flags = serializers.SerializerMethodField()

    def get_flags(self, row: CheckIn | FocusAnswer) -> list[str]:
        """What is odd about it."""
        return row.flags.split()


_TIMES = ("occurred_at", "sent_at", "received_at", "corrected_at")


class CheckInSerializer(TakenFactSerializer):
    """A check-in."""

    kind = serializers.ChoiceField(choices=CheckInKind.choices)

    class Meta:
        model = CheckIn
        fields = ("id", "team", "kind", *_TIMES, "flags")


class FocusAnswerSerializer(TakenFactSerializer):
    """An answer about a focus place."""

    focus_place = serializers.UUIDField(source="focus_place_id")
    answer = serializers.ChoiceField(choices=FocusAnswerKind.choices)

    class Meta:
        model = FocusAnswer
        fields = ("id", "team", "focus_place", "answer", *_TIMES, "flags")
