"""The privacy registry: each app says which personal data it holds, why, for how long, and how to show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from uuid import UUID

    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Holder:
    """One kind of personal data. ``model`` is app.Model; ``export`` gives a person's rows as plain data.

    ``words`` says what each key of a row is called, in the order of reading; ``choices`` what its codes mean.
    """

    model: str
    title: str | _StrPromise
    fields: tuple[str, ...]
    purpose: str | _StrPromise
    ground: str | _StrPromise
    keep: str | _StrPromise
    export: Callable[[UUID], Iterable[Mapping[str, Any]]]
    words: Mapping[str, str | _StrPromise]
    choices: Mapping[str, Mapping[str, str | _StrPromise]] = field(default_factory=dict)


_holders: dict[str, Holder] = {}


def register(holder: Holder) -> None:
    """Called from AppConfig.ready(). ValueError when another holder took the model."""
    if _holders.setdefault(holder.model, holder) is not holder:
        raise ValueError(f"{holder.model} is registered twice")


def holders() -> list[Holder]:
    """Every holder, by model."""
    return [_holders[model] for model in sorted(_holders)]
