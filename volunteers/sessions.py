"""Where somebody is signed in: the sessions that hold, in two queries whatever their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

if TYPE_CHECKING:
    import datetime as dt

    from volunteers.models import User


def held_by(user: User, now: dt.datetime) -> list[UserSession]:
    """The latest first. Lines of sessions that are over are removed: allauth's own list asks thrice for each."""
    rows = list(UserSession.objects.filter(user_id=user.pk).order_by("-created_at", "-pk"))
    stored = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=now)
    holding = {one.session_key for one in stored if _is_of(one, user)}
    over = [row.pk for row in rows if row.session_key not in holding]
    if over:
        UserSession.objects.filter(pk__in=over).delete()
    return [row for row in rows if row.session_key in holding]


def _is_of(session: Session, user: User) -> bool:
    """Whether it is that person's still: not signed out everywhere, nor from before another password."""
    said = session.get_decoded()
    if said.get(SESSION_KEY) != str(user.pk):
        return False
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return any(constant_time_compare(said.get(HASH_SESSION_KEY, ""), known) for known in hashes)
