"""Which municipality answers at a host: one rule for pages, API and sockets."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from places.models import Municipality

if TYPE_CHECKING:
    from collections.abc import Iterable


def municipality_of_host(host: str) -> Municipality | None:
    """The municipality of ``example.se:8000``; a loopback name is the default one's; None if nobody answers."""
    name = _without_port(host)
    found = Municipality.objects.by_host(name).first()
    if found is None and is_loopback(name):
        found = Municipality.objects.filter(is_default=True).first()
    return found


def is_loopback(name: str) -> bool:
    """``localhost`` or a loopback address, without port."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def host_of_headers(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The Host of an ASGI scope's headers, or an empty string."""
    return next((value.decode("latin-1") for key, value in headers if key == b"host"), "")


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].rstrip(".").casefold()
