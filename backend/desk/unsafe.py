"""What keeps ``manage.py serve`` from starting: one sentence for each setting that would be unsafe for real use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from backend.desk.running import DEMO_MARK, can_share
from notifications.channels import sms

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOPBACK = {"localhost", "127.0.0.1", "::1", "[::1]"}
SHORTEST_KEY = 40
NOT_REAL_MAIL = ("console", "filebased", "locmem", "dummy")


def is_loopback(host: str) -> bool:
    """Whether a host name of the settings can only mean this machine."""
    return host in LOOPBACK or host.lstrip(".") == "localhost" or host.endswith(".localhost")


def reasons(*, processes: int = 1) -> list[str]:
    """Every reason not to serve with these settings, as sentences; empty when they are safe."""
    return [
        *_mode(),
        *_keys(),
        *_contact_keys(),
        *_address(),
        *_mail(),
        *_sms(),
        *_sign_on(),
        *_processes(processes),
    ]


def _mode() -> Iterator[str]:
    if settings.DEBUG:
        yield "LYKTA_DEBUG is on: it shows the program's insides to visitors."
    if settings.DEMO:
        yield "LYKTA_DEMO is on: anybody could sign in as anybody with one click."
    if (settings.DATA_DIR / DEMO_MARK).exists():
        yield f"{settings.DATA_DIR} holds the demo's data: give the real one a folder of its own with LYKTA_DATA."


def _secret_key() -> str:
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:  # how Django says that it is empty
        return ""


def _keys() -> Iterator[str]:
    secret = _secret_key()
    if len(secret) < SHORTEST_KEY:
        yield "SECRET_KEY is missing or shorter than 40 characters: `python3 manage.py init` makes one."
    if not settings.FIELD_KEYS or any(len(key) < SHORTEST_KEY for key in settings.FIELD_KEYS):
        yield "FIELD_KEYS is missing or has a key shorter than 40 characters: `python3 manage.py init` makes one."
    if not settings.CONTACT_KEYS or any(len(key) < SHORTEST_KEY for key in settings.CONTACT_KEYS):
        yield "CONTACT_KEYS is missing or has a key shorter than 40 characters: `python3 manage.py init` makes one."
    keys = [key for key in (secret, *settings.FIELD_KEYS, *settings.CONTACT_KEYS) if key]
    if len(set(keys)) < len(keys):
        yield "SECRET_KEY, FIELD_KEYS and CONTACT_KEYS share a key: none could then be changed without the others."
    for file in (settings.KEYS_FILE, settings.CONTACT_KEYS_FILE):
        if file.exists() and file.stat().st_mode & 0o077:
            yield f"{file} can be read by other users: chmod 600 it."


def _contact_keys() -> Iterator[str]:
    if settings.CONTACT_KEYS_FILE.is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        yield f"{settings.CONTACT_KEYS_FILE} lies among the private files: a backup would take it along."


def _address() -> Iterator[str]:
    url = urlsplit(settings.PUBLIC_URL)
    host = url.hostname or ""
    if "*" in settings.ALLOWED_HOSTS:
        yield "LYKTA_HOSTS holds *: name the hosts, one for each municipality."
    if is_loopback(host):
        if not all(is_loopback(name) for name in settings.ALLOWED_HOSTS if name != "*"):
            yield "LYKTA_HOSTS names public hosts, but LYKTA_PUBLIC_URL is this machine only: links in mail are dead."
        return
    if url.scheme != "https":
        yield "LYKTA_PUBLIC_URL is not https: codes and sessions would travel in the clear."
    elif not settings.HTTPS:
        yield "LYKTA_HTTPS is off although LYKTA_PUBLIC_URL is https: the session cookie would be sent in the clear."
    elif not settings.TRUSTED_PROXIES:
        yield "LYKTA_PROXIES names no proxy: behind the one that does https, all visitors would be one address."
    if not validate_host(host, settings.ALLOWED_HOSTS):
        yield f"LYKTA_HOSTS does not hold {host}, the host of LYKTA_PUBLIC_URL: every visitor would be refused."
    if settings.CALENDAR_DOMAIN.endswith(".invalid"):
        yield "LYKTA_CALENDAR_DOMAIN is not set: calendar entries need a name that is yours and never changes."


def _mail() -> Iterator[str]:
    if is_loopback(urlsplit(settings.PUBLIC_URL).hostname or ""):
        return
    if any(word in settings.EMAIL_BACKEND for word in NOT_REAL_MAIL):
        yield "LYKTA_EMAIL_URL is not a mail server: nobody could sign in, since the code comes by mail."
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        yield "LYKTA_FROM_EMAIL is not set: mail servers refuse mail from localhost."


def _sms() -> Iterator[str]:
    if not settings.SMS_URL:
        return
    scheme = sms.scheme_of(settings.SMS_URL)
    if scheme not in {*sms.SCHEMES, "console", "file"}:
        yield "LYKTA_SMS_URL is not 46elks://user:password@api.46elks.com, console: or file:."
    if is_loopback(urlsplit(settings.PUBLIC_URL).hostname or ""):
        return
    if scheme in {"console", "file"}:
        yield "LYKTA_SMS_URL sends no SMS: people would wait for a code that never comes. Unset it, or name 46elks."
    if scheme == "46elks+http":
        yield "LYKTA_SMS_URL is not https: the codes and the password of the SMS service would travel in the clear."


def _sign_on() -> Iterator[str]:
    public = not is_loopback(urlsplit(settings.PUBLIC_URL).hostname or "")
    for one in settings.SIGN_ON:
        lacking = [name for name in ("host", "issuer", "client_id", "secret", "domains") if not one.get(name)]
        if lacking:
            yield f"LYKTA_SIGN_ON lacks {', '.join(lacking)} for an issuer (docs/running.md)."
        elif public and not one["issuer"].startswith("https://"):
            yield f"LYKTA_SIGN_ON names an issuer without https, {one['issuer']}: anybody on the way could sign in."


def _processes(processes: int) -> Iterator[str]:
    if processes > 1 and not can_share():
        yield (
            "Several web processes need PostgreSQL (DATABASE_URL) and Redis (REDIS_URL): otherwise they could not "
            "hear each other."
        )
