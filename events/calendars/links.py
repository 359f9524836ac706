"""A calendar's address in the three forms that programs take. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


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
