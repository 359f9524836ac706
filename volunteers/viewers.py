"""The one place where a Viewer is built: for pages and API, sockets and commands."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from backend.common.viewer import Grant, Role, Via, Viewer
from places.tenants import host_of_headers, municipality_of_host
from volunteers.models import Membership, User

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser


def build(user: User | AnonymousUser | None, municipality_id: UUID, *, via: Via = Via.SESSION) -> Viewer:
    """The Viewer of a user in a municipality; strangers and inactive users get an anonymous one."""
    if not isinstance(user, User) or not user.is_active:
        return Viewer(user_id=None, municipality_id=municipality_id)
    return Viewer(
        user_id=user.pk,
        municipality_id=municipality_id,
        roles=_grants(user.pk, municipality_id),
        via=via,
        rights_version=user.rights_version,
    )


def _grants(user_id: UUID, municipality_id: UUID) -> frozenset[Grant]:
    """Active memberships with their organisations' districts, in one query."""
    rows = (
        Membership.objects.of(user_id, municipality_id)
        .active()
        .order_by()
        .values_list("role", "organisation_id", "organisation__districts")
    )
    districts: dict[tuple[str, UUID], set[UUID]] = defaultdict(set)
    for role, organisation_id, district_id in rows:
        found = districts[role, organisation_id]
        if district_id is not None:
            found.add(district_id)
    return frozenset(
        Grant(role=Role(role), organisation_id=organisation_id, district_ids=frozenset(ids))
        for (role, organisation_id), ids in districts.items()
    )


def of_scope(scope: dict[str, Any]) -> Viewer | None:
    """The Viewer of a socket, read anew from the database; None where no municipality answers."""
    municipality = municipality_of_host(host_of_headers(scope["headers"]))
    if municipality is None:
        return None
    session_user = scope.get("user")
    user = User.objects.filter(pk=session_user.pk).first() if session_user is not None and session_user.pk else None
    return build(user, municipality.pk)


def rights_versions(user_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Current counters of the active users among these; whoever is missing has lost the account."""
    rows = User.objects.filter(pk__in=list(user_ids), is_active=True)
    return dict(rows.values_list("pk", "rights_version"))
