"""What the frame around every page shows: navigation by role, municipality, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from backend.common.viewer import Role
from events.kinds import NIGHT_WALK, WATCH_MEETING
from volunteers.policies import LEADING_ROLES
from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from backend.common.viewer import Grant, Viewer

# A phone's bottom bar holds this many and "Mer".
IN_BAR = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go, and who sees it: ``roles`` empty means everybody who is signed in, ``kinds`` those with such a
    role in an organisation of these kinds, ``public`` also visitors."""

    name: str
    label: str | _StrPromise
    icon: str
    roles: frozenset[Role] = frozenset()
    kinds: frozenset[str] = frozenset()
    public: bool = False
    members: bool = True

    def shown_to(self, viewer: Viewer | None) -> bool:
        """Whether this entry stands in the viewer's navigation."""
        if viewer is None or not viewer.is_signed_in:
            return self.public
        return self.members and (not self.roles or any(self._counts(grant) for grant in viewer.roles))

    def _counts(self, grant: Grant) -> bool:
        return grant.role in self.roles and (not self.kinds or grant.organisation_kind in self.kinds)


WALKERS = frozenset({Role.VOLUNTEER, Role.WALK_LEADER, Role.COORDINATOR})
PARTNERS = frozenset({Role.POLICE, Role.HOUSING})
NEIGHBOURS = frozenset({Role.CONTACT_PERSON, Role.VOLUNTEER})
UNITS = frozenset({OrganisationKind.MUNICIPAL_UNIT})
DESK = frozenset({Role.SAFETY_COORDINATOR})

# In order of use: the first ones stand in the phone's bar.
ENTRIES: tuple[Entry, ...] = (
    Entry("desk:home", _("Hem"), "home", public=True),
    Entry("tips:queue", _("Observationer"), "inbox", DESK | PARTNERS),
    Entry("situation:week", _("Veckan"), "chart", DESK | PARTNERS),
    Entry("desk:board", _("Tavlan"), "board", frozenset({Role.COORDINATOR}) | DESK),
    Entry("events:mine", _("Mina kvällar"), "calendar", WALKERS),
    Entry("events:walks", _("Vandringar"), "walk", WALKERS | DESK, NIGHT_WALK.organisers | UNITS),
    Entry("events:area", _("Mitt område"), "house", NEIGHBOURS, WATCH_MEETING.organisers),
    Entry("events:activity_new", _("Publicera"), "megaphone", frozenset({Role.ASSOCIATION})),
    Entry("tips:observe", _("Observera"), "eye", public=True),
    Entry("events:walk_new", _("Planera"), "calendar-plus", frozenset({Role.COORDINATOR})),
    Entry("events:activities", _("Aktiviteter"), "ball", public=True),
    Entry("tips:queue", _("Observationer"), "inbox", frozenset({Role.COORDINATOR, Role.CONTACT_PERSON})),
    Entry("tips:call", _("Ta emot samtal"), "phone", frozenset(Role), UNITS),
    Entry("account_login", _("Logga in"), "login", public=True, members=False),
    Entry("tips:follow", _("Din kod"), "key", public=True, members=False),
    Entry("volunteers:organisations", _("Organisationer"), "users", LEADING_ROLES),
    Entry("volunteers:access_log", _("Läslogg"), "eye", DESK | {Role.DATA_PROTECTION}),
    Entry("volunteers:retention", _("Gallring"), "trash", DESK | {Role.DATA_PROTECTION}),
    Entry("events:feeds", _("Kalendrar"), "link"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry with its address; ``current`` marks the one the page belongs to."""

    label: str | _StrPromise
    url: str
    icon: str
    current: bool


class Shell:
    """Lazy: a page that shows no navigation asks for no rights. Stands also where no municipality answers."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def viewer(self) -> Viewer | None:
        """The request's Viewer, None on pages without a tenant."""
        return getattr(self._request, "viewer", None) or None

    @property
    def municipality(self) -> Any:
        """The request's municipality, or None."""
        return getattr(self._request, "municipality", None)

    @property
    def user(self) -> Any:
        """The account, or None before the session is read."""
        return getattr(self._request, "user", None)

    @cached_property
    def is_member(self) -> bool:
        """Whether somebody is signed in."""
        return self.viewer is not None and self.viewer.is_signed_in

    @cached_property
    def nav(self) -> list[Item]:
        """Every entry of this viewer, in order; the longest matching address is current."""
        shown = {entry.name: entry for entry in reversed(ENTRIES) if entry.shown_to(self.viewer)}  # the first of a name
        found = [(e, url) for e in ENTRIES if shown.get(e.name) is e for url in _address(e.name)]
        path = self._request.path
        matching = [url for _entry, url in found if path == url or (url != "/" and path.startswith(url))]
        current = max(matching, key=len, default=None)
        return [Item(entry.label, url, entry.icon, url == current) for entry, url in found]

    @property
    def bar(self) -> list[Item]:
        """What fits in a phone's bottom bar."""
        return self.nav[:IN_BAR]

    @property
    def more(self) -> list[Item]:
        """What a phone shows under "Mer"."""
        return self.nav[IN_BAR:]


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: ``shell`` for base.html."""
    return {"shell": Shell(request)}


def _address(name: str) -> Iterator[str]:
    """The address of a page, or nothing where it is not routed."""
    try:
        yield reverse(name)
    except NoReverseMatch:
        return
