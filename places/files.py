"""A municipality as a JSON file: reads it into values and refuses what is wrong, with the place of the fault."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common.errors import Invalid, NotFound
from places.hours import BadHours
from places.hours import parsed as parsed_hours
from places.states import GROUND_OWNER_OF_KIND, ChannelKind, GroundOwner, HolidayRule, PlaceKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from places.geometry import Polygon

SHIPPED = Path(__file__).resolve().parent / "data"
SMALLEST_RING = 4  # RFC 7946 §3.1.6: three corners, and the first again


class BadPlacesFile(Invalid):
    """A file that does not describe a municipality."""

    code = "bad_places_file"
    message = _("Filen går inte att läsa in: %(fault)s")


class NoSuchPlacesFile(NotFound):
    """A path without a file, and no shipped municipality of that name either."""

    code = "no_such_places_file"
    message = _("Det finns ingen fil %(name)s, och ingen medföljande kommun med det namnet.")


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """``polygon`` is empty when nobody has drawn it; ``population`` 0 when there is no sourced figure."""

    name: str
    population: int = 0
    population_date: dt.date | None = None
    approximate: bool = True
    polygon: Polygon = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A named place; both coordinates and the uncertainty, or none of them."""

    name: str
    kind: str
    district: str
    source: str
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    uncertainty_m: int | None = None
    ground_owner: str = GroundOwner.UNKNOWN


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A telephone number; ``verified_on`` only when somebody has rung it."""

    kind: str
    phone: str
    position: int
    title: dict[str, str]
    when: dict[str, str] = field(default_factory=dict)
    verified_on: dt.date | None = None
    hours: tuple[dict[str, Any], ...] = ()
    holidays: str = HolidayRule.SUNDAY
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class MunicipalityFile:
    """Everything a file says."""

    code: str
    name: str
    population: int
    credits: str
    boundary: Polygon
    districts: tuple[DistrictRow, ...]
    places: tuple[PlaceRow, ...]
    channels: tuple[ChannelRow, ...]


def find(name: str) -> Path:
    """A path, or the name of a municipality that ships with the project. NoSuchPlacesFile."""
    shipped = {path.stem: path for path in SHIPPED.glob("*.json")}
    path = shipped.get(name) or Path(name)
    if not path.is_file():
        raise NoSuchPlacesFile(name=name)
    return path


def read(path: Path) -> MunicipalityFile:
    """The file's values. BadPlacesFile says what is wrong and where."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as exc:
        raise BadPlacesFile(fault=str(exc)) from exc
    return parse(raw)


def parse(raw: Any) -> MunicipalityFile:
    """Values of a decoded file. BadPlacesFile says what is wrong and where."""
    try:
        parsed = MunicipalityFile(
            code=_text(raw["code"], 4),
            name=_text(raw["name"], 100),
            population=int(raw.get("population", 0)),
            credits="\n".join(raw.get("credits", [])),
            boundary=_polygon(raw.get("boundary", []), "boundary"),
            districts=tuple(_district(row) for row in raw["districts"]),
            places=tuple(_place(row) for row in raw["places"]),
            channels=tuple(_channel(row) for row in raw.get("channels", [])),
        )
    except KeyError as exc:
        raise BadPlacesFile(fault=f"{exc} saknas") from exc
    except (TypeError, ValueError, AttributeError) as exc:
        raise BadPlacesFile(fault=str(exc)) from exc
    _check(parsed)
    return parsed


def _check(file: MunicipalityFile) -> None:
    """What no single row can know: unique names, known districts."""
    if not file.districts:
        raise BadPlacesFile(fault="inga kommundelar")
    for names in ([d.name for d in file.districts], [p.name for p in file.places]):
        twice = next(iter(_repeated(names)), None)
        if twice:
            raise BadPlacesFile(fault=f"{twice} står två gånger")
    known = {district.name for district in file.districts}
    for place in file.places:
        if place.district not in known:
            raise BadPlacesFile(fault=f"{place.name}: okänd kommundel {place.district}")


def _repeated(names: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]


def _district(row: dict[str, Any]) -> DistrictRow:
    name = _text(row["name"], 100)
    return DistrictRow(
        name=name,
        population=int(row.get("population", 0)),
        population_date=_date(row.get("population_date")),
        approximate=bool(row.get("approximate", True)),
        polygon=_polygon(row.get("polygon", []), name),
    )


def _place(row: dict[str, Any]) -> PlaceRow:
    name, kind = _text(row["name"], 150), PlaceKind(row["kind"])
    point = [row.get(key) for key in ("latitude", "longitude", "uncertainty_m")]
    if any(v is None for v in point) and any(v is not None for v in point):
        raise BadPlacesFile(fault=f"{name}: en punkt är latitude, longitude och uncertainty_m")
    if point[0] is not None and not _is_on_earth(row["longitude"], row["latitude"]):
        raise BadPlacesFile(fault=f"{name}: punkten finns inte på jorden")
    default = GROUND_OWNER_OF_KIND.get(kind, GroundOwner.UNKNOWN)
    return PlaceRow(
        name=name,
        kind=kind,
        district=_text(row["district"], 100),
        source=_text(row["source"], 200),
        address=row.get("address", ""),
        latitude=point[0],
        longitude=point[1],
        uncertainty_m=point[2],
        ground_owner=GroundOwner(row.get("ground_owner", default)),
    )


def _channel(row: dict[str, Any]) -> ChannelRow:
    title = dict(row["title"])
    if not title.get("sv"):
        raise BadPlacesFile(fault=f"{row['phone']}: svenskt namn saknas")
    return ChannelRow(
        kind=ChannelKind(row["kind"]),
        phone=_text(row["phone"], 32),
        position=int(row.get("position", 100)),
        title=title,
        when=dict(row.get("when", {})),
        verified_on=_date(row.get("verified_on")),
        hours=_hours(row.get("hours", [])),
        holidays=HolidayRule(row.get("holidays", HolidayRule.SUNDAY)),
        fallback=_text(row["fallback"], 32) if row.get("fallback") else "",
    )


def _hours(raw: Any) -> tuple[dict[str, Any], ...]:
    try:
        parsed_hours(raw)
    except BadHours as exc:
        raise BadPlacesFile(fault=f"{raw!r} är inte tider") from exc
    return tuple(raw)


def _polygon(rings: Any, name: str) -> Polygon:
    """Closed rings of [longitude, latitude]."""
    for ring in rings:
        closed = len(ring) >= SMALLEST_RING and ring[0] == ring[-1]
        if not closed or not all(_is_on_earth(*point) for point in ring):
            raise BadPlacesFile(fault=f"{name}: ytan är inte en sluten ring av [longitud, latitud]")
    return list(rings)


def _is_on_earth(longitude: float, latitude: float) -> bool:
    return -180 <= longitude <= 180 and -90 <= latitude <= 90


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise BadPlacesFile(fault=f"{value!r} är inte en text på 1–{longest} tecken")
    return value


def _date(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
