"""Signing out: this session's sockets end, another device's go on, and no cache keeps what was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils.functional import SimpleLazyObject

from tests.doors import sign_in
from volunteers import viewers
from volunteers.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    ClientOf = Callable[..., Client]


def socket_of(client: Client, user: User) -> dict[str, Any]:
    """The scope of a socket that this browser opened; Channels' session is read when first asked for."""
    session = client.session
    return {"headers": [(b"host", b"botkyrka.localhost")], "user": user, "session": SimpleLazyObject(lambda: session)}


def is_heard(scope: dict[str, Any]) -> bool:
    viewer = viewers.of_scope(scope)
    return viewer is not None and viewer.is_signed_in


def test_only_the_session_that_ended_loses_its_sockets(walker: User, client_of: ClientOf) -> None:
    phone, tablet = client_of(walker), client_of(walker)
    sockets = [socket_of(phone, walker), socket_of(tablet, walker)]
    assert [is_heard(scope) for scope in sockets] == [True, True]
    phone.post("/konto/logout/")
    assert User.objects.get(pk=walker.pk).rights_version == walker.rights_version + 1
    assert [is_heard(scope) for scope in sockets] == [False, True]


def test_a_session_that_became_somebody_elses_hears_nothing(walker: User, leader: User, client_of: ClientOf) -> None:
    phone = client_of(walker)
    scope = socket_of(phone, walker)
    sign_in(phone, leader)
    assert not is_heard(scope)


@pytest.mark.parametrize("path", ["/", "/mina-kvallar/", "/mina-uppgifter/", "/api/v1/me/", "/api/v1/events/", "/nix/"])
def test_no_cache_keeps_what_was_made_for_somebody(walker: User, client_of: ClientOf, path: str) -> None:
    assert "no-store" in client_of(walker).get(path)["Cache-Control"]


def test_what_says_something_of_its_own_is_left_alone(walker: User, client_of: ClientOf) -> None:
    assert client_of(walker).get("/kalendrar/")["Cache-Control"] == "no-store"
    assert "Cache-Control" not in client_of().get("/aktiviteter/").headers


def test_signing_out_empties_the_browsers_cache_and_nothing_else_does(walker: User, client_of: ClientOf) -> None:
    phone = client_of(walker)
    answers = [phone.get("/"), phone.get("/konto/logout/"), phone.post("/konto/logout/"), phone.get("/")]
    assert [answer.headers.get("Clear-Site-Data") for answer in answers] == [None, None, '"cache"', None]
