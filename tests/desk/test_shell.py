"""The frame around every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import RequestFactory

from backend.common.viewer import Grant, Role, Viewer
from backend.desk import context
from backend.desk.context import Shell
from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from django.test import Client

    from volunteers.models import User

KEYS = "volunteers/keys"
MEMBERS = "volunteers/organisations"
PROPOSE = "situation/propose"
NOBODY = "00000000-0000-4000-8000-000000000000"
EVERYWHERE = {entry.name: f"/{entry.name.replace(':', '/')}/" for entry in context.ENTRIES} | {"desk:home": "/"}


@pytest.fixture(autouse=True)
def _all_routed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "_address", lambda name: iter([EVERYWHERE[name]]))


KINDS = {
    Role.ASSOCIATION: OrganisationKind.ASSOCIATION,
    Role.CONTACT_PERSON: OrganisationKind.WATCH_AREA,
    Role.SAFETY_COORDINATOR: OrganisationKind.MUNICIPAL_UNIT,
    Role.POLICE: OrganisationKind.POLICE,
    Role.HOUSING: OrganisationKind.HOUSING_COMPANY,
    Role.DATA_PROTECTION: OrganisationKind.MUNICIPAL_UNIT,
}


def shell_of(*roles: Role, kind: str | None = None, path: str = "/", signed_in: bool = True) -> Shell:
    """The shell of somebody with these roles on this page."""
    request = RequestFactory().get(path)
    grants = frozenset(
        Grant(role, NOBODY, organisation_kind=kind or KINDS.get(role, OrganisationKind.NIGHT_WALK_GROUP))  # type: ignore[arg-type]
        for role in roles
    )
    request.viewer = Viewer(NOBODY if signed_in else None, NOBODY, grants)  # type: ignore[arg-type, attr-defined]
    return Shell(request)


def names(shell: Shell) -> list[str]:
    """What stands in the navigation, by address."""
    return [item.url.strip("/") or "home" for item in shell.nav]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ((Role.VOLUNTEER,), ["events/mine", "events/walks"]),
        (
            (Role.COORDINATOR,),
            ["desk/board", "events/mine", "events/walks", "events/walk_new", "tips/queue", PROPOSE, KEYS],
        ),
        ((Role.ASSOCIATION,), ["events/activity_new", PROPOSE, KEYS]),
        ((Role.CONTACT_PERSON,), ["events/area", "tips/numbers", PROPOSE]),
        (
            (Role.SAFETY_COORDINATOR,),
            [
                "tips/queue",
                "situation/week",
                "desk/board",
                "events/walks",
                "tips/call",
                "volunteers/access_log",
                "volunteers/retention",
                "desk/settings",
                KEYS,
            ],
        ),
        ((Role.POLICE,), ["tips/queue", "situation/week", KEYS]),
        ((Role.HOUSING,), ["tips/queue", "situation/week", KEYS]),
        (
            (Role.DATA_PROTECTION,),
            ["tips/call", "volunteers/access_log", "volunteers/retention", "desk/settings"],
        ),
    ],
)
def test_each_role_sees_its_own_entries(roles: tuple[Role, ...], expected: list[str]) -> None:
    for_all = {"home", "tips/observe", "events/activities", "events/feeds", MEMBERS}
    assert [name for name in names(shell_of(*roles)) if name not in for_all] == expected


@pytest.mark.parametrize(
    ("role", "kind", "expected"),
    [
        (Role.VOLUNTEER, OrganisationKind.WATCH_AREA, ["events/mine", "events/area"]),
        (Role.HOUSING, OrganisationKind.MUNICIPAL_UNIT, ["tips/queue", "situation/week", "tips/call", KEYS]),
    ],
)
def test_the_same_role_elsewhere_sees_what_is_done_there(role: Role, kind: str, expected: list[str]) -> None:
    for_all = {"home", "tips/observe", "events/activities", "events/feeds", MEMBERS}
    assert [name for name in names(shell_of(role, kind=kind)) if name not in for_all] == expected


def test_an_entry_of_two_roles_stands_once() -> None:
    found = names(shell_of(Role.COORDINATOR, Role.SAFETY_COORDINATOR))
    assert (len(found), found[1]) == (len(set(found)), "tips/queue")


def test_visitor_sees_the_open_doors() -> None:
    expected = ["home", "tips/observe", "events/activities", "account_login", "tips/follow"]
    assert names(shell_of(signed_in=False)) == expected


def test_bar_and_more_are_the_whole_navigation() -> None:
    shell = shell_of(Role.COORDINATOR, Role.SAFETY_COORDINATOR)
    assert ([*shell.bar, *shell.more], len(shell.bar)) == (shell.nav, 4)


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", ["/"]),
        ("/events/walks/1/", ["/events/walks/"]),
        ("/events/walk_new/", ["/events/walk_new/"]),
        ("/elsewhere/", []),
    ],
)
def test_one_entry_is_current(path: str, current: list[str]) -> None:
    assert [item.url for item in shell_of(Role.COORDINATOR, path=path).nav if item.current] == current


def test_page_without_tenant_has_a_shell() -> None:
    shell = Shell(RequestFactory().get("/"))
    assert (shell.viewer, shell.municipality, shell.is_member) == (None, None, False)


def test_visitors_page_asks_for_no_rights(
    client_of: Callable[..., Client], django_assert_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    client = client_of()
    client.get("/konto/login/")  # allauth keeps its site from here on
    with django_assert_num_queries(1):  # the municipality
        assert 'class="nav"' in client.get("/konto/login/").content.decode()


def test_signed_in_frame_costs_four_queries(
    walker: User,
    client_of: Callable[..., Client],
    django_assert_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    client = client_of(walker)
    with django_assert_num_queries(4):  # municipality, session, user, roles
        assert "is-member" in client.get("/konto/logout/").content.decode()
