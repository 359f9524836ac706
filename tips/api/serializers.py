"""Shapes of observations over the API: what comes in, what each reader gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from events.api.walk_serializers import PhoneTimeField
from places.states import GroundOwner
from tips.actions.routing import area_of
from tips.categories import BEHAVIOURS, CATEGORIES, STORED
from tips.models import Handoff, Receiver, Tip, TipEvent
from tips.report import KEY, KEY_LENGTH, MAX_TEXT, Report
from tips.states import Channel, CloseReason, Group, ReporterRole, TextState, TipState, Urgency

if TYPE_CHECKING:
    from uuid import UUID

STORED_CHOICES = [(c.code, c.label) for c in STORED]


class CategoryField(serializers.ChoiceField):
    """The stored categories. One that must be called in passes on, so that the answer says whom to call."""

    def to_internal_value(self, data: Any) -> Any:
        """The code."""
        return data if isinstance(data, str) and data in CATEGORIES else super().to_internal_value(data)


class TipFactSerializer(serializers.Serializer):
    """What somebody tells of, when its id stands in the address."""

    category = CategoryField(choices=STORED_CHOICES)
    behaviour = serializers.ChoiceField(
        choices=list(BEHAVIOURS.items()), required=False, help_text=_("För den kategori som kräver det.")
    )
    place = serializers.UUIDField(required=False, allow_null=True)
    district = serializers.UUIDField(required=False, allow_null=True, help_text=_("När ingen plats passar."))
    occurred_at = PhoneTimeField(help_text=_("Sparas som hel timme."))
    sent_at = PhoneTimeField(required=False, allow_null=True)
    text = serializers.CharField(required=False, allow_blank=True, max_length=MAX_TEXT)
    walk = serializers.UUIDField(required=False, allow_null=True, help_text=_("Vandringen som det berättas från."))
    by_phone = serializers.BooleanField(
        required=False, default=False, help_text=_("Kontaktcenter skriver åt den som ringer.")
    )
    key = serializers.RegexField(
        KEY,
        max_length=KEY_LENGTH,
        required=False,
        help_text=_("Avsändarens hemlighet, 32 hexsiffror. Utan den får ingen samma svar en gång till."),
    )

    def report(self, tip_id: UUID) -> Report:
        """The checked input as a plain value."""
        said = self.validated_data
        return Report(
            id=tip_id,
            category=said["category"],
            behaviour=said.get("behaviour", ""),
            place_id=said.get("place"),
            district_id=said.get("district"),
            occurred_at=said["occurred_at"],
            sent_at=said.get("sent_at"),
            text=said.get("text", ""),
            walk_id=said.get("walk"),
            by_phone=said["by_phone"],
            key=said.get("key", ""),
            language=(get_language() or "sv")[:8],
        )


class TipReportSerializer(TipFactSerializer):
    """What somebody tells of. ``id`` is made by the sender and makes a resend harmless."""

    id = serializers.UUIDField()


class TipReceiptSerializer(serializers.Serializer):
    """What the sender gets back: the id that was sent, the code to follow it by, and where it stands."""

    id = serializers.UUIDField(source="tip.pk")
    code = serializers.CharField()
    state = serializers.ChoiceField(source="tip.state", choices=TipState.choices)
    text_state = serializers.ChoiceField(source="tip.text_state", choices=TextState.choices)
    received_at = serializers.DateTimeField(source="tip.received_at")


class CodedTipSerializer(serializers.ModelSerializer):
    """Category, place and hour: for everybody who reads observations of an area."""

    category_label = serializers.SerializerMethodField()
    category = serializers.ChoiceField(choices=STORED_CHOICES)
    behaviour = serializers.ChoiceField(choices=[("", "–"), *BEHAVIOURS.items()])
    place_name = serializers.CharField(source="place.name", allow_null=True, default=None)
    district_name = serializers.CharField(source="district.name")
    urgency = serializers.ChoiceField(choices=Urgency.choices)
    state = serializers.ChoiceField(choices=TipState.choices)

    class Meta:
        model = Tip
        fields = (
            "id", "category", "category_label", "behaviour", "place", "place_name", "district", "district_name",
            "occurred_at", "week", "weekday", "band", "received_at", "state", "urgency",
        )  # fmt: skip

    def get_category_label(self, tip: Tip) -> str:
        """Plain words."""
        category = CATEGORIES.get(tip.category)
        return str(category.label) if category else tip.category


class TipSerializer(CodedTipSerializer):
    """The first assessment's view. Only the municipal safety coordinator gets the fields that are not required."""

    text = serializers.CharField(required=False)
    text_state = serializers.ChoiceField(choices=TextState.choices, required=False)
    channel = serializers.ChoiceField(choices=Channel.choices, required=False)
    reporter = serializers.ChoiceField(choices=ReporterRole.choices, required=False)
    walk = serializers.UUIDField(source="event_id", allow_null=True, required=False)
    language = serializers.CharField(required=False)
    close_reason = serializers.ChoiceField(choices=[("", "–"), *CloseReason.choices], required=False)
    version = serializers.IntegerField(required=False)

    class Meta(CodedTipSerializer.Meta):
        fields = (
            *CodedTipSerializer.Meta.fields, "text", "text_state", "channel", "reporter", "walk", "language",
            "close_reason", "version",
        )  # fmt: skip


