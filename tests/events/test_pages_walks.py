"""Walks as pages: the list, one walk for each role, answers, and what a refusal shows instead."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import FocusPlace, Signup
from events.states import EventState, SignupState
from tests.factories import NOW, make_district, make_event, make_member, make_organisation, make_signup, make_team

if TYPE_CHECKING:
    from collections.abc import Callable

    import time_machine
    from django.test import Client

    from events.models import Event
    from places.models import District, Municipality, Place
    from volunteers.models import Organisation, User

DAY = dt.timedelta(days=1)
OK, FOUND, BAD, FORBIDDEN, NOT_FOUND, CONFLICT = 200, 302, 400, 403, 404, 409


@pytest.fixture(autouse=True)
def clock(time_machine: time_machine.TimeMachineFixture) -> Any:
    """Three hours before the walk, standing still."""
    time_machine.move_to(NOW, tick=False)
    return time_machine


def text(client: Client, path: str, status: int = OK) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def answer(client: Client, event: Event, said: str = "yes", **more: str) -> Any:
    return client.post(f"/vandringar/{event.pk}/svar/", {"answer": said, **more})


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == OK
    return len(seen)


def test_the_list_says_who_is_missing_and_takes_a_yes(client_of: Any, walker: User, walk: Event) -> None:
    client = client_of(walker)
    before = text(client, "/vandringar/")
    assert ("Saknar 2 personer" in before, "Jag kommer" in before) == (True, True)
    said = answer(client, walk, next=f"/vandringar/?lacking=on#e-{walk.pk}")
    assert (said.status_code, said["Location"]) == (FOUND, f"/vandringar/?lacking=on#e-{walk.pk}")
    assert list(Signup.objects.values_list("user_id", "state")) == [(walker.pk, "coming")]
    after = text(client, "/vandringar/")
    assert ("Du kommer" in after, "Jag kan inte" in after, "Jag kommer" in after) == (True, True, False)


def test_an_answer_leads_nowhere_else(client_of: Any, walker: User, walk: Event) -> None:
    said = answer(client_of(walker), walk, next="https://elsewhere.example/")
    assert said["Location"] == f"/vandringar/{walk.pk}/"


def test_stepping_down_is_one_press(client_of: Any, walker: User, walk: Event) -> None:
    make_signup(walk, walker)
    assert answer(client_of(walker), walk, "no").status_code == FOUND
    assert Signup.objects.get().state == SignupState.STEPPED_DOWN
    assert "Du har sagt att du inte kan" in text(client_of(walker), f"/vandringar/{walk.pk}/")


def test_the_list_is_by_week_and_district(
    client_of: Any, walker: User, walkers: Organisation, walk: Event, alby: District
) -> None:
    make_event(walkers, alby, title="Vandring i Alby", starts_at=walk.starts_at + 7 * DAY)
    make_event(walkers, alby, title="Långt fram", starts_at=walk.starts_at + 60 * DAY)
    client = client_of(walker)
    everything = text(client, "/vandringar/")
    words = ("Den här veckan", "Nästa vecka", "Vandring i Alby", "Långt fram", "Senare veckor")
    assert [word in everything for word in words] == [True, True, True, False, True]
    only = text(client, f"/vandringar/?district={alby.pk}")
    assert ("Vandring i Alby" in only, "Nattvandring Fittja" in only) == (True, False)
    assert "Långt fram" in text(client, "/vandringar/?fran=2027-W01")
    assert "Den här veckan" in text(client, "/vandringar/?fran=nonsense")


def test_only_those_that_lack_people(
    client_of: Any, walker: User, leader: User, second_walker: User, walk: Event
) -> None:
    client = client_of(walker)
    assert walk.title in text(client, "/vandringar/?lacking=on")
    make_signup(walk, leader, is_leader=True)
    make_signup(walk, second_walker)
    assert "Ingen vandring passar urvalet" in text(client, "/vandringar/?lacking=on")


def test_an_unknown_district_is_said_on_its_field(client_of: Any, walker: User, walk: Event) -> None:
    assert 'aria-invalid="true"' in text(client_of(walker), f"/vandringar/?district={uuid.uuid4()}", BAD)


def test_nothing_planned_is_a_page_too(client_of: Any, walker: User, coordinator: User) -> None:
    assert "Inga vandringar de närmaste veckorna" in text(client_of(walker), "/vandringar/")
    assert "Planera den första" in text(client_of(coordinator), "/vandringar/")


def fill(event: Event, walkers: Organisation) -> None:
    for _ in range(event.max_people or 0):
        make_signup(event, make_member(walkers))


def test_a_full_walk_shows_other_evenings(
    client_of: Any, walker: User, walkers: Organisation, fittja: District, walk: Event
) -> None:
    fill(walk, walkers)
    make_event(walkers, fittja, title="Behöver folk", starts_at=walk.starts_at + DAY)
    refused = answer(client_of(walker), walk)
    page = refused.content.decode()
    assert (refused.status_code, 'data-code="walk_full"' in page, "Behöver folk" in page) == (CONFLICT, True, True)
    assert not Signup.objects.filter(user=walker).exists()


def test_a_begun_walk_is_refused(client_of: Any, walker: User, walk: Event, clock: Any) -> None:
    clock.move_to(walk.starts_at + dt.timedelta(minutes=5), tick=False)
    refused = answer(client_of(walker), walk)
    assert (refused.status_code, 'data-code="walk_begun"' in refused.content.decode()) == (CONFLICT, True)


def test_a_cancelled_walk_says_so_everywhere(
    client_of: Any, walker: User, walkers: Organisation, fittja: District
) -> None:
    off = make_event(
        walkers,
        fittja,
        state=EventState.CANCELLED,
        cancel_reason="weather",
        cancel_note="Storm i natt.",
        cancelled_at=NOW,
    )
    client = client_of(walker)
    page = text(client, f"/vandringar/{off.pk}/")
    assert ("är inställd" in page, "Storm i natt." in page, "Jag kommer" in page) == (True, True, False)
    assert answer(client, off).status_code == CONFLICT


@pytest.mark.parametrize("who", ["walker", "leader", "coordinator", "safety_coordinator", "police", "housing"])
def test_who_sees_the_walk_sees_its_numbers_and_no_names(
    who: str, client_of: Any, walk: Event, second_walker: User, request: pytest.FixtureRequest
) -> None:
    make_signup(walk, second_walker)
    page = text(client_of(request.getfixturevalue(who)), f"/vandringar/{walk.pk}/")
    assert "1 av 6" in page
    assert ("Bengt Åkesson" in page) == (who == "coordinator")


@pytest.mark.parametrize("path", ["", "ute/", "grupper/", "redigera/", "stall-in/"])
def test_another_municipality_s_walk_is_not_there(path: str, client_of: Any, foreigner: User, walk: Event) -> None:
    client = client_of(foreigner, host="huddinge.localhost")
    assert client.get(f"/vandringar/{walk.pk}/{path}").status_code == NOT_FOUND
    assert client.get(f"/vandringar/{uuid.uuid4()}/{path}").status_code == NOT_FOUND
    assert client.post(f"/vandringar/{walk.pk}/svar/", {"answer": "yes"}).status_code == NOT_FOUND


def test_a_draft_is_seen_by_its_planners_alone(
    client_of: Any, walker: User, coordinator: User, walkers: Organisation, fittja: District
) -> None:
    draft = make_event(walkers, fittja, state=EventState.DRAFT, published_at=None)
    assert client_of(walker).get(f"/vandringar/{draft.pk}/").status_code == NOT_FOUND
    assert "Det här är ett utkast" in text(client_of(coordinator), f"/vandringar/{draft.pk}/")
    assert client_of(coordinator).get(f"/vandringar/{draft.pk}/ute/").status_code == CONFLICT


def test_the_coordinator_puts_somebody_in_charge(client_of: Any, coordinator: User, walker: User, walk: Event) -> None:
    coming, client = make_signup(walk, walker), client_of(coordinator)
    path = f"/vandringar/{walk.pk}/leder/"
    assert client.post(path, {"signup": str(coming.pk), "leads": "yes"}).status_code == FOUND
    assert Signup.objects.get(pk=coming.pk).is_leader is True
    client.post(path, {"signup": str(coming.pk), "leads": "no"})
    assert Signup.objects.get(pk=coming.pk).is_leader is False
    assert client.post(path, {"signup": "nobody"}).status_code == NOT_FOUND
    assert client_of(walker).post(path, {"signup": str(coming.pk)}).status_code == FORBIDDEN


def test_focus_places_come_and_go(client_of: Any, coordinator: User, walk: Event, square: Place) -> None:
    client, path = client_of(coordinator), f"/vandringar/{walk.pk}/fokus/"
    assert client.post(path, {"place": str(square.pk), "why": "Är det ljust?"}).status_code == FOUND
    row = FocusPlace.objects.get()
    assert "Är det ljust?" in text(client, f"/vandringar/{walk.pk}/")
    assert client.post(f"{path}{row.pk}/ta-bort/").status_code == FOUND
    assert not FocusPlace.objects.standing().exists()
    assert "Är det ljust?" not in text(client, f"/vandringar/{walk.pk}/")


def test_a_focus_place_of_elsewhere_keeps_what_was_typed(
    client_of: Any, coordinator: User, walk: Event, huddinge: Municipality
) -> None:
    from tests.factories import make_place

    foreign = make_place(make_district(huddinge, "Flemingsberg"), "Flemingsbergs centrum")
    refused = client_of(coordinator).post(
        f"/vandringar/{walk.pk}/fokus/", {"place": str(foreign.pk), "why": "Mitt skäl"}
    )
    page = refused.content.decode()
    assert (refused.status_code, "Välj en plats i listan." in page, "Mitt skäl" in page) == (BAD, True, True)


def test_a_walker_reads_the_briefing_and_others_do_not(
    client_of: Any, walker: User, second_walker: User, walk: Event, square: Place
) -> None:
    FocusPlace.objects.create(event=walk, place=square, why="Är det ljust?")
    make_signup(walk, walker)
    assert "Är det ljust?" in text(client_of(walker), f"/vandringar/{walk.pk}/")
    assert "Är det ljust?" not in text(client_of(second_walker), f"/vandringar/{walk.pk}/")


def test_the_evening_is_closed_when_everybody_is_back(
    client_of: Any, coordinator: User, walker: User, second_walker: User, walk: Event, clock: Any
) -> None:
    client, path = client_of(coordinator), f"/vandringar/{walk.pk}/avsluta/"
    assert client.post(path).status_code == CONFLICT
    clock.move_to(walk.ends_at, tick=False)
    team = make_team(walk, walker, second_walker, state="out")
    assert client.post(path).status_code == CONFLICT
    team.state = "back"
    team.save()
    assert client.post(path).status_code == FOUND
    walk.refresh_from_db()
    assert walk.state == EventState.CLOSED


@pytest.mark.parametrize("path", ["/vandringar/", "/mina-kvallar/"])
def test_queries_do_not_grow_with_walks(
    path: str, client_of: Any, walker: User, walkers: Organisation, fittja: District, station: Place, walk: Event
) -> None:
    client = client_of(walker)
    make_signup(walk, walker)
    one = queries(client, path)
    for n in range(1, 3):
        more = make_event(walkers, fittja, place=station, starts_at=walk.starts_at + n * DAY)
        make_signup(more, walker)
    assert queries(client, path) == one


def test_queries_of_a_walk_do_not_grow_with_people(
    client_of: Any, coordinator: User, walkers: Organisation, walk: Event
) -> None:
    client, path, counts = client_of(coordinator), f"/vandringar/{walk.pk}/", []
    for n in range(2):
        people = [make_member(walkers) for _ in range(2)]
        make_team(walk, *people, name=f"Grupp {n}")
        counts.append(queries(client, path))
    assert counts[0] == counts[1]


def test_a_stranger_is_sent_to_sign_in(client_of: Callable[..., Client], walk: Event) -> None:
    answered = client_of().get(f"/vandringar/{walk.pk}/")
    assert (answered.status_code, answered["Location"]) == (FOUND, f"/konto/login/?next=/vandringar/{walk.pk}/")
    assert client_of().post(f"/vandringar/{walk.pk}/svar/", {"answer": "yes"}).status_code == FOUND
    assert not Signup.objects.exists()


def test_another_group_s_coordinator_plans_nothing_here(
    client_of: Any, botkyrka: Municipality, alby: District, walk: Event
) -> None:
    from backend.common.viewer import Role

    other = make_member(make_organisation(botkyrka, districts=(alby,)), Role.COORDINATOR, "Olle Annan")
    client = client_of(other)
    assert {
        client.get(f"/vandringar/{walk.pk}/{path}/").status_code for path in ("redigera", "stall-in", "grupper")
    } == {FORBIDDEN}
    assert client.post(f"/vandringar/{walk.pk}/avsluta/").status_code == FORBIDDEN
