"""The operator's page of the week's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from situation.models import SituationRules
from volunteers.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from places.models import Municipality

ADD = "/drift/situation/situationrules/add/"


@pytest.fixture
def operator(botkyrka: Municipality, client_of: Callable[..., Client]) -> Client:
    return client_of(User.objects.create_superuser("drift@example.org", name="Drift"))


def times(**values: object) -> dict[str, object]:
    return {"cut_weekday": 1, "cut_time": "12:00", "meeting_weekday": 2, "meeting_time": "9:00"} | values


def test_times_are_the_visited_municipalitys(operator: Client, botkyrka: Municipality) -> None:
    assert operator.post(ADD, times()).status_code == 302
    assert list(SituationRules.objects.values_list("pk", "cut_weekday")) == [(botkyrka.pk, 1)]


def test_a_meeting_before_the_cut_is_refused(operator: Client) -> None:
    assert "efter brytpunkten" in operator.post(ADD, times(meeting_weekday=0)).content.decode()
    assert SituationRules.objects.count() == 0


def test_the_neighbours_times_are_not_there(operator: Client, huddinge: Municipality) -> None:
    SituationRules.objects.create(municipality=huddinge)
    assert operator.get(f"/drift/situation/situationrules/{huddinge.pk}/change/").status_code == 302
