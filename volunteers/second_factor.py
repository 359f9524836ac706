"""The second factor: whose roles want one, whether it was given in this session, and when one last showed oneself."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.utils.text import slugify

from backend.common.viewer import MUNICIPALITY_WIDE, Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.contrib.sessions.backends.base import SessionBase

# Whose records they are, as allauth keeps it.
RECORDS_OF = "account_authentication_methods_user"

# Roles that give nothing without it. Walkers, walk leaders and kontaktombud need none.
LOCKED_WITHOUT = MUNICIPALITY_WIDE
# Roles that keep their work without it and lose the queue and what is taken out of the house.
WANTED_FOR = LOCKED_WITHOUT | {Role.COORDINATOR, Role.ASSOCIATION}


def was_given(session: Mapping[str, Any] | None) -> bool:
    """Whether an app's code, a recovery code or a passkey was shown in this session, or a sign-on vouched for it.

    A session without the records (signed in before there were any, or by a command) has given none.
    """
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) if session is not None else None
    if not isinstance(records, list):
        return False
    strong = {"mfa", "socialaccount"} if settings.SIGN_ON_IS_STRONG else {"mfa"}
    return any(isinstance(record, dict) and record.get("method") in strong for record in records)


def last_shown(session: Mapping[str, Any] | None, user_id: UUID | None) -> dt.datetime | None:
    """When that person last showed in this session who they are: by a code, a passkey, a password, a sign-on."""
    if session is None or user_id is None or session.get(RECORDS_OF) != str(user_id):
        return None
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY)
    moments = [one.get("at") for one in records if isinstance(one, dict)] if isinstance(records, list) else []
    last = max((at for at in moments if isinstance(at, int | float)), default=None)
    return None if last is None else dt.datetime.fromtimestamp(last, dt.UTC)


def provider_id(host: str, issuer: str) -> str:
    """Of host and issuer: whoever changes issuer begins anew, and no number of one counts for another's."""
    return slugify(f"{host} {issuer}".replace("/", " ").replace(".", "-").replace(":", " "))


def is_of_another_host(session: Mapping[str, Any] | None, host: str) -> bool:
    """Whether nothing but another municipality's sign-on vouches for this session: an issuer speaks for its own host
    alone, also where a session is carried from one to the other. ``host`` without its port."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) if session is not None else None
    found = [one for one in records if isinstance(one, dict)] if isinstance(records, list) else []
    vouched = {one.get("provider") for one in found if one.get("method") == "socialaccount"}
    if not vouched or any(one.get("method") != "socialaccount" for one in found):
        return False
    return not vouched & {provider_id(one["host"], one["issuer"]) for one in settings.SIGN_ON if one["host"] == host}


def note_given(session: SessionBase, user_id: UUID) -> None:
    """Records it as allauth's own stages do, for what is none of theirs: the demo's one press, a factor just added."""
    mine = session.get(RECORDS_OF) == str(user_id)
    before = session.get(AUTHENTICATION_METHODS_SESSION_KEY, []) if mine else []
    given = {"method": "mfa", "at": time.time(), "reauthenticated": True}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [*before, given]
    session[RECORDS_OF] = str(user_id)


def note_taken_away(session: SessionBase) -> None:
    """The last factor is gone: what was shown of it in this session counts no more."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in records if one.get("method") != "mfa"]


def may_wait(since: dt.datetime, grace_days: int, now: dt.datetime) -> bool:
    """Whether a role that began then is still within the municipality's days of grace."""
    return now < since + dt.timedelta(days=grace_days)
