"""The operator's page of the routing table: to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tips.models import Receiver
from volunteers.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from places.models import Municipality
    from volunteers.models import Organisation

LIST = "/drift/tips/receiver/"


@pytest.fixture
def operator(botkyrka: Municipality, client_of: Callable[..., Client]) -> Client:
    return client_of(User.objects.create_superuser("drift@example.org", name="Drift"))


def test_the_operator_sees_it_and_changes_nothing(
    operator: Client, landlord: Organisation, botkyrka: Municipality
) -> None:
    row = Receiver.objects.create(municipality=botkyrka, category="litter", organisation=landlord)
    assert landlord.name in operator.get(LIST).content.decode()
    change = {"category": "litter", "ground_owner": "", "district": "", "organisation": row.organisation_id}
    for path in (f"{LIST}add/", f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/delete/"):
        assert operator.post(path, change | {"post": "yes"}).status_code == 403
    assert Receiver.objects.get().is_active
