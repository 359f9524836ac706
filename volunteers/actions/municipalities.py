"""A new municipality with somebody in it who can do the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.errors import Conflict
from backend.common.viewer import Role, system
from places.actions import load_municipality
from places.models import Municipality
from volunteers.actions.members import AlreadyMember, add_member
from volunteers.actions.organisations import found_organisation
from volunteers.models import Organisation
from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from places.files import MunicipalityFile

SAFETY_UNIT = "Trygghet och säkerhet"


class MunicipalityKnown(Conflict):
    """The wizard makes; it never writes over what is there."""

    code = "municipality_known"
    message = _("Kommunkoden %(kommunkod)s finns redan, som %(name)s.")


@dataclass(frozen=True, slots=True)
class NewIds:
    """Ids for what may be made."""

    organisation: UUID
    user: UUID
    membership: UUID


@transaction.atomic
def found_municipality(
    *,
    file: MunicipalityFile,
    hostname: str,
    email: str,
    name: str,
    now: dt.datetime,
    ids: NewIds,
    is_default: bool | None = None,
    only_new: bool = False,
) -> Municipality:
    """The tenant, its safety unit, and its first safety coordinator, who gets a welcome.

    The same again changes nothing.

    For the operator's command and wizard alone: no Viewer of a municipality that is not there yet can be asked.
    Raises MunicipalityKnown (``only_new``), HostMissing, HostTaken, BadEmail, AddressRefused.
    """
    known = Municipality.objects.filter(code=file.code).first()
    if only_new and known is not None:
        raise MunicipalityKnown(field="kommunkod", kommunkod=file.code, name=known.name)
    municipality = load_municipality(file=file, hostname=hostname, is_default=is_default)
    unit = _safety_unit(municipality, ids.organisation)
    try:
        add_member(
            viewer=system(municipality.pk),
            organisation_id=unit.pk,
            email=email,
            name=name,
            role=Role.SAFETY_COORDINATOR,
            now=now,
            new_user_id=ids.user,
            new_membership_id=ids.membership,
        )
    except AlreadyMember:  # the command was given before
        return municipality
    return municipality


def _safety_unit(municipality: Municipality, new_id: UUID) -> Organisation:
    viewer = system(municipality.pk)
    known: Organisation | None = Organisation.objects.visible_to(viewer).filter(name=SAFETY_UNIT).first()
    return known or found_organisation(
        viewer=viewer,
        organisation_id=new_id,
        name=SAFETY_UNIT,
        kind=OrganisationKind.MUNICIPAL_UNIT,
        district_ids=frozenset(district.pk for district in municipality.districts.all()),
    )
