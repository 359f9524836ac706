"""A calendar's address, in the reader's language and in the three forms that programs take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Links:
    """``https`` for everybody, ``webcal`` opens the device's own calendar, ``google`` works on a computer.

    Never webcals://, which iOS cannot open.
    """

    https: str
    webcal: str
    google: str

    @classmethod
    def of(cls, address: str) -> Links:
        """The forms of an absolute address."""
        webcal = "webcal:" + address.partition(":")[2]
        return cls(address, webcal, f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}")


def public_path(scope: UUID | str, language: str | None) -> str:
    """The path of a public calendar, which speaks Swedish unless another language is asked for."""
    path = reverse("events:feed_public", args=[scope])
    return path if language in (None, settings.LANGUAGE_CODE) else f"{path}?lang={language}"
