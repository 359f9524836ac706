"""What a fetch of the police's events says to whoever started it: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from situation.states import FetchOutcome

if TYPE_CHECKING:
    from situation.models import PoliceFetch


def sentence(fetch: PoliceFetch) -> str:
    """One sentence, in the active language, that says what came and what it changed."""
    numbers = {
        "items": fetch.items,
        "created": fetch.created,
        "changed": fetch.changed,
        "removed": fetch.removed,
        "unreadable": fetch.unreadable,
        "detail": fetch.detail,
    }
    return _sentences()[FetchOutcome(fetch.outcome)] % numbers


def _sentences() -> dict[FetchOutcome, str]:
    return {
        FetchOutcome.OK: _(
            "%(items)d händelser lästa: %(created)d nya, %(changed)d ändrade, %(removed)d flyttade till en annan "
            "kommun. %(unreadable)d poster gick inte att läsa."
        ),
        FetchOutcome.UNCHANGED: _("Polisens lista är oförändrad sedan förra hämtningen."),
        FetchOutcome.EMPTY: _("Polisens svar var tomt (%(detail)s). Inget har ändrats."),
        FetchOutcome.BROKEN: _("Polisens svar gick inte att läsa (%(detail)s). Inget har ändrats."),
        FetchOutcome.UNREACHABLE: _("Polisens lista gick inte att hämta (%(detail)s). Inget har ändrats."),
    }
