"""Planning as pages: what is filled in, what is kept when it is refused, publish, edit, cancel."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from backend.common.clock import ZONE
from events.models import Event, FocusPlace
from events.states import EventState
from events.web.forms import FRIDAY, coming
from notifications.models import Delivery
from tests.factories import NOW, make_district, make_event, make_organisation, make_signup
from volunteers.models import Membership
from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    import time_machine

    from places.models import District, Municipality, Place
    from volunteers.models import Organisation, User

OK, FOUND, BAD, FORBIDDEN, CONFLICT = 200, 302, 400, 403, 409
NEW = "/vandringar/ny/"


@pytest.fixture(autouse=True)
def clock(time_machine: time_machine.TimeMachineFixture) -> Any:
    """Friday 20 November 2026, 18:00 in Botkyrka."""
    time_machine.move_to(NOW, tick=False)
    return time_machine


def plan(organisation: Organisation, district: District, **more: Any) -> dict[str, Any]:
    """The form as a browser sends it, with the focus rows empty."""
    said = {
        "organisation": str(organisation.pk),
        "title": "",
        "date": "2026-11-27",
        "starts_at": "21:00",
        "ends_at": "00:30",
        "district": str(district.pk),
        "place": "",
        "meeting_point": "",
        "min_people": "3",
        "max_people": "8",
        "description": "",
        "then": "publish",
    }
    return said | {f"focus-{n}-{name}": "" for n in range(3) for name in ("place", "why")} | more


def test_the_usual_is_filled_in(client_of: Any, coordinator: User, fittja: District) -> None:
    form = client_of(coordinator).get(NEW).context["form"]
    assert (form["date"].value(), form["starts_at"].value(), form["ends_at"].value()) == (
        dt.date(2026, 11, 27), dt.time(21), dt.time(0, 30),
    )  # fmt: skip
    assert (form["min_people"].value(), form["max_people"].value(), form["district"].value()) == (3, 8, fittja.pk)


@pytest.mark.parametrize(
    ("wall", "friday"), [("2026-11-18 12:00", 20), ("2026-11-20 17:59", 20), ("2026-11-20 18:00", 27)]
)
def test_the_coming_friday(wall: str, friday: int) -> None:
    now = dt.datetime.fromisoformat(wall).replace(tzinfo=ZONE)
    assert coming(FRIDAY, now) == dt.date(2026, 11, friday)


def test_a_walk_over_midnight_is_published_at_once(
    client_of: Any, coordinator: User, walkers: Organisation, fittja: District, station: Place, square: Place
) -> None:
    said = plan(
        walkers, fittja, place=str(station.pk), **{"focus-0-place": str(square.pk), "focus-0-why": "Är det ljust?"}
    )
    answer = client_of(coordinator).post(NEW, said)
    made = Event.objects.get()
    assert (answer.status_code, answer["Location"]) == (FOUND, f"/vandringar/{made.pk}/")
    assert (made.state, made.title, made.ends_at - made.starts_at) == (
        EventState.OPEN, "Nattvandring i Fittja", dt.timedelta(hours=3, minutes=30),
    )  # fmt: skip
    assert FocusPlace.objects.values_list("place_id", "why").get() == (square.pk, "Är det ljust?")


def test_a_form_sent_twice_makes_one_walk_and_with_other_words_another(
    client_of: Any, coordinator: User, walkers: Organisation, fittja: District
) -> None:
    client = client_of(coordinator)
    said = plan(walkers, fittja, form_id=str(client.get(NEW).context["form"]["form_id"].value()))
    answers = [client.post(NEW, said | more)["Location"] for more in ({}, {}, {"title": "En till"})]
    assert (answers[0] == answers[1], Event.objects.count()) == (True, 2)


def test_a_refused_focus_place_leaves_no_draft_behind(
    client_of: Any, association: User, club: Organisation, fittja: District, square: Place
) -> None:
    said = plan(club, fittja, **{"focus-0-place": str(square.pk), "focus-0-why": "Är det ljust?"})
    assert (client_of(association).post(NEW, said).status_code, Event.objects.count()) == (BAD, 0)


@pytest.mark.parametrize(("date", "ends"), [("2027-03-27", "03.30"), ("2027-10-30", "02.30")])
def test_a_walk_over_a_clock_change_is_five_and_a_half_hours(
    date: str, ends: str, client_of: Any, coordinator: User, walkers: Organisation, fittja: District
) -> None:
    client_of(coordinator).post(NEW, plan(walkers, fittja, date=date, ends_at="02:30"))
    made = Event.objects.get()
    assert made.ends_at - made.starts_at == dt.timedelta(hours=5, minutes=30)
    assert f"21.00–{ends}" in client_of(coordinator).get(f"/vandringar/{made.pk}/").content.decode()


def test_a_draft_waits(client_of: Any, coordinator: User, walkers: Organisation, fittja: District) -> None:
    client = client_of(coordinator)
    client.post(NEW, plan(walkers, fittja, then="draft"))
    draft = Event.objects.get()
    assert draft.state == EventState.DRAFT
    assert client.get(f"/vandringar/{draft.pk}/publicera/").status_code == FOUND
    assert Event.objects.get().state == EventState.DRAFT
    assert client.post(f"/vandringar/{draft.pk}/publicera/").status_code == FOUND
    assert Event.objects.get().state == EventState.OPEN


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"ends_at": "12:00"}, "ends_at", "Det får vara högst 12 timmar långt."),
    ({"date": "2026-11-01"}, "starts_at", "Starttiden har redan passerat."),
    ({"date": "2029-01-01"}, "starts_at", "Starttiden ligger för långt fram. Välj en tid inom ett år."),
    ({"date": "fredag"}, "date", "Skriv ett datum."),
    ({"starts_at": "nio"}, "starts_at", "Skriv ett klockslag, till exempel 21.00."),
    ({"max_people": "2"}, "max_people", "Högsta antalet kan inte vara lägre än det minsta."),
    ({"title": "x" * 121}, "title", ""),
    ({"min_people": "1"}, "min_people", ""),
    ({"district": "00000000-0000-4000-8000-000000000000"}, "district", "Välj en kommundel i listan."),
    ({"district": ""}, "district", "Välj kommundel."),
]


@pytest.mark.parametrize(("values", "field", "sentence"), WRONG, ids=lambda value: str(value)[:30])
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    values: dict[str, str], field: str, sentence: str, client_of: Any, coordinator: User, walkers: Organisation,
    fittja: District,
) -> None:  # fmt: skip
    answer = client_of(coordinator).post(NEW, plan(walkers, fittja, meeting_point="Vid vagnarna") | values)
    errors = answer.context["form"].errors
    assert (answer.status_code, list(errors)) == (BAD, [field])
    assert not sentence or errors[field] == [sentence]
    assert 'value="Vid vagnarna"' in answer.content.decode()
    assert not Event.objects.exists()


def test_a_place_in_another_district_is_asked_about(
    client_of: Any, coordinator: User, walkers: Organisation, alby: District, station: Place
) -> None:
    answer = client_of(coordinator).post(NEW, plan(walkers, alby, place=str(station.pk)))
    assert answer.context["form"].errors == {"place": ["Fittja tunnelbanestation ligger i Fittja."]}


def test_a_reason_without_a_place_is_asked_about(
    client_of: Any, coordinator: User, walkers: Organisation, fittja: District
) -> None:
    answer = client_of(coordinator).post(NEW, plan(walkers, fittja, **{"focus-1-why": "Är det ljust?"}))
    assert (answer.status_code, list(answer.context["focus_forms"][1].errors)) == (BAD, ["place"])
    assert not Event.objects.exists()


def test_times_as_swedes_write_them(client_of: Any, coordinator: User, walkers: Organisation, fittja: District) -> None:
    client_of(coordinator).post(NEW, plan(walkers, fittja, starts_at="20.00", ends_at="23.15"))
    made = Event.objects.get()
    assert made.ends_at - made.starts_at == dt.timedelta(hours=3, minutes=15)


def test_the_organiser_is_chosen_when_there_are_several(
    client_of: Any, coordinator: User, walkers: Organisation, botkyrka: Municipality, fittja: District
) -> None:
    second = make_organisation(botkyrka, OrganisationKind.PATROL_GROUP, (fittja,), name="Grannstöd Fittja")
    Membership.objects.create(organisation=second, user=coordinator, role="coordinator", since=NOW)
    client = client_of(coordinator)
    assert [str(one) for one in client.get(NEW).context["form"].fields["organisation"].queryset] == [
        "Grannstöd Fittja", "Nattvandrarna i Fittja",
    ]  # fmt: skip
    client.post(NEW, plan(second, fittja))
    assert Event.objects.get().organisation == second


def test_nobody_plans_for_somebody_else(
    client_of: Any, coordinator: User, botkyrka: Municipality, fittja: District
) -> None:
    other = make_organisation(botkyrka, districts=(fittja,))
    assert list(client_of(coordinator).post(NEW, plan(other, fittja)).context["form"].errors) == ["organisation"]


def test_a_district_of_the_neighbour_is_no_choice(
    client_of: Any, coordinator: User, walkers: Organisation, huddinge: Municipality
) -> None:
    answer = client_of(coordinator).post(NEW, plan(walkers, make_district(huddinge, "Flemingsberg")))
    assert list(answer.context["form"].errors) == ["district"]


@pytest.mark.parametrize("who", ["walker", "leader", "safety_coordinator", "police", "housing", "contact_person"])
@pytest.mark.parametrize("path", [NEW, "/aktiviteter/ny/"])
def test_who_plans_nothing_gets_no_form(who: str, path: str, client_of: Any, request: pytest.FixtureRequest) -> None:
    assert client_of(request.getfixturevalue(who)).get(path).status_code == FORBIDDEN


def test_an_edit_keeps_the_answers_and_tells_who_comes(
    client_of: Any, coordinator: User, walker: User, walkers: Organisation, fittja: District, walk: Event
) -> None:
    make_signup(walk, walker)
    client, path = client_of(coordinator), f"/vandringar/{walk.pk}/redigera/"
    page = client.get(path)
    assert (page.context["form"]["starts_at"].value(), page.context["form"]["title"].value()) == (
        dt.time(21),
        walk.title,
    )
    said = plan(walkers, fittja, title=walk.title, date="2026-11-21")
    assert client.post(path, said).status_code == FOUND
    moved = Event.objects.get()
    assert (moved.starts_at - walk.starts_at, moved.sequence, moved.signups.count()) == (dt.timedelta(days=1), 1, 1)
    assert Delivery.objects.values_list("user_id", flat=True).get() == walker.pk


def test_a_maximum_below_those_who_come_is_refused_in_words(
    client_of: Any, coordinator: User, walker: User, second_walker: User, leader: User, walkers: Organisation,
    fittja: District, walk: Event,
) -> None:  # fmt: skip
    for user in (walker, second_walker, leader):
        make_signup(walk, user)
    said = plan(walkers, fittja, title="Ny rubrik", date="2026-11-20", min_people="2", max_people="2")
    answer = client_of(coordinator).post(f"/vandringar/{walk.pk}/redigera/", said)
    errors = answer.context["form"].errors
    assert errors == {"max_people": ["3 har redan sagt att de kommer. Sätt inte högsta antalet lägre än så."]}
    assert 'value="Ny rubrik"' in answer.content.decode()


def test_cancelling_asks_why_and_tells_everybody(client_of: Any, coordinator: User, walker: User, walk: Event) -> None:
    make_signup(walk, walker)
    client, path = client_of(coordinator), f"/vandringar/{walk.pk}/stall-in/"
    assert "1 person har svarat" in client.get(path).content.decode()
    assert client.post(path, {"note": "Storm"}).context["form"].errors == {"reason": ["Välj varför det ställs in."]}
    assert client.post(path, {"reason": "weather", "note": "Storm"}).status_code == FOUND
    off = Event.objects.get()
    assert (off.state, off.cancel_reason, off.cancel_note) == (EventState.CANCELLED, "weather", "Storm")
    assert Delivery.objects.values_list("user_id", flat=True).get() == walker.pk
    assert client.post(path, {"reason": "weather"}).status_code == CONFLICT


@pytest.mark.parametrize("state", [EventState.UNDER_WAY, EventState.CLOSED, EventState.CANCELLED])
def test_what_has_begun_or_ended_is_not_edited(
    state: EventState, client_of: Any, coordinator: User, walkers: Organisation, fittja: District
) -> None:
    event = make_event(walkers, fittja, state=state)
    assert client_of(coordinator).get(f"/vandringar/{event.pk}/redigera/").status_code == CONFLICT


def test_a_draft_whose_time_has_passed_stays_a_draft(
    client_of: Any, coordinator: User, walkers: Organisation, fittja: District
) -> None:
    old = make_event(walkers, fittja, state=EventState.DRAFT, starts_at=NOW - dt.timedelta(days=2))
    answer = client_of(coordinator).post(f"/vandringar/{old.pk}/publicera/")
    assert (answer.status_code, Event.objects.get().state) == (CONFLICT, EventState.DRAFT)


def test_a_walk_under_way_can_be_cancelled(
    client_of: Any, coordinator: User, walkers: Organisation, fittja: District
) -> None:
    event = make_event(walkers, fittja, state=EventState.UNDER_WAY)
    client_of(coordinator).post(f"/vandringar/{event.pk}/stall-in/", {"reason": "police_advice"})
    assert Event.objects.get().state == EventState.CANCELLED


def test_a_day_at_the_end_of_time_is_refused_on_its_field(
    client_of: Any, coordinator: User, walkers: Organisation, fittja: District
) -> None:
    answer = client_of(coordinator).post(NEW, plan(walkers, fittja, date="9999-12-31"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (BAD, ["date"])


def test_what_the_form_fills_in_is_kept_in_swedish(
    client_of: Any, coordinator: User, association: User, walkers: Organisation, fittja: District
) -> None:
    planner, publisher = client_of(coordinator), client_of(association)
    for client in (planner, publisher):
        client.cookies["django_language"] = "en"
    planner.post(NEW, plan(walkers, fittja))
    cost = publisher.get("/aktiviteter/ny/").context["form"]["cost"].value()
    assert (Event.objects.get().title, cost) == ("Nattvandring i Fittja", "Gratis")
