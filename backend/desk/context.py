"""What the frame around every page shows: navigation by role, municipality, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from backend.common import clock, factor
from backend.common.viewer import Role
from events.kinds import NIGHT_WALK, WATCH_MEETING
from notifications.channels import sms
from volunteers import second_factor
from volunteers.sign_on import issuers_of
from volunteers.states import ROLE_LABELS, OrganisationKind
from volunteers.viewers import last_day_without

if TYPE_CHECKING:
    import datetime as dt
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
# Who proposes measures and does not read the week, where the others find them.
PROPOSERS = frozenset({Role.COORDINATOR, Role.ASSOCIATION, Role.CONTACT_PERSON})
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
    Entry("tips:queue", _("Observationer"), "inbox", frozenset({Role.COORDINATOR})),
    Entry("tips:numbers", _("Observationer i siffror"), "chart", frozenset({Role.CONTACT_PERSON})),
    Entry("tips:call", _("Ta emot samtal"), "phone", frozenset(Role), UNITS),
    Entry("account_login", _("Logga in"), "login", public=True, members=False),
    Entry("tips:follow", _("Din kod"), "key", public=True, members=False),
    Entry("volunteers:organisations", _("Organisationer"), "users"),
    Entry("situation:propose", _("Åtgärder"), "flag", PROPOSERS),
    Entry("volunteers:access_log", _("Läslogg"), "eye", DESK | {Role.DATA_PROTECTION}),
    Entry("volunteers:retention", _("Gallring"), "trash", DESK | {Role.DATA_PROTECTION}),
    Entry("events:feeds", _("Kalendrar"), "link"),
    Entry("desk:settings", _("Inställningar"), "settings", DESK | frozenset({Role.DATA_PROTECTION})),
    Entry("volunteers:keys", _("Nycklar"), "key", frozenset({Role.COORDINATOR, Role.ASSOCIATION}) | DESK | PARTNERS),
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

    @cached_property
    def officer_email(self) -> str:
        """Where the municipality's data protection officer is reached; empty where it has not said."""
        rules = getattr(self.municipality, "volunteers_rules", None)  # none: no row, nothing said
        return "" if rules is None else rules.officer_email

    @property
    def offers_choice(self) -> bool:
        """Whether there is a language to change to."""
        return self.municipality is None or len(self.municipality.offered) > 1

    @property
    def user(self) -> Any:
        """The account, or None before the session is read."""
        return getattr(self._request, "user", None)

    @cached_property
    def is_member(self) -> bool:
        """Whether somebody is signed in."""
        return self.viewer is not None and self.viewer.is_signed_in

    @cached_property
    def sign_ons(self) -> list[Any]:
        """The municipality's own ways in."""
        return issuers_of(self._request)

    @property
    def offers_sms(self) -> bool:
        """Whether a code can be had by SMS here."""
        return sms.is_offered()

    @cached_property
    def factor_due(self) -> dt.datetime | None:
        """The last day on which the viewer's roles wait for a second factor; None for whoever has shown one."""
        if self.viewer is None or not self.viewer.is_signed_in or second_factor.was_given(self._request.session):
            return None
        return last_day_without(self.user, self.viewer, now=clock.now())

    @property
    def locked_roles(self) -> list[str]:
        """What is shut until a second factor is shown, in words."""
        roles = {grant.role for grant in self.viewer.locked} if self.viewer is not None else set()
        return [str(ROLE_LABELS[role]) for role in Role if role in roles]

    @property
    def owes_factor(self) -> bool:
        """Whether the queue and what leaves the house are shut for the lack of one."""
        return self.viewer is not None and factor.is_lacking(self.viewer)

    @cached_property
    def has_factor(self) -> bool:
        """Whether there is one to show."""
        return bool(self.is_member and is_mfa_enabled(self.user))

    @property
    def show_factor_url(self) -> str:
        """Where the first of one's factors is shown again."""
        ways = get_adapter(self._request).get_reauthentication_methods(self.user)
        return next((way["url"] for way in ways if way["id"].startswith("mfa")), reverse("mfa_index"))

    @property
    def show_again_url(self) -> str:
        """Where one shows that it is oneself, by the easiest of one's ways."""
        return str(get_adapter(self._request).get_reauthentication_methods(self.user)[0]["url"])

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
