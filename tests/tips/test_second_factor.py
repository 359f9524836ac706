"""The queue and each observation are shut without a second factor: on pages, API, board and socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client

from tests.doors import sign_in
from tests.factories import NOW
from tips.models import Tip
from tips.topics import may_read_queue
from volunteers import viewers
from volunteers.models.rules import VolunteersRules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from places.models import Municipality

HOST = {"host": "botkyrka.localhost"}


@pytest.fixture(autouse=True)
def no_grace(botkyrka: Municipality) -> Iterator[None]:
    VolunteersRules.objects.create(municipality=botkyrka, second_factor_grace_days=0)
    with time_machine.travel(NOW, tick=True):
        yield


def client(user: object, *, given: bool) -> Client:
    browser = Client(headers=HOST)
    sign_in(browser, user, second_factor=given)
    return browser


ROLES = ["coordinator", "safety_coordinator", "police", "housing"]


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("path", ["/observationer/", "/observationer/{tip}/", "/observationer/{tip}/?part=tip:{tip}"])
def test_pages_say_what_is_missing(tip: Tip, request: pytest.FixtureRequest, who: str, path: str) -> None:
    user = request.getfixturevalue(who)
    answer = client(user, given=False).get(path.format(tip=tip.pk))
    assert answer.status_code == 403
    assert "<h1>Tvåstegsinloggning behövs</h1>" in answer.content.decode()
    assert "Fittja tunnelbanestation" not in answer.content.decode()
    assert client(user, given=True).get("/observationer/").status_code == 200


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("path", ["tips/", "tips/count/", "tips/{tip}/", "tips/{tip}/history/"])
def test_the_api_names_it(tip: Tip, request: pytest.FixtureRequest, who: str, path: str) -> None:
    user = request.getfixturevalue(who)
    answer = client(user, given=False).get(f"/api/v1/{path.format(tip=tip.pk)}")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_needed")
    assert answer["Content-Type"] == "application/problem+json"
    assert client(user, given=True).get("/api/v1/tips/").status_code == 200


@pytest.mark.parametrize("step", ["take-up", "close", "send-on"])
def test_no_step_is_taken_without_it(tip: Tip, safety_coordinator: object, step: str) -> None:
    said = {"version": 1, "reason": "no_action", "organisation": str(tip.pk)}
    answer = client(safety_coordinator, given=False).post(
        f"/api/v1/tips/{tip.pk}/{step}/", said, content_type="application/json"
    )
    assert (answer.status_code in {400, 403}, Tip.objects.get().state) == (True, "received")
    page = client(safety_coordinator, given=False).post(f"/observationer/{tip.pk}/take_up/", {"version": 1})
    assert (page.status_code, "Tvåstegsinloggning behövs" in page.content.decode()) == (403, True)


def test_the_boards_list_is_empty_for_a_coordinator_without_it(tip: Tip, coordinator: object) -> None:
    shown = [client(coordinator, given=given).get("/tavla/").content.decode() for given in (True, False)]
    assert [str(tip.pk) in page for page in shown] == [True, False]


def test_walkers_leaders_and_contact_persons_need_none(
    tip: Tip, walker: object, leader: object, contact_person: object
) -> None:
    for user in (walker, leader, contact_person):
        browser = client(user, given=False)
        assert "Tvåstegsinloggning" not in browser.get("/").content.decode()
        assert browser.get("/api/v1/me/").status_code == 200
    assert client(contact_person, given=False).get("/observationer/omradet/").status_code == 200
    assert client(walker, given=False).get("/observationer/").status_code == 403
    assert client(walker, given=False).get("/api/v1/tips/").json()["code"] == "not_allowed"


def test_the_queues_topic_is_shut(botkyrka: Municipality, safety_coordinator: object) -> None:
    heard = [
        may_read_queue(viewers.build(safety_coordinator, botkyrka.pk, now=NOW, second_factor=given), str(botkyrka.pk))
        for given in (False, True)
    ]
    assert heard == [False, True]


def test_an_observation_of_nowhere_is_shut_too(safety_coordinator: object, tip: Tip) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    without, with_it = (client(safety_coordinator, given=given) for given in (False, True))
    assert without.get(f"/observationer/{unknown}/").status_code == 403
    assert with_it.get(f"/observationer/{unknown}/").status_code == 404
