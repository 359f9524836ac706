"""Sealed columns with the newest key: what a rotation of the contact keys does to the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction

from backend.common.db import forget_pages, lock
from backend.common.seal import UNREADABLE, SealedField

if TYPE_CHECKING:
    from django.db.models import Model


def sealed_columns() -> list[tuple[type[Model], list[str]]]:
    """Every model with sealed columns, and their names."""
    found = []
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields if isinstance(field, SealedField)]  # noqa: SLF001
        if names:
            found.append((model, names))
    return found


def reseal_all() -> tuple[int, int]:
    """Seal everything anew. Returns how many rows were sealed, and how many no key opens: those are left alone."""
    sealed = lost = 0
    for model, names in sealed_columns():
        for pk in list(model._base_manager.order_by("pk").values_list("pk", flat=True)):  # noqa: SLF001
            done, unread = _reseal(model, names, pk)
            sealed, lost = sealed + done, lost + unread
    transaction.on_commit(forget_pages, robust=True)
    return sealed, lost


@transaction.atomic
def _reseal(model: type[Model], names: list[str], pk: Any) -> tuple[bool, bool]:
    """One row in a transaction of its own, so that nobody waits for the whole table."""
    row = lock(model._base_manager.filter(pk=pk)).first()  # noqa: SLF001
    if row is None:
        return False, False
    raw = model._base_manager.filter(pk=pk).extra(  # noqa: SLF001, S610 -- names of our own columns
        select={f"raw_{name}": name for name in names}
    )
    stored = raw.values_list(*(f"raw_{name}" for name in names)).get()
    unread = any(text and getattr(row, name) == UNREADABLE for name, text in zip(names, stored, strict=True))
    readable = [name for name in names if getattr(row, name)]
    if readable:
        row.save(update_fields=readable)
    return bool(readable), unread
