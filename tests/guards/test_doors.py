"""Every URL is closed to strangers, but for the ones that stand open by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.guards.routes import Route, every_route

if TYPE_CHECKING:
    from places.models import Municipality

# The whole list of what a stranger may GET. A new route is closed, or it is written here.
OPEN = {
    "account_confirm_login_code",
    "account_inactive",  # says so, and nothing else
    "account_login",
    "account_logout",  # a stranger is sent to the front page
    "account_request_login_code",
    "account_signup",  # says that accounts are handed out by organisations
    "api-events:events",
    "api-events:open-dates",
    "api-places:districts",
    "api-places:municipality",
    "api-places:places",
    "api-tips:categories",
    "desk:home",
    "events:activities",
    "events:activity",
    "events:feed",
    "events:feed_public",
    "desk:health",
    "set_language",
    "api-schema",
    "tips:follow",
    "tips:observe",
    "tips:thanks",
}
CLOSED = {301, 302, 401, 403, 404, 405}


def is_shut(client: Client, path: str) -> bool:
    """A stranger gets a redirect to the sign-in page, a refusal, or nothing."""
    answer = client.get(path)
    if answer.status_code in {301, 302}:
        return "/konto/" in answer["Location"]
    return answer.status_code in CLOSED


@pytest.mark.parametrize("route", [r for r in every_route() if r.name not in OPEN], ids=lambda route: route.name)
def test_stranger_is_refused(route: Route, botkyrka: Municipality) -> None:
    assert is_shut(Client(headers={"host": "botkyrka.localhost"}), route.path)


def test_open_doors_are_real_routes() -> None:
    assert {route.name for route in every_route()} >= OPEN


def test_an_open_door_is_seen(botkyrka: Municipality) -> None:
    assert not is_shut(Client(headers={"host": "botkyrka.localhost"}), "/observera/")


def test_unknown_host_is_nobody(botkyrka: Municipality) -> None:
    assert Client(headers={"host": "elsewhere.example"}).get("/").status_code == 404


def test_foreign_post_is_refused(botkyrka: Municipality) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "botkyrka.localhost", "origin": "https://evil.example"})
    assert client.post("/api/v1/tips/", {}, content_type="application/json").status_code == 403
