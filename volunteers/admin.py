"""Admin pages of the operator: people, organisations and memberships of the municipality whose host is visited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Q

from backend.common import clock
from places.admin import OnlyFilters, ReadOnly
from volunteers.actions import reading
from volunteers.actions.accounts import set_account
from volunteers.actions.organisations import correct_organisation, set_districts
from volunteers.models import AccessToken, Invitation, Membership, Organisation, RetentionProof, User
from volunteers.reading import OPERATOR

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest


# What is shown of nobody with protected personal data.
HIDDEN = frozenset({"email", "phone"})


class Logged(admin.ModelAdmin):
    """What an operator is shown of people stands in the read log, as everybody else's reading does."""

    read_fields: tuple[str, ...] = ("name",)
    subject = "user_id"

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """One person's page, its form and its history."""
        found = super().get_object(request, object_id, from_field)
        fields = self.read_fields
        if found is not None and getattr(found, "is_protected", False):
            fields = tuple(name for name in fields if name not in HIDDEN)
        self._tell(request, [found] if found is not None else [], fields)
        return found

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A page of the list."""
        found = super().get_changelist_instance(request)
        self._tell(request, found.result_list, ("name",))
        return found

    def _tell(self, request: HttpRequest, rows: Any, fields: tuple[str, ...]) -> None:
        viewer = request.viewer  # type: ignore[attr-defined]
        subjects = {getattr(row, self.subject) for row in rows} - {None}
        reading.record(viewer=viewer, subjects=sorted(subjects), what=OPERATOR, fields=fields, now=clock.now())


@admin.register(User)
class UserAdmin(Logged, OnlyFilters):
    """Accounts with a role in this municipality. Made by adding a member, so not here."""

    read_fields = ("name", "email")
    subject = "pk"
    list_display = ("name", "is_protected", "is_active")
    fields = ("name", "email", "language", "is_protected", "is_active")
    # To be protected takes an alias, and ending it is the person's alone (volunteers.actions.protection).
    readonly_fields = ("name", "email", "language", "is_protected")
    search_fields = ("name", "email")

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Of somebody with protected personal data neither address nor telephone."""
        shown = tuple(self.fields)
        return tuple(name for name in shown if name not in HIDDEN) if obj is not None and obj.is_protected else shown

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """An address finds nobody who is protected: being found would tell whose it is."""
        found, twice = super().get_search_results(request, queryset, search_term)
        return found.filter(Q(is_protected=False) | Q(name__icontains=search_term)), twice

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """People of this municipality."""
        viewer = request.viewer  # type: ignore[attr-defined]
        here = Membership.objects.filter(organisation__municipality_id=viewer.municipality_id)
        return User.objects.filter(pk__in=here.values("user_id")).order_by("name", "id")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Through the action: who is closed out is out on every socket."""
        set_account(user=obj, is_active=obj.is_active)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An account is made when somebody is added to an organisation."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An account is closed or erased, never deleted from under its history."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(OnlyFilters):
    """Which there are, where they work, what ground they answer for."""

    list_display = ("name", "kind", "state", "ground_owner")
    list_filter = ("kind", "state")
    fields = ("name", "kind", "state", "districts", "ground_owner", "contact_email")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        """Of this municipality."""
        return Organisation.objects.visible_to(request.viewer)  # type: ignore[attr-defined]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Districts of this municipality."""
        kwargs["queryset"] = db_field.related_model.objects.visible_to(request.viewer)  # type: ignore[attr-defined]
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        """Through the action, in the visited municipality."""
        correct_organisation(organisation=obj, municipality_id=request.viewer.municipality_id)  # type: ignore[attr-defined]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Its districts, through the action."""
        set_districts(organisation=form.instance, districts=form.cleaned_data["districts"])

    def has_delete_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        """An organisation is closed, not deleted."""
        return False


@admin.register(Membership)
class MembershipAdmin(Logged, ReadOnly):
    """Roles are given and taken on the members' page or by ``manage.py add_member``: through the actions."""

    list_display = ("user", "role", "organisation", "state", "since")
    list_filter = ("role", "state")
    fields = ("user", "role", "organisation", "state", "since", "ended_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Of this municipality."""
        here = Membership.objects.filter(organisation__municipality_id=visited(request))
        return here.select_related("user", "organisation").order_by("organisation__name_sort", "since", "id")


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Ways in, without where they were sent."""

    list_display = ("organisation", "role", "way", "created_at", "expires_at", "uses", "max_uses", "revoked_at")
    fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        """Of this municipality."""
        here = Invitation.objects.filter(organisation__municipality_id=visited(request))
        return here.select_related("organisation").order_by("-created_at", "id")


@admin.register(AccessToken)
class AccessTokenAdmin(Logged, ReadOnly):
    """Keys for other systems: whose, for what, until when. Nothing of the key itself but its first letters."""

    list_display = ("purpose", "user", "scopes", "hint", "expires_at", "last_used_at", "revoked_at")
    fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessToken]:
        """Of this municipality."""
        here = AccessToken.objects.filter(municipality_id=visited(request))
        return here.select_related("user").order_by("-created_at", "id")


@admin.register(RetentionProof)
class RetentionProofAdmin(ReadOnly):
    """What was removed by which rule: numbers."""

    list_display = ("data_class", "at", "removed", "decision_ref", "refused")
    fields = (*list_display, "older_than")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RetentionProof]:
        """Of this municipality."""
        return RetentionProof.objects.filter(municipality_id=visited(request)).order_by("-at", "-id")


def visited(request: HttpRequest) -> UUID:
    """The municipality whose host is visited."""
    found: UUID = request.viewer.municipality_id  # type: ignore[attr-defined]
    return found
