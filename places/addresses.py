"""Where a municipality answers, for links in what is sent out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from places.models import Municipality


def home_of(municipality: Municipality) -> str:
    """The start page without a closing slash: the default municipality's is LYKTA_PUBLIC_URL, another's is its host
    with the same scheme and port. Never taken from a request: a forged Host would travel in our mail."""
    public = str(settings.PUBLIC_URL).rstrip("/")
    if municipality.is_default:
        return public
    parts = urlsplit(public)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{municipality.hostname}{port}"
