"""SMS, through 46elks's HTTP API; for development and the demo to the terminal or to files.

settings.SMS_URL chooses: ``46elks://user:password@api.46elks.com``, ``console:``, ``file:`` (sms/ in LYKTA_DATA), or
nothing, and then no SMS is offered anywhere. ``46elks+http://`` is for a stand-in on this machine.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import requests
from django.conf import settings

from notifications.channels.errors import NotSent, Undeliverable

if TYPE_CHECKING:
    from notifications.models import Delivery

CONNECT_SECONDS, ANSWER_SECONDS = 3.05, 10
PATH = "/a1/sms"
SCHEMES = {"46elks": "https", "46elks+http": "http"}
# Their fault, or ours that an operator can mend (a changed password, an empty account): worth another try.
TRY_AGAIN = frozenset({401, 402, 403, 404, 408, 425, 429})

# One SMS holds 160 signs of this alphabet, or 70 of any other; a longer one travels in parts of 153 or 67.
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE = frozenset("^{}\\[~]|€\f")
MOST_PARTS, GSM_PART, OTHER_PART = 4, 153, 67
LONGEST_NAME = 50  # of any alphabet: four parts hold it, a link and a sentence
CUT = "..."  # of the alphabet, which the one sign … is not


@dataclass(frozen=True, slots=True)
class Service:
    """Where messages are handed over."""

    url: str
    user: str
    password: str


def is_offered() -> bool:
    """Whether this installation sends SMS at all: what says "or by SMS" asks here."""
    return bool(settings.SMS_URL)


def is_real() -> bool:
    """Whether they leave the machine."""
    return scheme_of(settings.SMS_URL) in SCHEMES


def scheme_of(url: str) -> str:
    """What stands before the colon. A scheme that begins with a digit is none to urllib."""
    return url.partition(":")[0]


def send(delivery: Delivery, address: str) -> None:
    """Hand the message over, once. NotSent when it may be tried again, Undeliverable when it never will arrive."""
    if not is_offered():
        raise Undeliverable("NoSmsService")
    text = fitted(delivery.body)
    scheme = scheme_of(settings.SMS_URL)
    if scheme == "console":
        sys.stdout.write(f"SMS {address}\n{text}\n")
    elif scheme == "file":
        _write(delivery, address, text)
    else:
        _post(_service(), address, text)


def fitted(text: str) -> str:
    """The text, or as many whole words of it as MOST_PARTS hold, and then the three dots."""
    plain = all(sign in GSM or sign in GSM_DOUBLE for sign in text)
    room = MOST_PARTS * (GSM_PART if plain else OTHER_PART)
    if _length(text, plain=plain) <= room:
        return text
    kept = text[: room - len(CUT)]
    while _length(kept, plain=plain) > room - len(CUT):
        kept = kept[:-1]
    words, space, _rest = kept.rpartition(" ")
    return (words if space else kept).rstrip(" ,.;:–-") + CUT


def shortened(name: str) -> str:
    """A name as an SMS has room for it, so that a link after it is not what is cut away."""
    if _length(name, plain=False) <= LONGEST_NAME:
        return name
    kept = name
    while _length(kept, plain=False) > LONGEST_NAME - len(CUT):
        kept = kept[:-1]
    return kept.rstrip() + CUT


def _length(text: str, *, plain: bool) -> int:
    """In signs of the alphabet, or in the two-byte units of any other text: an emoji is two."""
    if plain:
        return len(text) + sum(sign in GSM_DOUBLE for sign in text)
    return len(text.encode("utf-16-le")) // 2


def _service() -> Service:
    """From the setting. Undeliverable when it says something else; ``serve`` has refused to start with that."""
    scheme, said = scheme_of(settings.SMS_URL), urlsplit(settings.SMS_URL.partition(":")[2])
    if scheme not in SCHEMES or not said.hostname:
        raise Undeliverable("BadSmsUrl")
    host = said.netloc.rpartition("@")[2]
    path = said.path if said.path not in {"", "/"} else PATH
    return Service(f"{SCHEMES[scheme]}://{host}{path}", unquote(said.username or ""), unquote(said.password or ""))


def _post(service: Service, address: str, text: str) -> None:
    """One form POST. Only the status is read: what else a gateway says is of no use, and it quotes the number."""
    try:
        with requests.post(
            service.url,
            data={"from": settings.SMS_FROM, "to": address, "message": text},
            auth=(service.user, service.password),
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as answer:
            status = answer.status_code
    except requests.RequestException as error:
        raise NotSent(type(error).__name__) from None
    if 200 <= status < 300:
        return
    if 400 <= status < 500 and status not in TRY_AGAIN:
        raise Undeliverable(f"Status{status}")
    raise NotSent(f"Status{status}")


def _write(delivery: Delivery, address: str, text: str) -> None:
    """One file for each message, for its owner only; a repeat is the same file."""
    folder = settings.DATA_DIR / "sms"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{delivery.due_at:%Y%m%dT%H%M%S}-{delivery.pk}.txt"
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{address}\n{text}\n")
