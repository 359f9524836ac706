"""A member's first page."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils import timezone

from events.states import EventState
from tests import factories
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from events.models import Event
    from places.models import District
    from volunteers.models import Organisation, User


@pytest.mark.parametrize(
    ("who", "organisers", "kind", "state", "page"),
    [
        ("walker", "walkers", "night_walk", EventState.OPEN, "/vandringar/"),
        ("neighbour", "watch_area", "watch_meeting", EventState.OPEN, "/mitt-omrade/moten/"),
        ("contact_person", "watch_area", "watch_meeting", EventState.DRAFT, "/mitt-omrade/moten/"),
        ("association", "club", "activity", EventState.DRAFT, "/aktiviteter/"),
    ],
)
def test_every_kind_of_event_leads_to_its_own_page(
    who: str, organisers: str, kind: str, state: str, page: str,
    fittja: District, client_of: Callable[..., Client], request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    user: User = request.getfixturevalue(who)
    organisation: Organisation = request.getfixturevalue(organisers)
    values = {} if kind == "night_walk" else {"min_people": 0, "max_people": None}
    starts_at = timezone.now() + dt.timedelta(days=2)
    event = factories.make_event(organisation, fittja, kind=kind, state=state, starts_at=starts_at, **values)
    if state == EventState.OPEN:
        factories.make_signup(event, user)
    client = client_of(user)
    html = client.get("/").content.decode()
    assert re.findall(rf'href="([^"]*{event.pk}[^"]*)"', html) == [f"{page}{event.pk}/"]
    assert (client.get(f"{page}{event.pk}/").status_code, "av 0" in html) == (200, False)


def test_visitors_read_of_the_walks_that_the_heading_names(
    walk: Event, walkers: Organisation, fittja: District, client_of: Callable[..., Client]
) -> None:
    """Until the safety week ends, on Monday at six."""
    sunday = factories.make_event(walkers, fittja, starts_at=walk.starts_at + dt.timedelta(days=2))
    factories.make_event(walkers, fittja, starts_at=walk.starts_at + dt.timedelta(days=3))
    with time_machine.travel(NOW, tick=False):
        page = client_of().get("/")
    assert "Vuxna ute den här veckan" in page.content.decode()
    assert [line.starts_at for line in page.context["walks"]] == [walk.starts_at, sunday.starts_at]
