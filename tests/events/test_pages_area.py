"""One's own evenings, and the watch area with its meetings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event, Signup
from events.states import EventState, SignupState
from tests.factories import NOW, make_event, make_signup

if TYPE_CHECKING:
    from collections.abc import Callable

    import time_machine

    from places.models import District
    from volunteers.models import Organisation, User

DAY = dt.timedelta(days=1)
OK, FOUND, FORBIDDEN, NOT_FOUND, CONFLICT = 200, 302, 403, 404, 409
AREA = "/mitt-omrade/"


@pytest.fixture(autouse=True)
def clock(time_machine: time_machine.TimeMachineFixture) -> Any:
    """Friday 18:00, three hours before the walk, standing still."""
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def meeting(watch_area: Organisation, fittja: District) -> Callable[..., Event]:
    """``meeting(title=…)``: a called meeting of the area, in a week."""

    def make(**values: Any) -> Event:
        values.setdefault("starts_at", NOW + 7 * DAY)
        return make_event(
            watch_area,
            fittja,
            **{"kind": "watch_meeting", "title": "Höstmöte", "min_people": 0, "max_people": None} | values,
        )

    return make


def test_tonight_is_one_press_away(
    client_of: Any, walker: User, walkers: Organisation, fittja: District, walk: Event
) -> None:
    later = make_event(walkers, fittja, title="Nästa fredag", starts_at=walk.starts_at + 7 * DAY)
    for event in (walk, later):
        make_signup(event, walker)
    shown = client_of(walker).get("/mina-kvallar/")
    assert ([row.event for row in shown.context["tonight"]], [row.event for row in shown.context["rows"]]) == (
        [walk],
        [later],
    )
    assert f'href="/vandringar/{walk.pk}/ute/"' in shown.content.decode()


def test_stepping_down_leads_back(client_of: Any, walker: User, walk: Event) -> None:
    make_signup(walk, walker)
    said = client_of(walker).post(f"/vandringar/{walk.pk}/svar/", {"answer": "no", "next": "/mina-kvallar/"})
    assert (said["Location"], Signup.objects.get().state) == ("/mina-kvallar/", SignupState.STEPPED_DOWN)


def test_what_has_been_and_what_was_cancelled(
    client_of: Any, walker: User, walkers: Organisation, fittja: District
) -> None:
    been = make_event(walkers, fittja, title="Förra fredagen", starts_at=NOW - 7 * DAY, state=EventState.CLOSED)
    off = make_event(
        walkers, fittja, title="Blåsten", starts_at=NOW + DAY, state=EventState.CANCELLED, cancel_reason="weather"
    )
    for event in (been, off):
        make_signup(event, walker)
    shown = client_of(walker).get("/mina-kvallar/")
    assert (shown.context["past"], shown.context["tonight"]) == ([been], [])
    assert "Inställd: vädret" in shown.content.decode()


def test_an_empty_page_shows_the_way(client_of: Any, walker: User, walk: Event) -> None:
    page = client_of(walker).get("/mina-kvallar/").content.decode()
    assert ("Du är inte anmäld till något än" in page, "De här kvällarna behöver folk" in page) == (True, True)


def test_a_meeting_is_called_and_the_members_see_it(
    client_of: Any, contact_person: User, neighbour: User, watch_area: Organisation, fittja: District
) -> None:
    said = {
        "organisation": str(watch_area.pk),
        "title": "Höstmöte",
        "date": "2026-12-04",
        "starts_at": "18:30",
        "ends_at": "20:00",
        "district": str(fittja.pk),
        "place": "",
        "meeting_point": "Port 4",
        "description": "Förrådet.",
        "then": "publish",
    }
    answer = client_of(contact_person).post(f"{AREA}moten/ny/", said)
    called = Event.objects.get()
    assert (answer["Location"], called.state) == (f"{AREA}moten/{called.pk}/", EventState.OPEN)
    page = client_of(neighbour).get(AREA).content.decode()
    assert ("Höstmöte" in page, "2 personer" in page, "Kalla till möte" in page) == (True, True, False)


def test_a_member_says_yes_and_no(client_of: Any, neighbour: User, meeting: Any) -> None:
    called, client = meeting(), client_of(neighbour)
    assert client.post(f"{AREA}moten/{called.pk}/svar/", {"answer": "yes"})["Location"] == f"{AREA}moten/{called.pk}/"
    assert "Du kommer" in client.get(f"{AREA}moten/{called.pk}/").content.decode()
    client.post(f"{AREA}moten/{called.pk}/svar/", {"answer": "no", "next": AREA})
    assert Signup.objects.values_list("user_id", "state").get() == (neighbour.pk, SignupState.STEPPED_DOWN)


def test_no_name_is_shown(client_of: Any, contact_person: User, neighbour: User, meeting: Any) -> None:
    called = meeting()
    make_signup(called, neighbour)
    page = client_of(contact_person).get(f"{AREA}moten/{called.pk}/").content.decode()
    assert ("1 person" in page, "Nils" in page) == (True, False)


def test_a_cancelled_meeting_takes_no_answers(client_of: Any, neighbour: User, meeting: Any) -> None:
    off = meeting(state=EventState.CANCELLED, cancel_reason="other")
    assert "Mötet är inställt" in client_of(neighbour).get(f"{AREA}moten/{off.pk}/").content.decode()
    assert client_of(neighbour).post(f"{AREA}moten/{off.pk}/svar/", {"answer": "yes"}).status_code == CONFLICT


def test_other_areas_meetings_are_not_there(client_of: Any, walker: User, association: User, meeting: Any) -> None:
    called = meeting()
    found = {client_of(user).get(f"{AREA}moten/{called.pk}/").status_code for user in (walker, association)}
    assert found == {NOT_FOUND}


def test_who_is_in_no_area_is_told(client_of: Any, walker: User) -> None:
    assert "Du är inte med i något område" in client_of(walker).get(AREA).content.decode()


def test_a_member_calls_no_meeting(client_of: Any, neighbour: User, meeting: Any) -> None:
    called, client = meeting(), client_of(neighbour)
    assert client.get(f"{AREA}moten/ny/").status_code == FORBIDDEN
    assert {client.get(f"{AREA}moten/{called.pk}/{path}/").status_code for path in ("redigera", "stall-in")} == {
        FORBIDDEN
    }


def test_a_meeting_is_edited_and_cancelled(client_of: Any, contact_person: User, meeting: Any) -> None:
    called, client = meeting(), client_of(contact_person)
    assert client.get(f"{AREA}moten/{called.pk}/redigera/").status_code == OK
    assert client.post(f"{AREA}moten/{called.pk}/stall-in/", {"reason": "too_few"}).status_code == FOUND
    assert Event.objects.get().state == EventState.CANCELLED


def test_queries_do_not_grow_with_meetings(client_of: Any, contact_person: User, meeting: Any) -> None:
    client, counts = client_of(contact_person), []
    for n in (1, 2):
        for k in range(n):
            meeting(title=f"Möte {n}{k}")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(AREA).status_code == OK
        counts.append(len(seen))
    assert counts[0] == counts[1]
