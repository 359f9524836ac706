"""Writes to organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock, sort_key
from backend.common.errors import Conflict, NotAllowed
from places.models import District, Municipality
from places.states import GroundOwner
from volunteers import policies
from volunteers.actions.rights import bump_members
from volunteers.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from backend.common.viewer import Viewer
    from volunteers.states import OrganisationKind


class OrganisationExists(Conflict):
    """Names are unique within a municipality."""

    code = "organisation_exists"
    message = _("Det finns redan en organisation som heter %(organisation)s.")


@transaction.atomic
def found_organisation(
    *,
    viewer: Viewer,
    organisation_id: UUID,
    name: str,
    kind: OrganisationKind,
    districts: Iterable[District] = (),
    ground_owner: GroundOwner = GroundOwner.UNKNOWN,
    contact_email: str = "",
) -> Organisation:
    """A new, active organisation in the viewer's municipality. Raises NotAllowed, OrganisationExists."""
    lock(Municipality.objects.filter(pk=viewer.municipality_id)).get()
    if not policies.can_found_organisation(viewer):
        raise NotAllowed
    if Organisation.objects.visible_to(viewer).filter(name=name).exists():
        raise OrganisationExists(field="name", organisation=name)
    organisation: Organisation = Organisation.objects.create(
        pk=organisation_id,
        municipality_id=viewer.municipality_id,
        name=name,
        name_sort=sort_key(name),
        kind=kind,
        ground_owner=ground_owner,
        contact_email=contact_email,
    )
    organisation.districts.set(districts)
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
def set_districts(*, organisation: Organisation, districts: Iterable[District]) -> None:
    """Where it works, as the operator has edited it: part of its people's rights."""
    wanted = set(districts)
    if wanted != set(organisation.districts.all()):
        organisation.districts.set(wanted)
        bump_members(organisation)
