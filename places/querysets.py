"""Reads of municipalities, districts, places and contact channels; each starts at the viewer's municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from backend.common.db import search_key
from backend.common.rights import Scope, Verb, scopes
from places.rights import MUNICIPALITY_RULES

if TYPE_CHECKING:
    from backend.common.viewer import Viewer


class MunicipalityQuerySet(models.QuerySet[Any]):
    """Tenants."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The viewer's own municipality."""
        return self.filter(pk=viewer.municipality_id)

    def by_host(self, host: str) -> Self:
        """The municipality that answers at this host name (without port), compared without case."""
        return self.filter(hostname=host.casefold())


class DistrictQuerySet(models.QuerySet[Any]):
    """Districts, in Swedish order."""

    def visible_to(self, viewer: Viewer) -> Self:
        """All districts of the viewer's municipality: geography is public."""
        return self.filter(municipality_id=viewer.municipality_id).order_by("name_sort", "id")


class PlaceQuerySet(models.QuerySet[Any]):
    """Named places, in Swedish order."""

    def visible_to(self, viewer: Viewer) -> Self:
        """All places of the viewer's municipality: geography is public."""
        return self.filter(municipality_id=viewer.municipality_id).order_by("name_sort", "id")

    def in_district(self, district_id: object) -> Self:
        """Places of one district."""
        return self.filter(district_id=district_id)

    def exact(self) -> Self:
        """Only places with a point: "nearest" and distance rules use no others."""
        return self.filter(latitude__isnull=False)

    def matching(self, text: str) -> Self:
        """Places whose name holds the text, without case."""
        return self.filter(name_search__contains=search_key(text))


class ContactChannelQuerySet(models.QuerySet[Any]):
    """Telephone numbers, most urgent first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The municipality's numbers: public."""
        return self.filter(municipality_id=viewer.municipality_id).order_by("position", "id")


class RuleChangeQuerySet(models.QuerySet[Any]):
    """The history of settings, newest first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """For those who read the settings."""
        here = self.filter(municipality_id=viewer.municipality_id).order_by("-id")
        if viewer.is_system or Scope.ALL in scopes(viewer, MUNICIPALITY_RULES, Verb.READ):
            return here
        return here.none()
