"""The first page, for a visitor and for each role: what waits for them, and nothing that is not theirs."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from backend.desk import front
from events.states import EventState
from situation.actions.weeks import ensure_week
from situation.models import Measure
from tests import factories
from tests.factories import NOW
from tests.situation.cast import make_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from events.models import Event
    from places.models import District, Municipality
    from volunteers.models import Organisation, User


@pytest.fixture(autouse=True)
def _afternoon() -> Iterator[None]:
    """Friday, three hours before the walk."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def home(client_of: Callable[..., Client]) -> Callable[..., str]:
    """``home(user)``: what stands in the page's main part."""

    def read(user: User | None = None) -> str:
        page = client_of(user).get("/").content.decode()
        return page[page.index("<main") : page.index("</main>")]

    return read


def headings(page: str) -> list[str]:
    """The second-level headings, without their markup."""
    return [re.sub(r"<[^>]+>", "", found).strip() for found in re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.DOTALL)]


def test_a_visitor_reads_the_day_and_district_of_walks_and_no_more(walk: Event, home: Callable[..., str]) -> None:
    page = home()
    told = ("fre 20 november · Fittja" in page, walk.title in page, str(walk.pk) in page, "21.00" in page)
    assert told == (True, False, False, False)


def test_a_visitor_finds_what_is_on_and_whom_to_call(
    club: Organisation, fittja: District, home: Callable[..., str]
) -> None:
    hall = factories.make_event(club, fittja, kind="activity", title="Öppen hall", min_people=0, max_people=None)
    page = home()
    assert (f"/aktiviteter/{hall.pk}/" in page, 'href="tel:112"' in page, 'href="/observera/"' in page) == (True,) * 3


def test_what_is_planned_or_of_the_neighbour_is_nobodys_on_the_front_page(
    club: Organisation, fittja: District, huddinge: Municipality, home: Callable[..., str]
) -> None:
    values: dict[str, Any] = {"kind": "activity", "min_people": 0, "max_people": None}
    factories.make_event(club, fittja, state=EventState.DRAFT, title="Utkastet", **values)
    there = factories.make_organisation(huddinge, "association")
    factories.make_event(there, factories.make_district(huddinge, "Vårby"), title="Grannens", **values)
    assert [word for word in ("Utkastet", "Grannens", "Vårby") if word in home()] == []


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("walker", ["Dina kvällar", "Saknar folk"]),
        ("leader", ["Dina kvällar", "Saknar folk"]),
        ("coordinator", ["Dina kvällar", "Saknar folk"]),
        ("neighbour", ["Dina kvällar"]),
        ("contact_person", ["Dina kvällar"]),
        ("association", []),
        ("police", []),
        ("housing", []),
    ],
)
def test_each_role_reads_what_is_theirs_to_do(
    who: str, expected: list[str], walk: Event, home: Callable[..., str], request: pytest.FixtureRequest
) -> None:
    assert headings(home(request.getfixturevalue(who))) == expected


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("coordinator", "/vandringar/ny/"),
        ("association", "/aktiviteter/ny/"),
        ("contact_person", "/mitt-omrade/"),
        ("police", "/veckan/"),
        ("housing", "/veckan/"),
        ("safety_coordinator", "/veckan/"),
    ],
)
def test_each_role_has_its_first_step(
    who: str, path: str, home: Callable[..., str], request: pytest.FixtureRequest
) -> None:
    assert f'href="{path}"' in home(request.getfixturevalue(who))


def test_an_answered_walk_is_mine_and_no_longer_lacks_me(walk: Event, walker: User, home: Callable[..., str]) -> None:
    factories.make_signup(walk, walker)
    page = home(walker)
    assert (headings(page), page.count(str(walk.pk))) == (["Dina kvällar"], 2)  # the row's id and its address


def test_a_meeting_is_shown_to_the_area_until_it_is_answered(
    watch_area: Organisation, fittja: District, neighbour: User, walker: User, home: Callable[..., str]
) -> None:
    values = {"kind": "watch_meeting", "title": "Höstmöte", "min_people": 0, "max_people": None}
    meeting = factories.make_event(watch_area, fittja, **values)
    before = headings(home(neighbour))
    factories.make_signup(meeting, neighbour)
    assert (before, headings(home(neighbour))) == (["Dina kvällar", "Möten i området"], ["Dina kvällar"])
    assert "Höstmöte" not in home(walker)


def test_the_safety_coordinator_reads_how_much_waits(
    fittja: District, safety_coordinator: User, home: Callable[..., str]
) -> None:
    assert "observation" not in home(safety_coordinator)
    make_tip(fittja)
    make_tip(fittja, text="Ring 070-123 45 67", text_state="held", state="taken_up")
    assert headings(home(safety_coordinator))[:2] == ["1 ny observation", "1 text att granska"]
    make_tip(fittja)
    assert headings(home(safety_coordinator))[0] == "2 nya observationer"


def test_a_partner_reads_its_own_unfinished_measures(
    botkyrka: Municipality, landlord: Organisation, safety_unit: Organisation, housing: User, home: Callable[..., str]
) -> None:
    week = ensure_week(municipality_id=botkyrka.pk, key="2026-W46", now=NOW)
    rows = {"municipality": botkyrka, "week": week, "kind": "lighting", "deadline": NOW.date(), "changed_at": NOW}
    for owner, state in ((landlord, "decided"), (landlord, "evaluated"), (safety_unit, "decided")):
        Measure.objects.create(owner=owner, state=state, title="Byt lampor", **rows)
    assert headings(home(housing)) == ["1 egen åtgärd att göra"]


def test_only_the_first_few_stand_there(
    walkers: Organisation, fittja: District, walker: User, home: Callable[..., str]
) -> None:
    for day in range(front.SHOWN + 2):
        factories.make_event(walkers, fittja, starts_at=NOW + dt.timedelta(days=day, hours=3))
    assert home(walker).count('id="live-event-') == front.SHOWN
