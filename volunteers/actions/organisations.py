"""Writes to organisations: found one, change it, and how alive it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock, sort_key
from backend.common.errors import Conflict, Invalid, NotAllowed
from places.models import District, Municipality
from places.states import GroundOwner
from volunteers import policies
from volunteers.actions.common import locked_organisation, refuse_stale
from volunteers.actions.rights import bump_members
from volunteers.models import Organisation
from volunteers.states import ORGANISATION_TRANSITIONS, OrganisationState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from backend.common.viewer import Viewer
    from volunteers.states import OrganisationKind


class OrganisationExists(Conflict):
    """Names are unique within a municipality."""

    code = "organisation_exists"
    message = _("Det finns redan en organisation som heter %(organisation)s.")


class NoOrganisationName(Invalid):
    """It has to be called something."""

    code = "no_organisation_name"
    message = _("Skriv vad organisationen heter.")


class ForeignDistrict(Invalid):
    """A district of another municipality, or none."""

    code = "foreign_district"
    message = _("Kommundelen finns inte i den här kommunen.")


class StateNotReachable(Conflict):
    """The table of transitions does not lead there."""

    code = "state_not_reachable"
    message = _("Organisationen kan inte gå från %(now)s till %(asked)s.")


@dataclass(frozen=True, slots=True)
class Facts:
    """What may be changed of an organisation. Its kind may not: roles and rights follow from it."""

    name: str
    district_ids: frozenset[UUID] = field(default_factory=frozenset)
    ground_owner: str = GroundOwner.UNKNOWN
    contact_email: str = ""


@transaction.atomic
def found_organisation(
    *,
    viewer: Viewer,
    organisation_id: UUID,
    name: str,
    kind: OrganisationKind,
    district_ids: frozenset[UUID] = frozenset(),
    ground_owner: str = GroundOwner.UNKNOWN,
    contact_email: str = "",
    state: OrganisationState = OrganisationState.ACTIVE,
) -> Organisation:
    """A new organisation in the viewer's municipality: forming, or active at once.

    Raises NotAllowed, OrganisationExists, NoOrganisationName, ForeignDistrict, StateNotReachable.
    """
    lock(Municipality.objects.filter(pk=viewer.municipality_id)).get()
    if not policies.can_found_organisation(viewer):
        raise NotAllowed
    if state not in {OrganisationState.FORMING, OrganisationState.ACTIVE}:
        raise StateNotReachable(field="state", now="", asked=state.label)
    districts = _districts_here(viewer, district_ids)
    organisation: Organisation = Organisation.objects.create(
        pk=organisation_id,
        municipality_id=viewer.municipality_id,
        **_named(viewer, name),
        kind=kind,
        state=state,
        ground_owner=ground_owner,
        contact_email=contact_email,
    )
    organisation.districts.set(districts)
    return organisation


@transaction.atomic
def edit_organisation(*, viewer: Viewer, organisation_id: UUID, facts: Facts, seen: int | None = None) -> Organisation:
    """Change its name, districts, ground or address. Where it works is part of its people's rights.

    Raises NotFound, NotAllowed, ChangedMeanwhile, OrganisationExists, NoOrganisationName, ForeignDistrict.
    """
    # The municipality first, as in founding: two who give the same name at once take turns.
    lock(Municipality.objects.filter(pk=viewer.municipality_id)).get()
    organisation = locked_organisation(viewer, organisation_id)
    if not policies.can_edit_organisation(viewer):
        raise NotAllowed
    refuse_stale(organisation, seen)
    districts = _districts_here(viewer, facts.district_ids)
    for column, value in _named(viewer, facts.name, but=organisation.pk).items():
        setattr(organisation, column, value)
    organisation.ground_owner, organisation.contact_email = facts.ground_owner, facts.contact_email
    organisation.version += 1
    organisation.save()
    organisation.districts.set(districts)
    bump_members(organisation)
    return organisation


@transaction.atomic
def correct_organisation(*, organisation: Organisation, municipality_id: UUID) -> Organisation:
    """Save an organisation as the operator has edited it; a closed one gives no rights from the same moment on."""
    organisation.municipality_id = municipality_id
    organisation.name_sort = sort_key(organisation.name)
    organisation.save()
    bump_members(organisation)
    return organisation


@transaction.atomic
def set_state(
    *, viewer: Viewer, organisation_id: UUID, state: OrganisationState, seen: int | None = None
) -> Organisation:
    """Forming, active, dormant, closed, by the table. A closed one gives no rights from the same moment on.

    Raises NotFound, NotAllowed, ChangedMeanwhile, StateNotReachable.
    """
    organisation = locked_organisation(viewer, organisation_id)
    if not policies.can_edit_organisation(viewer):
        raise NotAllowed
    refuse_stale(organisation, seen)
    if state not in ORGANISATION_TRANSITIONS[organisation.state]:
        raise StateNotReachable(now=organisation.get_state_display(), asked=state.label)
    organisation.state = state
    organisation.version += 1
    organisation.save(update_fields=["state", "version"])
    bump_members(organisation)
    return organisation


@transaction.atomic
def set_districts(*, organisation: Organisation, districts: Iterable[District]) -> None:
    """Where it works, as the operator has edited it: part of its people's rights."""
    wanted = set(districts)
    if wanted != set(organisation.districts.all()):
        organisation.districts.set(wanted)
        bump_members(organisation)


def _districts_here(viewer: Viewer, district_ids: frozenset[UUID]) -> list[District]:
    """The viewer's municipality's districts of these ids. ForeignDistrict when one of them is none of those."""
    found = list(District.objects.filter(municipality_id=viewer.municipality_id, pk__in=district_ids).order_by("id"))
    if len(found) != len(district_ids):
        raise ForeignDistrict(field="districts")
    return found


def _named(viewer: Viewer, name: str, but: UUID | None = None) -> dict[str, str]:
    """Name and sort key. NoOrganisationName, OrganisationExists."""
    clean = " ".join(name.split())
    if not clean:
        raise NoOrganisationName(field="name")
    if Organisation.objects.visible_to(viewer).filter(name=clean).exclude(pk=but).exists():
        raise OrganisationExists(field="name", organisation=clean)
    return {"name": clean, "name_sort": sort_key(clean)}
