"""Columns in which somebody may have written about somebody: where they are, how a person is found in them, and what
is done there when the person is erased.

Addresses and numbers are one person's and go at once. A full name may be another's, so a person reads the text first;
only announcements, which their organiser writes anew in a minute, lose it unread.
"""

from __future__ import annotations

import hashlib
import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import CharField, Q

from backend.common.db import lock
from backend.common.phones import pattern_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator
    from uuid import UUID

    from django.db.models import Model

    from backend.common.privacy import Text

# What stands in a text where an address, a number or a name stood.
BLANK = "[borttaget]"
NOBODY = re.compile(r"(?!)")


def save_columns(row: Any, columns: tuple[str, ...], _now: dt.datetime) -> None:
    """For rows without version or history."""
    row.save(update_fields=list(columns))


@dataclass(frozen=True, slots=True)
class FreeText:
    """Free-text columns of a model. ``municipality`` is the lookup from a row to its municipality's id.

    ``by_hand`` are names, addresses and numbers of functions: nothing in them is changed unread. ``fixed`` are rows
    that may not be changed at all. ``keep`` writes a changed row, with version and history where it has them.
    ``asks`` has a row read by other means than the list of texts to read; ``until`` is the last day of rows (by their
    keys) that still hold a name, None for no day; ``overwrites`` says that names go unread.
    """

    model: str
    title: Text
    columns: tuple[str, ...]
    municipality: str
    keep: Callable[[Any, tuple[str, ...], dt.datetime], None] = save_columns
    by_hand: frozenset[str] = frozenset()
    fixed: Q | None = None
    overwrites: bool = False
    asks: Callable[[Any, dt.datetime], None] | None = None
    until: Callable[[list[Any]], dt.date | None] | None = None

    @property
    def model_class(self) -> type[Model]:
        """The model itself."""
        return apps.get_model(self.model)


@dataclass(frozen=True)
class Sought:
    """Somebody's address, telephone in E.164 and names, as they are written in texts.

    A name of one word is what many are called: it is not looked for.
    """

    email: str
    phone: str
    names: tuple[str, ...]

    @cached_property
    def contacts(self) -> re.Pattern[str]:
        """The address, and the number in all usual ways of writing it."""
        found = [rf"(?<![\w.+-]){re.escape(self.email)}(?![\w-])"] if self.email else []
        found += [pattern_of(self.phone)] if self.phone else []
        return re.compile("|".join(found), re.IGNORECASE) if found else NOBODY

    @cached_property
    def full_names(self) -> re.Pattern[str]:
        """Names of two words and more, in the genitive too."""
        said = {tuple(name.split()) for name in self.names if len(name.split()) > 1}
        words = sorted((r"\s+".join(map(re.escape, name)) for name in said), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?=s?(?!\w))", re.IGNORECASE) if words else NOBODY


@dataclass(frozen=True, slots=True)
class Hit:
    """A row in which something of the person stands."""

    text: FreeText
    pk: Any
    has_contact: bool
    has_name: bool
    is_fixed: bool

    @property
    def stays(self) -> bool:
        """Whether anything is left when the erasure is done."""
        return self.is_fixed or (self.has_name and not self.text.overwrites)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a row's text: column and keys, first and last character, and the hash of the text that it is of."""

    path: str
    start: int
    end: int
    digest: str


_texts: dict[str, FreeText] = {}


def register(text: FreeText) -> None:
    """Called from AppConfig.ready(). ValueError when the model's texts are registered."""
    if _texts.setdefault(text.model, text) is not text:
        raise ValueError(f"{text.model} is registered twice")


def texts() -> list[FreeText]:
    """All of them, by model."""
    return [_texts[model] for model in sorted(_texts)]


def of_model(model: str) -> FreeText:
    """The texts of a model. KeyError."""
    return _texts[model]


def search(sought: Sought, municipality_ids: Iterable[UUID]) -> list[Hit]:
    """Every row of these municipalities in which the person stands. One query for each model, read as it comes."""
    here = list(municipality_ids)
    return [hit for text in texts() for hit in _search(text, sought, here)]


def _search(text: FreeText, sought: Sought, here: list[UUID]) -> Iterator[Hit]:
    rows = text.model_class._base_manager.filter(**{f"{text.municipality}__in": here}).order_by("pk")  # noqa: SLF001
    fixed = set(rows.filter(text.fixed).values_list("pk", flat=True)) if text.fixed is not None else set()
    for pk, *values in rows.values_list("pk", *text.columns).iterator():
        contact, name = False, False
        for column, value in zip(text.columns, values, strict=True):
            for _path, said in leaves(column, value):
                in_contact, in_name = sought.contacts.search(said), sought.full_names.search(said)
                contact |= in_contact is not None and column not in text.by_hand
                name |= in_name is not None or (in_contact is not None and column in text.by_hand)
        if contact or name:
            yield Hit(text, pk, contact, name, pk in fixed)


def clear(hit: Hit, sought: Sought, now: dt.datetime) -> list[Spot]:
    """Take out what goes unread, in the caller's transaction; returns the spots that somebody has to read."""
    text = hit.text
    row: Any = lock(text.model_class._base_manager.filter(pk=hit.pk)).first()  # noqa: SLF001
    if row is None or hit.is_fixed:
        return []
    goes = [sought.contacts, sought.full_names] if text.overwrites else [sought.contacts]
    changed = [column for column in text.columns if column not in text.by_hand and _blank(row, column, goes)]
    if changed:
        text.keep(row, tuple(changed), now)
    return [spot for column in text.columns for spot in _spots(row, text, column, sought)]


def remove(row: Any, text: FreeText, spot: Spot, now: dt.datetime) -> bool:
    """Blank one spot that somebody has read; False where the text is another since."""
    column, *_keys = spot.path.split("/")
    said = dict(leaves(column, getattr(row, column))).get(spot.path)
    if said is None or digest(said) != spot.digest:
        return False
    _write(row, spot.path, said[: spot.start] + BLANK + said[spot.end :])
    text.keep(row, (column,), now)
    return True


def leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Each text in a column's value with its path: a JSON column has many."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(f"{path}/{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(f"{path}/{number}", inner)


def digest(said: str) -> str:
    """By which a text is known again without being kept."""
    return hashlib.sha256(said.encode()).hexdigest()


def _blank(row: Any, column: str, goes: list[re.Pattern[str]]) -> bool:
    changed = False
    for path, said in list(leaves(column, getattr(row, column))):
        new = said
        for pattern in goes:
            new = pattern.sub(BLANK, new)
        if new != said:
            _write(row, path, new)
            changed = True
    return changed


def _spots(row: Any, text: FreeText, column: str, sought: Sought) -> Iterator[Spot]:
    patterns = [sought.full_names, sought.contacts] if column in text.by_hand else [sought.full_names]
    for path, said in leaves(column, getattr(row, column)):
        for pattern in patterns:
            for found in pattern.finditer(said):
                yield Spot(path, found.start(), found.end(), digest(said))


def _write(row: Any, path: str, said: str) -> None:
    """Into the column, or to its place in the JSON; cut to what the column holds."""
    column, *keys = path.split("/")
    if not keys:
        field = row._meta.get_field(column)  # noqa: SLF001
        setattr(row, column, said[: field.max_length] if isinstance(field, CharField) else said)
        return
    whole = deepcopy(getattr(row, column))
    inner = whole
    for key in keys[:-1]:
        inner = inner[int(key)] if isinstance(inner, list) else inner[key]
    last: Any = int(keys[-1]) if isinstance(inner, list) else keys[-1]
    inner[last] = said
    setattr(row, column, whole)
