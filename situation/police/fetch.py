"""One polite call to the police's open data: own name, https only, bounded in time and size."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import requests

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_CONDITIONS: Final = frozenset({"If-None-Match", "If-Modified-Since"})
_CHUNK: Final = 64 * 1024
_MAX_VALIDATOR: Final = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for one silence and for the whole call; bytes of the unpacked answer (a real one has 200 kB)."""

    silence: float = 10
    total: float = 30
    size: int = 5_000_000


@dataclass(frozen=True, slots=True)
class Download:
    """What came: ``body`` is None when the server says that nothing has changed since the validators."""

    body: bytes | None
    etag: str = ""
    last_modified: str = ""


class Unreachable(Exception):
    """No answer that is worth reading; ``reason`` is a code for the log, e.g. ``timeout`` or ``status_500``."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def download(
    url: str, *, user_agent: str, etag: str = "", last_modified: str = "", limits: Limits | None = None
) -> Download:
    """GET ``url``, conditionally when validators are given. Raises Unreachable, within ``limits.total`` seconds.

    The call runs in a thread of its own: requests bounds each silence but not the whole, and whoever waits here
    may be the worker that also keeps the clock of the walks.
    """
    limits = limits or Limits()
    headers = {"User-Agent": user_agent, "Accept": "application/json"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    done: queue.SimpleQueue[Download | Unreachable] = queue.SimpleQueue()

    def call() -> None:
        try:
            done.put(_get(url, headers, limits))
        except Unreachable as error:
            done.put(error)
        except requests.Timeout:
            done.put(Unreachable("timeout"))
        except (requests.RequestException, OSError, ValueError):
            done.put(Unreachable("no_connection"))

    threading.Thread(target=call, name="police-download", daemon=True).start()
    try:
        result = done.get(timeout=limits.total)
    except queue.Empty:
        raise Unreachable("timeout") from None
    if isinstance(result, Unreachable):
        raise result
    return result


def _get(url: str, headers: dict[str, str], limits: Limits) -> Download:
    parts = urlsplit(url)
    at_home = parts.hostname in _LOOPBACK
    if parts.scheme != "https" and not at_home:
        raise Unreachable("not_https")
    with requests.Session() as session:
        session.trust_env = not at_home  # no proxy between this machine and itself
        # A redirect would lead out of https or off the police's own host: not followed.
        with session.get(url, headers=headers, timeout=limits.silence, stream=True, allow_redirects=False) as response:
            if response.status_code == requests.codes.not_modified and headers.keys() & _CONDITIONS:
                return Download(body=None)
            if response.status_code != requests.codes.ok:
                raise Unreachable(f"status_{response.status_code}")
            return Download(
                body=_body(response, limits.size),
                etag=_validator(response, "ETag"),
                last_modified=_validator(response, "Last-Modified"),
            )


def _body(response: requests.Response, size: int) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > size:
            raise Unreachable("too_large")
    return bytes(body)


def _validator(response: requests.Response, name: str) -> str:
    """A validator that can be kept and sent back as it came, or none."""
    value = response.headers.get(name, "")
    return value if len(value) <= _MAX_VALIDATOR and value.isascii() and value.isprintable() else ""
