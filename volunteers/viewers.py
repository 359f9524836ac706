"""The one place where a Viewer is built: for pages and API, sockets and commands."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import constant_time_compare

from backend.common import clock
from backend.common.viewer import Grant, Role, Via, Viewer
from places.tenants import host_of_headers, municipality_of_host
from volunteers import links
from volunteers.models import Membership, User
from volunteers.models.rules import DEFAULT_GRACE_DAYS
from volunteers.second_factor import LOCKED_WITHOUT, WANTED_FOR, is_of_another_host, may_wait, was_given

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.base import SessionBase

    from volunteers.links import Opened
    from volunteers.querysets.people import MembershipQuerySet


def build(
    user: User | AnonymousUser | None,
    municipality_id: UUID,
    *,
    now: dt.datetime,
    second_factor: bool,
    via: Via = Via.SESSION,
    shown_at: dt.datetime | None = None,
) -> Viewer:
    """The Viewer of a user in a municipality; strangers and inactive users get an anonymous one. One query.

    ``second_factor``: whether it was given. Where it was not and the days of grace are over, the memberships that
    want it are locked.
    """
    if not isinstance(user, User) or not user.is_active:
        return Viewer(user_id=None, municipality_id=municipality_id)
    held = _held(Membership.objects.of(user.pk, municipality_id).active())
    waited = {grant for grant, since, grace in held if not second_factor and not may_wait(since, grace, now)}
    # Whoever has waited too long in one such role waits in none: a new one begins no days anew.
    wide = frozenset(grant for grant, _since, _grace in held if grant.role in LOCKED_WITHOUT)
    locked = wide if wide & waited else frozenset()
    return Viewer(
        user_id=user.pk,
        municipality_id=municipality_id,
        roles=frozenset(grant for grant, _since, _grace in held) - locked,
        via=via,
        second_factor=not any(grant.role in WANTED_FOR for grant in waited),
        rights_version=user.rights_version,
        locked=locked,
        shown_at=shown_at,
    )


def by_link(opened: Opened, municipality_id: UUID) -> Viewer:
    """The Viewer of who leads an evening and came by its link: a walker's rights, on that one event. One query."""
    held = _held(Membership.objects.of(opened.user.pk, municipality_id).active())
    walking = {Role.VOLUNTEER, Role.WALK_LEADER, Role.COORDINATOR}
    return Viewer(
        user_id=opened.user.pk,
        municipality_id=municipality_id,
        roles=frozenset(replace(grant, role=Role.VOLUNTEER) for grant, _s, _g in held if grant.role in walking),
        via=Via.LINK,
        rights_version=opened.user.rights_version,
        only_event=opened.event_id,
    )


def last_day_without(user: User, viewer: Viewer, *, now: dt.datetime) -> dt.datetime | None:
    """Until when the viewer's roles wait for a second factor; None where none does, or no days are left. One query."""
    if not any(grant.role in WANTED_FOR for grant in viewer.roles):
        return None
    held = _held(Membership.objects.of(user.pk, viewer.municipality_id).active())
    ends = [since + dt.timedelta(days=grace) for grant, since, grace in held if grant.role in WANTED_FOR]
    return min((end for end in ends if end > now), default=None)


def with_ended(viewer: Viewer, since: dt.datetime) -> Viewer:
    """The same with the memberships that ended after ``since``: for facts from then that a phone sends now."""
    if viewer.user_id is None:
        return viewer
    ended = Membership.objects.of(viewer.user_id, viewer.municipality_id).ended_after(since)
    return viewer.holding(frozenset(grant for grant, _since, _grace in _held(ended)))


GRACE = "organisation__municipality__volunteers_rules__second_factor_grace_days"


def _held(memberships: MembershipQuerySet) -> list[tuple[Grant, dt.datetime, int]]:
    """Memberships with their organisations' kinds and districts, first day and days of grace, in one query."""
    columns = ("role", "organisation_id", "organisation__kind", "since", GRACE, "organisation__districts")
    districts: dict[tuple[str, UUID, str, dt.datetime, int | None], set[UUID]] = defaultdict(set)
    for *key, district_id in memberships.order_by().values_list(*columns):
        found = districts[tuple(key)]
        if district_id is not None:
            found.add(district_id)
    return [
        (
            Grant(Role(role), organisation_id, district_ids=frozenset(ids), organisation_kind=kind),
            since,
            DEFAULT_GRACE_DAYS if grace is None else grace,
        )
        for (role, organisation_id, kind, since, grace), ids in districts.items()
    ]


def of_scope(scope: dict[str, Any]) -> Viewer | None:
    """The Viewer of a socket, read anew from the database; None where no municipality answers."""
    municipality = municipality_of_host(host_of_headers(scope["headers"]))
    if municipality is None:
        return None
    session_user = scope.get("user")
    user = User.objects.filter(pk=session_user.pk).first() if session_user is not None and session_user.pk else None
    session = _as_it_is_now(scope.get("session"))
    host = host_of_headers(scope["headers"]).partition(":")[0]
    if user is not None and _is_of(session, user) and not is_of_another_host(session, host):
        return build(user, municipality.pk, now=clock.now(), second_factor=was_given(session))
    opened = links.opened(session, municipality.pk, clock.now())
    return by_link(opened, municipality.pk) if opened else Viewer(user_id=None, municipality_id=municipality.pk)


def _as_it_is_now(session: SessionBase | None) -> SessionBase | None:
    """Read anew: a second factor may have been given since the socket was opened."""
    if session is None:
        return None
    found: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session.session_key)
    return found


def _is_of(session: SessionBase | None, user: User) -> bool:
    """Whether the session that opened a socket is that person's still; True for a socket without one."""
    if session is None:
        return True
    known = constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    return bool(session.get(SESSION_KEY) == str(user.pk) and known)


def rights_versions(user_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Current counters of the active users among these; whoever is missing has lost the account."""
    rows = User.objects.filter(pk__in=list(user_ids), is_active=True)
    return dict(rows.values_list("pk", "rights_version"))
