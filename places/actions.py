"""Every write to places: a municipality from a file, and the municipality's own corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock, search_key, sort_key
from backend.common.errors import Conflict, Invalid
from places import corrections
from places.models import ContactChannel, District, Municipality, Place
from places.states import LOCAL_SOURCE

if TYPE_CHECKING:
    import datetime as dt

    from places.files import ChannelRow, DistrictRow, MunicipalityFile, PlaceRow


class HostTaken(Conflict):
    """Another municipality answers at the host."""

    code = "host_taken"
    message = _("En annan kommun svarar redan på %(hostname)s.")


class HostMissing(Invalid):
    """A new municipality without a host name."""

    code = "host_missing"
    message = _("En ny kommun behöver ett värdnamn.")


@transaction.atomic
def load_municipality(*, file: MunicipalityFile, hostname: str = "", is_default: bool | None = None) -> Municipality:
    """Make or renew a municipality from a file. For the operator's command alone: it makes tenants, so no Viewer asks.

    Rows are found by code and names: ids stay, nothing doubles, nothing is removed. The file wins over an earlier
    file and never over the municipality (places/data/README.md says how the two are told apart).
    Raises HostTaken, and HostMissing for a new municipality without ``hostname``.
    """
    hostname = hostname.strip().casefold()
    municipality = lock(Municipality.objects.filter(code=file.code)).first()
    if municipality is None and not hostname:
        raise HostMissing(field="hostname")
    if hostname and Municipality.objects.by_host(hostname).exclude(code=file.code).exists():
        raise HostTaken(field="hostname", hostname=hostname)
    if municipality is None:
        municipality = Municipality(code=file.code)
    if is_default:
        Municipality.objects.exclude(code=file.code).update(is_default=False)
    municipality.name = file.name
    municipality.hostname = hostname or municipality.hostname
    municipality.is_default = municipality.is_default if is_default is None else is_default
    municipality.population = file.population
    municipality.boundary = file.boundary
    municipality.credits = file.credits
    municipality.save()
    districts = _load_districts(municipality, file.districts)
    _load_places(municipality, districts, file.places)
    _load_channels(municipality, file.channels)
    return municipality


def _load_districts(municipality: Municipality, rows: tuple[DistrictRow, ...]) -> dict[str, District]:
    """An official polygon stays against an approximate one, and a newer population figure against an older."""
    known = {district.name: district for district in municipality.districts.all()}
    for row in rows:
        district = known.get(row.name)
        if district is None:
            district = known[row.name] = District(municipality=municipality, name=row.name)
        district.name_sort = sort_key(row.name)
        is_newer = district.population_date is None or (
            row.population_date is not None and row.population_date >= district.population_date
        )
        if row.population and is_newer:
            district.population, district.population_date = row.population, row.population_date
        if row.polygon and (district.is_approximate or not row.approximate):
            district.polygon, district.is_approximate = row.polygon, row.approximate
        district.save()
    return known


def _load_places(municipality: Municipality, districts: dict[str, District], rows: tuple[PlaceRow, ...]) -> None:
    """Places that the municipality has edited are left alone."""
    known = {place.name: place for place in municipality.places.all()}
    new: list[Place] = []
    changed: list[Place] = []
    for row in rows:
        place = known.get(row.name)
        if place is not None and place.source == LOCAL_SOURCE:
            continue
        (new if place is None else changed).append(
            _filled(place or Place(municipality=municipality, name=row.name), districts[row.district], row)
        )
    Place.objects.bulk_create(new)
    Place.objects.bulk_update(changed, [*FILE_FIELDS, "district", "name_search", "name_sort"])


# What a place has from its file under the same name.
FILE_FIELDS = ("kind", "source", "address", "latitude", "longitude", "uncertainty_m", "ground_owner")


def _filled(place: Place, district: District, row: PlaceRow) -> Place:
    place.district = district
    place.name_search = search_key(row.name)
    place.name_sort = sort_key(row.name)
    for name in FILE_FIELDS:
        setattr(place, name, getattr(row, name))
    return place


def _load_channels(municipality: Municipality, rows: tuple[ChannelRow, ...]) -> None:
    """Only kinds that have no number yet: a number is the municipality's to change and to verify."""
    taken = set(municipality.channels.values_list("kind", flat=True))
    ContactChannel.objects.bulk_create(
        ContactChannel(
            municipality=municipality,
            kind=row.kind,
            phone=row.phone,
            position=row.position,
            title=row.title,
            when=row.when,
            verified_on=row.verified_on,
            hours=list(row.hours),
            holidays=row.holidays,
            fallback=row.fallback,
        )
        for row in rows
        if row.kind not in taken
    )


@transaction.atomic
def correct_place(*, place: Place, now: dt.datetime) -> Place:
    """Save a place as the municipality has edited it in the admin pages: from now on no file overwrites it."""
    shown = ("name", "latitude", "longitude")
    before = Place.objects.filter(pk=place.pk).values_list(*shown).first()
    place.name_search = search_key(place.name)
    place.name_sort = sort_key(place.name)
    place.source = LOCAL_SOURCE
    place.municipality_id = place.district.municipality_id
    place.save()
    if before is not None and before != tuple(getattr(place, name) for name in shown):
        corrections.tell(place, now)
    return place


@transaction.atomic
def correct_district(*, district: District, now: dt.datetime) -> District:
    """Save a district as the municipality has edited it in the admin pages."""
    before = District.objects.filter(pk=district.pk).values_list("name", flat=True).first()
    district.name_sort = sort_key(district.name)
    district.save()
    if before is not None and before != district.name:
        corrections.tell(district, now)
    return district


@transaction.atomic
def correct_municipality(*, municipality: Municipality) -> Municipality:
    """Save a municipality's name, host and figures as the operator has edited them. Its code and its settings stay."""
    municipality.hostname = municipality.hostname.strip().casefold()
    municipality.save(update_fields=["name", "hostname", "population", "credits"])
    return municipality
