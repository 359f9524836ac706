"""The one place where a Viewer is built: for pages and API, sockets and commands."""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY

from backend.common.viewer import Grant, Role, Via, Viewer
from places.tenants import host_of_headers, municipality_of_host
from volunteers.models import Membership, User

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.base import SessionBase

    from volunteers.querysets import MembershipQuerySet


def build(user: User | AnonymousUser | None, municipality_id: UUID, *, via: Via = Via.SESSION) -> Viewer:
    """The Viewer of a user in a municipality; strangers and inactive users get an anonymous one."""
    if not isinstance(user, User) or not user.is_active:
        return Viewer(user_id=None, municipality_id=municipality_id)
    return Viewer(
        user_id=user.pk,
        municipality_id=municipality_id,
        roles=_grants(Membership.objects.of(user.pk, municipality_id).active()),
        via=via,
        rights_version=user.rights_version,
    )


def with_ended(viewer: Viewer, since: dt.datetime) -> Viewer:
    """The same with the memberships that ended after ``since``: for facts from then that a phone sends now."""
    if viewer.user_id is None:
        return viewer
    ended = Membership.objects.of(viewer.user_id, viewer.municipality_id).ended_after(since)
    return viewer.holding(_grants(ended))


def _grants(memberships: MembershipQuerySet) -> frozenset[Grant]:
    """Memberships with their organisations' kinds and districts, in one query."""
    columns = ("role", "organisation_id", "organisation__kind", "organisation__districts")
    districts: dict[tuple[str, UUID, str], set[UUID]] = defaultdict(set)
    for role, organisation_id, kind, district_id in memberships.order_by().values_list(*columns):
        found = districts[role, organisation_id, kind]
        if district_id is not None:
            found.add(district_id)
    return frozenset(
        Grant(Role(role), organisation_id, district_ids=frozenset(ids), organisation_kind=kind)
        for (role, organisation_id, kind), ids in districts.items()
    )


def of_scope(scope: dict[str, Any]) -> Viewer | None:
    """The Viewer of a socket, read anew from the database; None where no municipality answers."""
    municipality = municipality_of_host(host_of_headers(scope["headers"]))
    if municipality is None:
        return None
    session_user = scope.get("user")
    if session_user is None or not session_user.pk or not _still_open(scope.get("session"), session_user.pk):
        return build(None, municipality.pk)
    return build(User.objects.filter(pk=session_user.pk).first(), municipality.pk)


def _still_open(session: SessionBase | None, user_id: UUID) -> bool:
    """Whether the session that opened a socket is that person's still; True for a socket without one."""
    if session is None:
        return True
    now: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session.session_key)
    return bool(now.get(SESSION_KEY) == str(user_id))


def rights_versions(user_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Current counters of the active users among these; whoever is missing has lost the account."""
    rows = User.objects.filter(pk__in=list(user_ids), is_active=True)
    return dict(rows.values_list("pk", "rights_version"))
