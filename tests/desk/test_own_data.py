"""What the page "Mina uppgifter" says: words, never the names of columns."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation
from django.utils.html import strip_tags

from backend.common import privacy
from backend.desk import own_data
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from events.models import Event
    from volunteers.models import User

MOMENT = dt.datetime(2026, 11, 20, 20, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "swedish", "english"),
    [
        (None, "–", "–"),
        ("", "–", "–"),
        (True, "Ja", "Yes"),
        (MOMENT, "fre 20 november 21.00", "Fri 20 November 21:00"),
        ("2026-W47", "2026-W47", "2026-W47"),
    ],
)
def test_a_value_as_people_say_it(value: Any, swedish: str, english: str) -> None:
    spoken = []
    for language in ("sv", "en"):
        with translation.override(language):
            spoken.append(re.sub(r" 2026 (?=\d\d[.:])", " ", own_data.said(value, {})))
    assert spoken == [swedish, english]


def test_every_exported_key_has_its_word(
    walk: Event, walker: User, second_walker: User, client_of: Callable[..., Client]
) -> None:
    factories.make_team(walk, walker, second_walker)
    rows = [(holder, row) for holder in privacy.holders() for row in holder.export(walker.pk)]
    assert {holder.model for holder, _row in rows} >= {"events.Signup", "events.TeamMember", "volunteers.User"}
    assert [holder.model for holder, row in rows if tuple(row) != tuple(holder.words)] == []
    page = client_of(walker).get("/mina-uppgifter/").content.decode()
    assert "__" not in strip_tags(page)
