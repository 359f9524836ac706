"""The privacy registry: which personal data each app holds, why, for how long, how to show it and how it is erased."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping
    from uuid import UUID

    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

# What stands where a name or a number stood.
ERASED = "[raderat]"


class Basis(StrEnum):
    """The legal ground, as its point of article 6.1 in the data protection regulation."""

    CONSENT = "a"
    CONTRACT = "b"
    LEGAL_DUTY = "c"
    PUBLIC_TASK = "e"
    INTEREST = "f"


@dataclass(frozen=True)
class Person:
    """Somebody who is being erased: id, and the words that must not be left anywhere."""

    user_id: UUID
    words: tuple[str, ...]

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        words = "|".join(re.escape(word) for word in sorted(self.words, key=len, reverse=True) if word.strip())
        return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if words else None

    def is_in(self, text: str) -> bool:
        """Whether a text names the person."""
        return self._pattern is not None and self._pattern.search(text) is not None

    def scrub(self, text: str) -> str:
        """The text without the person."""
        return text if self._pattern is None else self._pattern.sub(ERASED, text)


@dataclass(frozen=True, slots=True)
class Stays:
    """What is kept of somebody who was erased. ``until`` is None where a decision about disposal is missing."""

    title: Text
    ground: Text
    until: dt.date | None

    def plain(self) -> dict[str, Any]:
        """For the receipt: in every language, since the receipt is read later and perhaps by somebody else."""
        return {
            "title": in_languages(self.title),
            "ground": in_languages(self.ground),
            "until": self.until.isoformat() if self.until else None,
        }


def stays_nothing(_user_id: UUID, _now: dt.datetime) -> tuple[Stays, ...]:
    """For holders of which everything goes at once."""
    return ()


def erase_nothing(_person: Person, _now: dt.datetime) -> None:
    """For holders whose rows name nobody once the account is empty."""


@dataclass(frozen=True, slots=True)
class Holder:
    """One kind of personal data. ``model`` is app.Model; ``export`` gives a person's rows as plain data.

    ``words`` says what each key of a row is called, in the order of reading; ``choices`` what its codes mean.
    ``data_class`` names how long it is kept (DataClass). ``stays`` is what an erasure keeps, ``erase`` removes the
    rest, ``finish`` removes what was kept when its time is over.
    """

    model: str
    title: Text
    fields: tuple[str, ...]
    purpose: Text
    ground: Text
    keep: Text
    export: Callable[[UUID], Iterable[Mapping[str, Any]]]
    words: Mapping[str, Text]
    basis: Basis
    data_class: str
    choices: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    erase: Callable[[Person, dt.datetime], None] = erase_nothing
    stays: Callable[[UUID, dt.datetime], tuple[Stays, ...]] = stays_nothing
    finish: Callable[[Person, dt.datetime], None] = erase_nothing


@dataclass(frozen=True, slots=True)
class DataClass:
    """Data that is kept equally long. ``days`` is the default, None for what is preserved.

    A municipal record goes only where the municipality has decided so (a disposal decision). ``outlived`` counts what
    is older than a moment in one municipality, ``dispose`` removes it and says how many.
    """

    code: str
    title: Text
    days: int | None
    is_municipal_record: bool
    outlived: Callable[[UUID, dt.datetime], int]
    dispose: Callable[[UUID, dt.datetime], int]


_holders: dict[str, Holder] = {}
_classes: dict[str, DataClass] = {}


def register(holder: Holder) -> None:
    """Called from AppConfig.ready(). ValueError when another holder took the model."""
    if _holders.setdefault(holder.model, holder) is not holder:
        raise ValueError(f"{holder.model} is registered twice")


def register_class(data_class: DataClass) -> None:
    """Called from AppConfig.ready(). ValueError when the code is taken."""
    if _classes.setdefault(data_class.code, data_class) is not data_class:
        raise ValueError(f"{data_class.code} is registered twice")


def holders() -> list[Holder]:
    """Every holder, by model."""
    return [_holders[model] for model in sorted(_holders)]


def classes() -> list[DataClass]:
    """Every class, by code."""
    return [_classes[code] for code in sorted(_classes)]


def data_class(code: str) -> DataClass:
    """The class of a code. KeyError when nobody registered it."""
    return _classes[code]


def preserved(_municipality_id: UUID, _before: dt.datetime) -> int:
    """For classes of which nothing is removed."""
    return 0


def in_languages(text: Text) -> dict[str, str]:
    """A translated text in each language of the installation."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            said[code] = str(text)
    return said
