"""Activities as everybody reads them, and as associations publish them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event
from events.states import EventState
from tests.factories import NOW, make_event, make_organisation
from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Callable

    import time_machine

    from places.models import District, Municipality, Place
    from volunteers.models import Organisation, User

DAY = dt.timedelta(days=1)
OK, FOUND, BAD, FORBIDDEN, NOT_FOUND = 200, 302, 400, 403, 404


@pytest.fixture(autouse=True)
def clock(time_machine: time_machine.TimeMachineFixture) -> Any:
    """Friday evening, standing still."""
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def hall(club: Organisation, fittja: District) -> Callable[..., Event]:
    """``hall(title=…)``: an open activity of the club, tomorrow."""

    def make(district: District = fittja, **values: Any) -> Event:
        values.setdefault("starts_at", NOW + DAY)
        return make_event(
            club, district, **{"kind": "activity", "min_people": 0, "max_people": None, "cost": "Gratis"} | values
        )

    return make


def listed(client: Any, **query: Any) -> list[str]:
    days = client.get("/aktiviteter/", query).context["days"]
    return [row.event.title for day in days for row in day["rows"]]


def test_a_resident_finds_what_is_on_by_day(client_of: Any, hall: Any) -> None:
    hall(title="Öppen hall")
    hall(title="Bio", starts_at=NOW + DAY + dt.timedelta(hours=2))
    hall(title="Söndag", starts_at=NOW + 2 * DAY)
    hall(title="I går", starts_at=NOW - DAY)
    hall(title="Utkast", state=EventState.DRAFT, published_at=None)
    days = client_of().get("/aktiviteter/").context["days"]
    assert [[row.event.title for row in day["rows"]] for day in days] == [["Öppen hall", "Bio"], ["Söndag"]]


@pytest.mark.parametrize(
    ("age", "titles"), [("6", ["Alla"]), ("13", ["Alla", "Unga"]), ("40", ["Alla"]), ("", ["Alla", "Unga"])]
)
def test_by_age(age: str, titles: list[str], client_of: Any, hall: Any) -> None:
    hall(title="Alla")
    hall(title="Unga", age_from=13, age_to=19)
    assert sorted(listed(client_of(), age=age)) == titles


def test_by_district(client_of: Any, hall: Any, alby: District) -> None:
    hall(title="Fittja")
    hall(title="Alby", district=alby)
    assert listed(client_of(), district=alby.pk) == ["Alby"]


def test_nothing_passes_the_filter(client_of: Any, hall: Any) -> None:
    hall(age_from=13)
    assert "Inget passar urvalet" in client_of().get("/aktiviteter/", {"age": "5"}).content.decode()
    assert client_of().get("/aktiviteter/", {"age": "many"}).status_code == BAD


def test_nothing_is_on(client_of: Any, association: User, botkyrka: Municipality) -> None:
    assert "Inget inplanerat" in client_of().get("/aktiviteter/").content.decode()
    assert "Publicera det ni ordnar" in client_of(association).get("/aktiviteter/").content.decode()


def test_the_public_page_says_everything(client_of: Any, hall: Any, station: Place) -> None:
    one = hall(
        title="Öppen hall", place=station, age_from=13, age_to=19, accessibility="Ramp", contact="hall@example.org",
        meeting_point="Gården", description="Ta med inneskor.",
    )  # fmt: skip
    page = client_of().get(f"/aktiviteter/{one.pk}/").content.decode()
    said = (
        "Öppen hall",
        "Fittja tunnelbanestation",
        "13–19 år",
        "Gratis",
        "Ramp",
        "hall@example.org",
        "Gården",
        "inneskor",
    )
    assert [word for word in said if word not in page] == []
    assert f"/calendar/public/{one.organisation_id}.ics" in page
    assert "Ställ in" not in page


def test_a_cancelled_one_stays_and_says_so(client_of: Any, hall: Any) -> None:
    off = hall(state=EventState.CANCELLED, cancel_reason="other", cancel_note="Hallen är bokad.", cancelled_at=NOW)
    page = client_of().get(f"/aktiviteter/{off.pk}/").content.decode()
    assert ("Inställt" in page, "Hallen är bokad." in page, "Kom som du är" in page) == (True, True, False)


def test_a_draft_and_a_walk_are_not_public(client_of: Any, hall: Any, walk: Event, association: User) -> None:
    draft = hall(state=EventState.DRAFT, published_at=None)
    assert {client_of().get(f"/aktiviteter/{one.pk}/").status_code for one in (draft, walk)} == {NOT_FOUND}
    assert "Det här är ett utkast" in client_of(association).get(f"/aktiviteter/{draft.pk}/").content.decode()


def test_the_neighbour_s_activities_are_elsewhere(client_of: Any, hall: Any, huddinge: Municipality) -> None:
    one = hall()
    client = client_of(host="huddinge.localhost")
    assert (client.get(f"/aktiviteter/{one.pk}/").status_code, listed(client)) == (NOT_FOUND, [])


def test_queries_do_not_grow_with_activities(client_of: Any, hall: Any, station: Place) -> None:
    client, counts = client_of(), []
    for n in (1, 2):
        for _ in range(n):
            last = hall(place=station)
        for path in ("/aktiviteter/", f"/aktiviteter/{last.pk}/"):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(path).status_code == OK
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def activity(club: Organisation, fittja: District, **more: str) -> dict[str, str]:
    return {
        "organisation": str(club.pk),
        "title": "Öppen hall",
        "date": "2026-11-21",
        "starts_at": "18:00",
        "ends_at": "21:00",
        "district": str(fittja.pk),
        "place": "",
        "meeting_point": "Gården",
        "description": "",
        "age_from": "13",
        "age_to": "19",
        "cost": "Gratis",
        "accessibility": "",
        "contact": "",
        "then": "publish",
    } | more


def test_an_association_publishes(client_of: Any, association: User, club: Organisation, fittja: District) -> None:
    answer = client_of(association).post("/aktiviteter/ny/", activity(club, fittja))
    made = Event.objects.get()
    assert (answer["Location"], made.state, made.age_to) == (f"/aktiviteter/{made.pk}/", EventState.OPEN, 19)
    assert "Öppen hall" in client_of().get(f"/aktiviteter/{made.pk}/").content.decode()


def test_ages_the_wrong_way_round(client_of: Any, association: User, club: Organisation, fittja: District) -> None:
    answer = client_of(association).post("/aktiviteter/ny/", activity(club, fittja, age_to="7"))
    assert answer.context["form"].errors == {"age_to": ["Den högre åldern kan inte vara lägre än den lägre."]}


def test_it_is_edited_and_cancelled(
    client_of: Any, association: User, hall: Any, club: Organisation, fittja: District
) -> None:
    one, client = hall(), client_of(association)
    assert client.get(f"/aktiviteter/{one.pk}/redigera/").status_code == OK
    assert (
        client.post(f"/aktiviteter/{one.pk}/redigera/", activity(club, fittja, title="Ny rubrik")).status_code == FOUND
    )
    assert client.post(f"/aktiviteter/{one.pk}/stall-in/", {"reason": "other"}).status_code == FOUND
    one.refresh_from_db()
    assert (one.title, one.state) == ("Ny rubrik", EventState.CANCELLED)


@pytest.mark.parametrize("path", ["redigera", "stall-in"])
def test_other_associations_keep_their_hands_off(
    path: str, client_of: Any, association: User, botkyrka: Municipality, fittja: District
) -> None:
    other = make_organisation(botkyrka, OrganisationKind.ASSOCIATION, (fittja,))
    one = make_event(other, fittja, kind="activity")
    assert client_of(association).get(f"/aktiviteter/{one.pk}/{path}/").status_code == FORBIDDEN


@pytest.mark.parametrize("path", ["/aktiviteter/", "/vandringar/"])
@pytest.mark.parametrize("week", ["9999-W52", "2029-W10"])
def test_a_week_beyond_all_plans_is_this_one(client_of: Any, walker: User, path: str, week: str) -> None:
    client = client_of(walker)
    asked = client.get(path, {"fran": week})
    assert (asked.status_code, asked.context["stretch"]) == (OK, client.get(path).context["stretch"])
