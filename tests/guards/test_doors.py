"""Every door is closed to strangers, but for the ones that stand open by name and method."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from rest_framework.views import APIView

from backend.common.api import Anyone
from tests.guards.routes import Route, every_route

if TYPE_CHECKING:
    from places.models import Municipality

# What a stranger may do over the API. A new operation is closed, or it is written here.
OPEN_OPERATIONS = {
    "GET api-events:event",  # published activities alone, by the queryset
    "GET api-events:events",
    "GET api-events:open-dates",
    "GET api-places:districts",
    "GET api-places:municipality",
    "GET api-places:places",
    "GET api-tips:categories",
    "POST api-tips:follow",
    "POST api-tips:tips",
    "PUT api-tips:tip",
}
# Pages that everybody may open.
OPEN_PAGES = {
    "desk:home",
    "events:activities",
    "events:activity",
    "events:evening",  # the link is the key, and a press opens one evening
    "set_language",
    "tips:follow",
    "tips:observe",
    "tips:thanks",
    "volunteers:invitation",  # opening it does nothing
    "volunteers:invitation_empty",
    "volunteers:paper",
    "volunteers:papers",
    "volunteers:erased",  # a receipt without a name; its number is the key
}
# Not ours to mark, or neither page nor operation: each is open for the reason beside it.
UNMARKED = {
    "account_confirm_login_code",  # sign-in
    "account_inactive",  # says so, and nothing else
    "account_login",
    "account_logout",  # a stranger is sent to the front page
    "account_request_login_code",
    "account_signup",  # says that accounts are handed out by organisations
    "mfa_authenticate",  # the second step of signing in
    "mfa_login_webauthn",
    "openid_connect_callback",  # of the municipality's own sign-on; 404 where there is none
    "openid_connect_login",
    "api-schema",
    "desk:health",  # a load balancer's question
    "events:feed",  # the token is the key
    "events:feed_public",
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def open_operations(route: Route) -> set[str]:
    """The methods of an API view whose permissions let anybody in."""
    view_class = getattr(route.callback, "cls", None)
    if view_class is None or not issubclass(view_class, APIView):
        return set()
    found = set()
    for method in METHODS:
        if hasattr(view_class, method.lower()):
            view = view_class(request=SimpleNamespace(method=method))
            if all(isinstance(permission, Anyone) for permission in view.get_permissions()):
                found.add(f"{method} {route.name}")
    return found


def marks() -> dict[str, bool | None]:
    """Each page's word on whom it is for: everybody, the signed in, or none."""
    return {
        route.name: getattr(route.callback, "is_public_page", None)
        for route in every_route()
        if route.name not in UNMARKED and not hasattr(route.callback, "cls")
    }


def lets_strangers_in(route: Route) -> bool:
    """Whether somebody without a session is shown something else than the sign-in, or that there is nothing."""
    answer = Client(headers={"host": "botkyrka.localhost"}).get(route.path)
    is_sign_in = answer.status_code == 302 and answer["Location"].startswith("/konto/login/")
    return not is_sign_in and answer.status_code not in {401, 404, 405}


def test_the_api_is_closed_but_for_what_is_written_here() -> None:
    routes = [route for route in every_route() if route.name not in UNMARKED]
    assert {operation for route in routes for operation in open_operations(route)} == OPEN_OPERATIONS


def test_pages_are_closed_but_for_what_is_written_here() -> None:
    assert {name for name, is_public in marks().items() if is_public} == OPEN_PAGES
    assert {name for name, is_public in marks().items() if is_public is None} == set()


def test_an_operation_that_is_opened_is_seen() -> None:
    class Planted(APIView):
        permission_classes = (Anyone,)

        def get(self) -> None: ...

    assert open_operations(Route("planted", "/", Planted.as_view())) == {"GET planted"}


@pytest.mark.urls("tests.guards.planted_urls")
def test_a_page_that_is_opened_or_unmarked_is_seen(botkyrka: Municipality) -> None:
    planted = {name: is_public for name, is_public in marks().items() if name.startswith("planted-")}
    assert {name for name, is_public in planted.items() if is_public} == {"planted-opened"}
    assert {name for name, is_public in planted.items() if is_public is None} == {"planted-unmarked"}
    routes = [route for route in every_route() if route.name in planted]
    assert {route.name for route in routes if lets_strangers_in(route)} == {"planted-opened", "planted-unmarked"}


@pytest.mark.parametrize("route", every_route(), ids=lambda route: route.name)
def test_a_stranger_is_shown_the_sign_in_or_nothing(route: Route, botkyrka: Municipality) -> None:
    is_open = route.name in UNMARKED | OPEN_PAGES or f"GET {route.name}" in OPEN_OPERATIONS
    assert is_open or not lets_strangers_in(route)


def test_unknown_host_is_nobody(botkyrka: Municipality) -> None:
    assert Client(headers={"host": "elsewhere.example"}).get("/").status_code == 404


def test_foreign_post_is_refused(botkyrka: Municipality) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "botkyrka.localhost", "origin": "https://evil.example"})
    assert client.post("/api/v1/tips/", {}, content_type="application/json").status_code == 403
