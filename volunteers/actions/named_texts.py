"""The municipality's free texts and somebody who is erased: what is found, what goes unread, what a person reads."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backend.common import free_text
from backend.common.db import forget_pages, lock
from backend.common.errors import Conflict, NotAllowed, NotFound
from backend.common.free_text import Hit, Sought
from backend.common.privacy import Stays
from volunteers import policies
from volunteers.models import Membership, NamedText

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from backend.common.free_text import FreeText
    from backend.common.privacy import Text
    from backend.common.viewer import Viewer
    from volunteers.models import Erasure, User

ASKED = _("Allmän handling, och namnet kan vara någon annans (artikel 17.3 b i dataskyddsförordningen)")
FIXED = _("Allmän handling med kontrollsumma, som bevaras (artikel 17.3 b och 17.3 d i dataskyddsförordningen)")


class TextIsAnother(Conflict):
    """Somebody has written it anew: what was found in it may stand elsewhere, or nowhere."""

    code = "text_is_another"
    message = _("Texten har ändrats sedan dess. Läs den där den står, och markera den sedan som läst.")


class WantsAHand(Conflict):
    """A name, an address or a number of a function: it is changed on its own page."""

    code = "wants_a_hand"
    message = _("Det här ändras på sin egen sida. Markera det sedan som läst.")


def sought_of(user: User) -> Sought:
    """What is looked for."""
    return Sought(user.email or "", user.phone or "", (user.name, user.legal_name))


def found_of(user: User, municipality_id: UUID) -> list[Hit]:
    """Where the person stands, in this municipality and in those in which they are or were a member."""
    theirs = Membership.objects.filter(user_id=user.pk).order_by().values_list("organisation__municipality", flat=True)
    return free_text.search(sought_of(user), {municipality_id, *theirs})


def that_goes(found: list[Hit]) -> list[Text]:
    """What is overwritten at once, by kind and number."""
    goes = [hit for hit in found if not hit.is_fixed and (hit.has_contact or not hit.stays)]
    said = _counted(lambda: gettext("%(what)s (%(number)d): det som pekar ut dig skrivs över"))
    return [said(text, len(rows)) for text, rows in _by_text(goes)]


def that_stays(found: list[Hit]) -> list[Stays]:
    """What is left in texts, by kind and number, with ground and last day."""
    lines = []
    asked = _counted(lambda: gettext("%(what)s (%(number)d): det som kan vara du, tills kommunen har läst texten"))
    fixed = _counted(lambda: gettext("%(what)s (%(number)d): bevaras som de fastställdes"))
    for text, rows in _by_text([hit for hit in found if hit.stays]):
        open_rows = [hit.pk for hit in rows if not hit.is_fixed]
        if open_rows:
            until = text.until(open_rows) if text.until else None
            lines.append(Stays(asked(text, len(open_rows)), ASKED, until))
        if len(open_rows) < len(rows):
            lines.append(Stays(fixed(text, len(rows) - len(open_rows)), FIXED, None))
    return lines


def clear_texts(*, erasure: Erasure, sought: Sought, found: list[Hit], now: dt.datetime) -> None:
    """In the erasure's transaction: addresses and numbers go, and a name that may be left is read by somebody."""
    for hit in found:
        spots = free_text.clear(hit, sought, now)
        rows = hit.text.model_class._base_manager.filter(pk=hit.pk)  # noqa: SLF001
        if spots and hit.text.asks is not None:
            hit.text.asks(rows.get(), now)
            continue
        if not spots:
            continue
        here: UUID = rows.values_list(hit.text.municipality, flat=True).get()
        NamedText.objects.bulk_create(
            NamedText(
                municipality_id=here, erasure=erasure, model=hit.text.model, object_id=str(hit.pk), path=spot.path,
                start=spot.start, end=spot.end, digest=spot.digest, found_at=now,
            )
            for spot in spots
        )  # fmt: skip


@transaction.atomic
def settle_text(*, viewer: Viewer, named_text_id: UUID, remove: bool, now: dt.datetime) -> None:
    """Somebody has read it: the name goes, or it is another's (or has been taken away by hand) and stands.

    Raises NotFound, NotAllowed, TextIsAnother, WantsAHand.
    """
    found: NamedText | None = lock(NamedText.objects.visible_to(viewer).unread().filter(pk=named_text_id)).first()
    if found is None:
        raise NotFound
    if not policies.can_set_retention(viewer):
        raise NotAllowed
    if remove:
        _remove(found, now)
        transaction.on_commit(forget_pages, robust=True)
    found.read_at = now
    found.save(update_fields=["read_at"])


def _remove(found: NamedText, now: dt.datetime) -> None:
    text = free_text.of_model(found.model)
    if is_by_hand(found, text):
        raise WantsAHand
    row = lock(text.model_class._base_manager.filter(pk=found.object_id)).first()  # noqa: SLF001
    spot = free_text.Spot(found.path, found.start, found.end, found.digest)
    if row is None or not free_text.remove(row, text, spot, now):
        raise TextIsAnother
    # Its other spots are of a text that is another now.
    said = text_at(row, found.path)
    moved = len(free_text.BLANK) - (found.end - found.start)
    for other in NamedText.objects.unread().filter(
        model=found.model, object_id=found.object_id, path=found.path, digest=found.digest
    ):
        shift = moved if other.start > found.start else 0
        other.start, other.end, other.digest = other.start + shift, other.end + shift, free_text.digest(said)
        other.save(update_fields=["start", "end", "digest"])


def is_by_hand(found: NamedText, text: FreeText) -> bool:
    """Whether it is changed on a page of its own."""
    return found.path.partition("/")[0] in text.by_hand


def text_at(row: Any, path: str) -> str:
    """The text at a path, empty where there is none any more."""
    column = path.partition("/")[0]
    return dict(free_text.leaves(column, getattr(row, column))).get(path, "")


def _by_text(hits: list[Hit]) -> Iterable[tuple[FreeText, list[Hit]]]:
    return [(text, list(rows)) for text, rows in groupby(hits, key=lambda hit: hit.text)]


def _counted(words: Callable[[], str]) -> Callable[[FreeText, int], Text]:
    def said(text: FreeText, number: int) -> Text:
        return lazy(lambda: words() % {"what": text.title, "number": number}, str)()

    return said
