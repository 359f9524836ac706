"""What somebody told of, before it is an observation: a plain value that every door builds, and its rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from backend.common.clock import corrected
from backend.common.errors import Invalid
from backend.common.facts import digest
from tips import receipts
from tips.categories import CATEGORIES

if TYPE_CHECKING:
    from uuid import UUID

    from tips.states import Category

MAX_TEXT = 300
KEY, KEY_LENGTH = "^[0-9a-f]{32}$", 32
OLDEST = dt.timedelta(days=30)
# How long a phone may ask for its receipt again: far more than a lost answer needs, docs/adr/0011.
REPEATED_FOR = dt.timedelta(hours=48)
# A phone's clock may be a little fast, and "nu" is chosen a moment before the hour turns.
FAST_CLOCK = dt.timedelta(minutes=10)


class UnknownCategory(Invalid):
    """A code that is not in the list."""

    code = "unknown_category"
    message = _("Välj vad det gäller.")


class CallInstead(Invalid):
    """A category that is never stored."""

    code = "call_instead"
    message = _(
        "Det här tar vi inte emot i formuläret. Ring 112 om det pågår eller just har hänt, annars 114 14. "
        "Ingenting har sparats."
    )


class BehaviourMissing(Invalid):
    """A gathering without what happens there."""

    code = "behaviour_missing"
    message = _("Välj vad som händer på platsen.")


class NoText(Invalid):
    """Free text where place and hour are all that is taken."""

    code = "place_and_hour_only"
    message = _("Här räcker plats och tid. Berätta resten för polisen på 114 14.")


class TextTooLong(Invalid):
    """More than the text may hold."""

    code = "text_too_long"
    message = _("Texten får vara högst %(most)d tecken.")


class InTheFuture(Invalid):
    """A time that has not been yet."""

    code = "in_the_future"
    message = _("Tiden har inte varit än.")


class TooLongAgo(Invalid):
    """Older than the observations that are taken."""

    code = "too_long_ago"
    message = _("Det är för länge sedan. Vi tar emot sådant som hänt de senaste %(days)d dagarna.")


class PlaceMissing(Invalid):
    """Neither a place nor a district."""

    code = "place_missing"
    message = _("Välj en plats.")


@dataclass(frozen=True, slots=True)
class Report:
    """One observation as told. ``id`` is the phone's; ``occurred_at`` and ``sent_at`` are by its clock.

    ``key`` is the phone's own secret for this report, 32 hexadecimal digits: who has it is the sender (docs/adr/0011).
    ``walk_id`` names the walk that it was told from; ``by_phone`` says that the contact centre writes for a caller.
    """

    id: UUID
    category: str
    occurred_at: dt.datetime
    place_id: UUID | None = None
    district_id: UUID | None = None
    behaviour: str = ""
    text: str = ""
    walk_id: UUID | None = None
    sent_at: dt.datetime | None = None
    by_phone: bool = False
    key: str = ""
    language: str = "sv"

    @property
    def words(self) -> str:
        """The text with the phone's line ends made one kind and nothing around it."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()

    @property
    def digest(self) -> str:
        """What was said, the same for every resend: the hour and not the second, no door, no language."""
        return digest(
            {
                "category": self.category,
                "behaviour": self.behaviour,
                "place": self.place_id,
                "district": self.district_id,
                "hour": hour_of(self.occurred_at).isoformat(),
                "text": self.words,
                "walk": self.walk_id,
                "key": self.key,
            }
        )

    def is_repeat_of(self, sealed: str, received_at: dt.datetime, now: dt.datetime) -> bool:
        """Whether it is the stored report again, from who sent it; without a key nobody can tell."""
        if not self.key or now - received_at > REPEATED_FOR:
            return False
        return receipts.is_seal_of(sealed, self.digest)

    def checked_category(self) -> Category:
        """Its category. Raises UnknownCategory, CallInstead, BehaviourMissing, NoText, TextTooLong."""
        category = CATEGORIES.get(self.category)
        if category is None:
            raise UnknownCategory(field="category")
        if not category.is_stored:
            raise CallInstead(field="category")
        if (self.behaviour or category.behaviours) and self.behaviour not in category.behaviours:
            raise BehaviourMissing(field="behaviour")
        if self.words and not category.takes_text:
            raise NoText(field="text")
        if len(self.words) > MAX_TEXT:
            raise TextTooLong(field="text", most=MAX_TEXT)
        return category

    def hour(self, now: dt.datetime) -> dt.datetime:
        """The hour it happened in, by our clock. Raises InTheFuture, TooLongAgo."""
        at = self.occurred_at
        if self.sent_at is not None:
            at = corrected(occurred_at=at, sent_at=self.sent_at, received_at=now)
        if at > now + FAST_CLOCK:
            raise InTheFuture(field="occurred_at")
        if at < now - OLDEST:
            raise TooLongAgo(field="occurred_at", days=OLDEST.days)
        return hour_of(min(at, now))


def hour_of(moment: dt.datetime) -> dt.datetime:
    """The full hour that a moment lies in, UTC; Swedish time differs from UTC by whole hours."""
    return moment.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
