"""The operator's page of the routing table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories import make_organisation
from tips.models import Receiver
from volunteers.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from places.models import Municipality
    from volunteers.models import Organisation

ADD = "/drift/tips/receiver/add/"


@pytest.fixture
def operator(botkyrka: Municipality, client_of: Callable[..., Client]) -> Client:
    return client_of(User.objects.create_superuser("drift@example.org", name="Drift"))


def row(organisation: Organisation) -> dict[str, object]:
    return {"category": "lighting_broken", "ground_owner": "", "district": "", "organisation": organisation.pk}


def test_a_row_is_kept_in_the_visited_municipality(
    operator: Client, landlord: Organisation, botkyrka: Municipality
) -> None:
    assert operator.post(ADD, row(landlord)).status_code == 302
    assert list(Receiver.objects.values_list("municipality", "organisation")) == [(botkyrka.pk, landlord.pk)]


def test_a_foreign_receiver_is_no_choice(operator: Client, huddinge: Municipality) -> None:
    operator.post(ADD, row(make_organisation(huddinge)))
    assert Receiver.objects.count() == 0
