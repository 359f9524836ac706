"""Admin pages of the operator: people, organisations and memberships of the municipality whose host is visited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Q

from backend.common.db import sort_key
from volunteers.actions.rights import bump_members
from volunteers.models import Membership, Organisation, User

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


# What is shown of nobody with protected personal data.
HIDDEN = frozenset({"email", "phone"})


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts with a role in this municipality. Made by adding a member, so not here."""

    list_display = ("name", "is_protected", "is_active", "is_staff")
    fields = ("name", "email", "phone", "language", "is_protected", "is_active", "is_staff")
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

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An account is made when somebody is added to an organisation."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An account is closed or erased, never deleted from under its history."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
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
        """In the visited municipality, with its sort key; a closed one gives no rights from the same moment on."""
        obj.municipality_id = request.viewer.municipality_id  # type: ignore[attr-defined]
        obj.name_sort = sort_key(obj.name)
        obj.save()
        bump_members(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        """An organisation is closed, not deleted."""
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """To read. Roles are given and taken on the members' page or by ``manage.py add_member``: through the actions."""

    list_display = ("user", "role", "organisation", "state", "since")
    list_filter = ("role", "state")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Of this municipality."""
        viewer = request.viewer  # type: ignore[attr-defined]
        here = Membership.objects.filter(organisation__municipality_id=viewer.municipality_id)
        return here.select_related("user", "organisation").order_by("organisation__name_sort", "since", "id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Read only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        """Read only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        """Read only."""
        return False