class TipStepSerializer(serializers.Serializer):
    """A step of the workflow: the version that the person saw."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class TipSendOnSerializer(TipStepSerializer):
    """To whom; without an organisation the routing table decides."""

    organisation = serializers.UUIDField(required=False, allow_null=True)


class TipCloseSerializer(TipStepSerializer):
    """Why nothing more is needed."""

    reason = serializers.ChoiceField(choices=CloseReason.choices)


class TipHandoffSerializer(serializers.ModelSerializer):
    """A receiver, and whether the letter has arrived."""

    organisation_name = serializers.CharField(source="organisation.name")

    class Meta:
        model = Handoff
        fields = ("id", "organisation", "organisation_name", "state", "created_at", "changed_at")


class TipEventSerializer(serializers.ModelSerializer):
    """One step of the history."""

    changed_at = serializers.DateTimeField(source="at")
    actor_name = serializers.CharField(source="actor.name", allow_null=True, default=None)
    receiver_name = serializers.CharField(source="receiver.name", allow_null=True, default=None)

    class Meta:
        model = TipEvent
        fields = ("changed_at", "name", "from_state", "to_state", "actor_name", "receiver_name", "reason")


class TipHistorySerializer(serializers.Serializer):
    """Everything that has been done with an observation."""

    steps = TipEventSerializer(many=True)
    handoffs = TipHandoffSerializer(many=True)


class CategorySerializer(serializers.Serializer):
    """One category of the form."""

    code = serializers.CharField()
    group = serializers.ChoiceField(choices=Group.choices)
    label = serializers.CharField()
    term = serializers.CharField()
    urgency = serializers.IntegerField(help_text=_("0: här ringer man, ingenting tas emot."))
    divert = serializers.ListField(child=serializers.CharField())
    behaviours = serializers.ListField(child=serializers.CharField())
    call_first = serializers.BooleanField()
    takes_text = serializers.BooleanField()


class TipCodeSerializer(serializers.Serializer):
    """A receipt code, however it is typed."""

    code = serializers.CharField(max_length=40)


class TipAnswerSerializer(serializers.Serializer):
    """What became of it."""

    state = serializers.ChoiceField(choices=TipState.choices)
    answer = serializers.CharField()
    category_label = serializers.CharField()
    place_name = serializers.CharField()
    received_on = serializers.DateField()


class TipCountSerializer(serializers.Serializer):
    """How many, up to 1,000."""

    count = serializers.IntegerField()
    more = serializers.BooleanField()


class AreaNumberSerializer(serializers.Serializer):
    """How many in a district; null where there are too few to be told exactly."""

    district = serializers.CharField()
    category = serializers.ChoiceField(choices=STORED_CHOICES)
    count = serializers.IntegerField(source="shown", allow_null=True)
    is_few = serializers.BooleanField()


class TipFilterSerializer(serializers.Serializer):
    """The queue's filters."""

    state = serializers.ChoiceField(choices=TipState.choices, required=False)
    category = serializers.ChoiceField(choices=STORED_CHOICES, required=False)
    district = serializers.UUIDField(required=False)
    urgency = serializers.ChoiceField(choices=Urgency.choices, required=False)
    text_state = serializers.ChoiceField(choices=TextState.choices, required=False)


class ReceiverValuesSerializer(serializers.Serializer):
    """Who gets what: with a district or an owner of the ground only there, without them everywhere else."""

    category = serializers.ChoiceField(choices=STORED_CHOICES)
    ground_owner = serializers.ChoiceField(choices=[("", "–"), *GroundOwner.choices], required=False, default="")
    district = serializers.UUIDField(required=False, allow_null=True, default=None)
    organisation = serializers.UUIDField()

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        said = dict(self.validated_data)
        said.pop("version", None)
        return said | {"district_id": said.pop("district"), "organisation_id": said.pop("organisation")}


class ReceiverChangeSerializer(ReceiverValuesSerializer):
    """All of it anew; ``version`` is the one that was read."""

    is_active = serializers.BooleanField(required=False, default=True)
    version = serializers.IntegerField(min_value=0, max_value=2**53)


class ReceiverSerializer(serializers.ModelSerializer):
    """A row of the routing table. What is not active names nobody, and is kept."""

    category = serializers.ChoiceField(choices=STORED_CHOICES)
    ground_owner = serializers.ChoiceField(choices=[("", "–"), *GroundOwner.choices])
    organisation_name = serializers.CharField(source="organisation.name")
    version = serializers.SerializerMethodField()

    class Meta:
        model = Receiver
        fields = ("id", "category", "ground_owner", "district", "organisation", "organisation_name", "is_active",
                  "version")  # fmt: skip

    def get_version(self, row: Receiver) -> int:
        """Number of its latest change; 0 for what has not been changed."""
        versions: dict[str, int] = self.context["versions"]
        return versions.get(area_of(row.pk), 0)
