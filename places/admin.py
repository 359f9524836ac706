"""Admin pages of the operator: geography and telephone numbers of the municipality whose host is visited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from backend.common import clock
from backend.common.viewer import system
from places import actions
from places.models import ContactChannel, District, Municipality, Place, RuleChange

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class OnlyFilters(admin.ModelAdmin):
    """What every page of an operator derives from: a list is asked by its filters, and by nothing else."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Django takes any column of the row as ``?column__startswith=``: letter by letter that reads what no page
        shows, the address of somebody with protected personal data or the hash of a key."""
        named = {one[0] if isinstance(one, tuple) else one for one in self.get_list_filter(request)}
        is_named = lookup.partition("__")[0] in named | {self.date_hierarchy}
        return is_named and super().lookup_allowed(lookup, value, request)


class OfThisMunicipality(OnlyFilters):
    """Rows of the visited municipality alone, whoever looks."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The same read as the pages and the API."""
        return self.model.objects.visible_to(request.viewer)  # type: ignore[attr-defined]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices from this municipality too."""
        kwargs["queryset"] = db_field.related_model.objects.visible_to(request.viewer)  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ReadOnly(OfThisMunicipality):
    """To look at: what is written is written by actions, on the pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False


@admin.register(Municipality)
class MunicipalityAdmin(OfThisMunicipality):
    """New municipalities come from ``manage.py new_municipality`` and the page /kommun/ny/."""

    list_display = ("name", "code", "hostname", "population")
    fields = ("name", "hostname", "population", "credits")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Municipality | None = None) -> bool:
        """No: a tenant is never deleted by a click."""
        return False

    def save_model(self, request: HttpRequest, obj: Municipality, form: Any, change: bool) -> None:
        """Through the action."""
        actions.correct_municipality(municipality=obj)


@admin.register(District)
class DistrictAdmin(OfThisMunicipality):
    """Population and the official polygon."""

    list_display = ("name", "population", "population_date", "is_approximate")
    fields = ("name", "population", "population_date", "polygon", "is_approximate")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Districts come with the municipality's file."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: District | None = None) -> bool:
        """No: walks and weeks are counted by it."""
        return False

    def save_model(self, request: HttpRequest, obj: District, form: Any, change: bool) -> None:
        """Through the action."""
        actions.correct_district(district=obj, now=clock.now())


@admin.register(Place)
class PlaceAdmin(OfThisMunicipality):
    """Points, ground owners, and places that no file knows."""

    list_display = ("name", "kind", "district", "ground_owner", "uncertainty_m", "source")
    list_filter = ("kind", "ground_owner")
    search_fields = ("name_search",)
    fields = (
        "name",
        "kind",
        "district",
        "address",
        "latitude",
        "longitude",
        "uncertainty_m",
        "ground_owner",
        "source",
    )

    def has_delete_permission(self, request: HttpRequest, obj: Place | None = None) -> bool:
        """No: what was seen there stays seen there."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Place | None = None) -> tuple[str, ...]:
        """A place keeps its name: a file finds it by that."""
        return ("source",) if obj is None else ("name", "source")

    def save_model(self, request: HttpRequest, obj: Place, form: Any, change: bool) -> None:
        """Through the action."""
        actions.correct_place(place=obj, now=clock.now())


@admin.register(ContactChannel)
class ContactChannelAdmin(ReadOnly):
    """Numbers; the safety coordinator writes them under Inställningar, where each change is remembered."""

    list_display = ("kind", "phone", "position", "verified_on")
    fields = ("kind", "phone", "title", "when", "hours", "holidays", "fallback", "position", "verified_on")


@admin.register(RuleChange)
class RuleChangeAdmin(ReadOnly):
    """Who decided what anew."""

    list_display = ("area", "at", "by_id")
    fields = ("area", "at", "by_id", "changes")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RuleChange]:
        """Of this municipality; an operator has no role in it, and reads for it."""
        return RuleChange.objects.visible_to(system(request.viewer.municipality_id))  # type: ignore[attr-defined]
