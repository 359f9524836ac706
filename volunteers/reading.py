"""The registry of places where names and numbers are shown, and of the words for what was read there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise

MEMBERS = "volunteers.members"
MEMBER = "volunteers.member"
REQUESTS = "volunteers.requests"
OPERATOR = "volunteers.operator"
INSURED = "volunteers.insured"
KEPT = "volunteers.kept"
OWN_DATA = "desk.own_data"

# Names of fields as the log keeps them. Never a value.
FIELDS: dict[str, str | _StrPromise] = {
    "first_name": _("förnamn"),
    "name": _("namn"),
    "legal_name": _("namn för försäkringen"),
    "phone": _("telefon"),
    "email": _("e-postadress"),
    "role": _("roll"),
    "clearances": _("bevis och samtycken"),
    "everything": _("alla uppgifter"),
}

_titles: dict[str, str | _StrPromise] = {}


def register(what: str, title: str | _StrPromise) -> None:
    """Called from AppConfig.ready(): what a page, list or file is called. ValueError when the code is taken."""
    if _titles.setdefault(what, title) != title:
        raise ValueError(f"{what} is registered twice")


def titles() -> Mapping[str, str | _StrPromise]:
    """Every code with its words."""
    return dict(_titles)


def title_of(what: str) -> str:
    """The words for a code; the code itself where a page is no more."""
    return str(_titles.get(what, what))


def require(what: str, fields: Iterable[str]) -> str:
    """The fields as the log keeps them. ValueError for a page or a field that nobody has words for."""
    named = sorted(set(fields))
    if what not in _titles or not named or not set(named) <= set(FIELDS):
        raise ValueError(f"{what}: {' '.join(named)} is not registered with volunteers.reading")
    return " ".join(named)


def fields_said(fields: str) -> str:
    """Kept fields in words."""
    return ", ".join(str(FIELDS.get(name, name)) for name in fields.split())
