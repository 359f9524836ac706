"""Golden rules, clearances and consents over HTTP. No operation takes a document."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api import viewer_of
from backend.common.clock import now
from backend.common.endpoints import Endpoint, ListEndpoint
from backend.common.openapi import problems
from volunteers.actions import clearances as noting
from volunteers.actions import consents, golden_rules
from volunteers.cleared import current_rules
from volunteers.models import Clearance, GoldenRules, GuardianConsent
from volunteers.states import ClearanceKind


class RulesTextsSerializer(serializers.Serializer[Any]):
    """The rules by language, one string a rule; Swedish is required."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """One member for each language."""
        return {
            code: serializers.ListField(
                child=serializers.CharField(max_length=golden_rules.LONGEST_RULE),
                max_length=golden_rules.MOST_RULES,
                required=code == "sv",
            )
            for code, _name in settings.LANGUAGES
        }


class GoldenRulesSerializer(serializers.ModelSerializer[GoldenRules]):
    """A version of the golden rules."""

    texts = serializers.SerializerMethodField()
    is_current = serializers.SerializerMethodField()

    class Meta:
        model = GoldenRules
        fields = ("id", "version", "texts", "published_at", "is_current")

    @extend_schema_field(RulesTextsSerializer)
    def get_texts(self, row: GoldenRules) -> dict[str, list[str]]:
        """By language."""
        return dict(row.texts)

    def get_is_current(self, row: GoldenRules) -> bool:
        """Whether it is the one that is read now."""
        return bool(row.pk == self.context["current"])


class ClearanceSerializer(serializers.ModelSerializer[Clearance]):
    """That something was read, learnt, shown or said: one's own, and those of people whom one leads."""

    kind = serializers.ChoiceField(choices=ClearanceKind.choices)
    user = serializers.UUIDField(source="user_id")
    organisation = serializers.UUIDField(source="organisation_id", allow_null=True)
    rules = serializers.UUIDField(source="rules_id", allow_null=True)

    class Meta:
        model = Clearance
        fields = ("id", "kind", "user", "organisation", "rules", "age", "given_on", "expires_on", "withdrawn_at")


class NewClearanceSerializer(serializers.Serializer[Any]):
    """A training or a record check of a member of one's own organisation."""

    organisation = serializers.UUIDField(source="organisation_id")
    user = serializers.UUIDField(source="user_id")
    kind = serializers.ChoiceField(choices=ClearanceKind.choices)
    given_on = serializers.DateField()
    expires_on = serializers.DateField(required=False, allow_null=True, default=None)


class ConsentSerializer(serializers.ModelSerializer[GuardianConsent]):
    """A guardian's consent; the guardian's name is not told."""

    user = serializers.UUIDField(source="user_id")
    organisation = serializers.UUIDField(source="organisation_id")

    class Meta:
        model = GuardianConsent
        fields = ("id", "user", "organisation", "given_on", "adult_on", "ends_on", "withdrawn_at")


class NewConsentSerializer(serializers.Serializer[Any]):
    """As it is read on paper."""

    organisation = serializers.UUIDField(source="organisation_id")
    user = serializers.UUIDField(source="user_id")
    guardian_name = serializers.CharField(max_length=80)
    given_on = serializers.DateField()
    adult_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)


class GoldenRulesView(ListEndpoint[GoldenRules]):
    """GET and POST /api/v1/golden-rules/."""

    serializer_class = GoldenRulesSerializer
    queryset = GoldenRules.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        """With the id of the version that is read now."""
        current = current_rules(viewer_of(self.request).municipality_id)
        return {**super().get_serializer_context(), "current": current.pk if current else None}

    def get_queryset(self) -> QuerySet[GoldenRules]:
        """The municipality's."""
        return GoldenRules.objects.visible_to(viewer_of(self.request))

    @extend_schema(operation_id="golden_rules_list", responses=GoldenRulesSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every version, newest first."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="golden_rules_publish",
        request=RulesTextsSerializer,
        responses={201: GoldenRulesSerializer, **problems(403)},
    )
    def post(self, request: Request) -> Response:
        """A new version, which everybody is asked to read."""
        texts = self.asked(RulesTextsSerializer)
        row = golden_rules.publish_rules(viewer=viewer_of(request), texts=texts, now=now(), new_id=uuid4())
        return Response(GoldenRulesSerializer(row, context={"current": row.pk}).data, status=status.HTTP_201_CREATED)


class ReadRulesView(Endpoint):
    """PUT /api/v1/golden-rules/<id>/read/."""

    @extend_schema(
        operation_id="golden_rules_read", request=None, responses={200: ClearanceSerializer, **problems(403, 409)}
    )
    def put(self, request: Request, rules_id: UUID) -> Response:
        """Say "Jag har läst"; the same again changes nothing."""
        row = golden_rules.read_rules(viewer=viewer_of(request), rules_id=rules_id, now=now(), new_id=uuid4())
        return Response(ClearanceSerializer(row).data)


class ClearancesView(ListEndpoint[Clearance]):
    """GET and POST /api/v1/clearances/."""

    serializer_class = ClearanceSerializer
    queryset = Clearance.objects.none()

    def get_queryset(self) -> QuerySet[Clearance]:
        """Those that the viewer reads."""
        return Clearance.objects.visible_to(viewer_of(self.request))

    @extend_schema(operation_id="clearance_list", responses=ClearanceSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """My own, and those of the people whom I lead, newest first."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="clearance_note",
        request=NewClearanceSerializer,
        responses={201: ClearanceSerializer, **problems(403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Note a training or that a register extract was shown; the same day again changes its last day."""
        said = self.asked(NewClearanceSerializer)
        row = noting.note_clearance(viewer=viewer_of(request), **said, now=now(), new_id=uuid4())
        return Response(ClearanceSerializer(row).data, status=status.HTTP_201_CREATED)


class ClearanceView(Endpoint):
    """DELETE /api/v1/clearances/<id>/."""

    @extend_schema(operation_id="clearance_withdraw", responses={204: None, **problems(403)})
    def delete(self, request: Request, clearance_id: UUID) -> Response:
        """Take a note back; the row stays, and says when."""
        noting.withdraw_clearance(viewer=viewer_of(request), clearance_id=clearance_id, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ConsentsView(ListEndpoint[GuardianConsent]):
    """GET and POST /api/v1/consents/."""

    serializer_class = ConsentSerializer
    queryset = GuardianConsent.objects.none()

    def get_queryset(self) -> QuerySet[GuardianConsent]:
        """Those that the viewer reads."""
        return GuardianConsent.objects.visible_to(viewer_of(self.request))

    @extend_schema(operation_id="consent_list", responses=ConsentSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """My own, and those given to organisations whose training I note."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="consent_note",
        request=NewConsentSerializer,
        responses={201: ConsentSerializer, **problems(403, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Note a guardian's consent as it is read on paper; it takes the place of an earlier one."""
        said = self.asked(NewConsentSerializer)
        row = consents.note_consent(viewer=viewer_of(request), **said, now=now(), new_id=uuid4())
        return Response(ConsentSerializer(row).data, status=status.HTTP_201_CREATED)


class ConsentView(Endpoint):
    """DELETE /api/v1/consents/<id>/."""

    @extend_schema(operation_id="consent_withdraw", responses={204: None, **problems(403)})
    def delete(self, request: Request, consent_id: UUID) -> Response:
        """Take it back, at once."""
        consents.withdraw_consent(viewer=viewer_of(request), consent_id=consent_id, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)
