"""Given-up rows in the admin: seen by staff of the municipality, and set going again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from notifications.models import Due
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from places.models import Municipality
    from volunteers.models import User

pytestmark = pytest.mark.django_db


def test_staff_sees_the_own_municipality_and_tries_again(
    botkyrka: Municipality, huddinge: Municipality, safety_coordinator: User, client_of: Callable[..., Client]
) -> None:
    rows = [
        Due.objects.create(kind="k", key=m.name, municipality=m, due_at=NOW, dead_at=NOW) for m in (botkyrka, huddinge)
    ]
    type(safety_coordinator).objects.update(is_staff=True, is_superuser=True)
    client, url = client_of(safety_coordinator), reverse("admin:notifications_due_changelist")
    page = client.get(url).content.decode()
    assert ("Botkyrka</a>" in page, "Huddinge</a>" in page) == (True, False)
    client.post(url, {"action": "try_again", "_selected_action": [row.pk for row in rows]})
    assert list(Due.objects.dead().values_list("key", flat=True)) == ["Huddinge"]
    assert client.post(reverse("admin:notifications_due_change", args=[rows[0].pk]), {"key": "x"}).status_code == 403
