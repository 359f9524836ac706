"""The phone's walk page and its groups, without script: the same actions by ordinary forms."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import CheckIn, FocusAnswer, FocusPlace, Team, TeamMember
from events.states import EventState, TeamState
from places.models import ContactChannel
from tests.factories import NOW, make_event, make_member, make_signup, make_team

if TYPE_CHECKING:
    import time_machine

    from events.models import Event
    from places.models import District, Municipality, Place
    from volunteers.models import Organisation, User

OK, NO_CONTENT, FOUND, BAD, FORBIDDEN, NOT_FOUND = 200, 204, 302, 400, 403, 404


@pytest.fixture(autouse=True)
def clock(time_machine: time_machine.TimeMachineFixture, walk: Event) -> Any:
    """Ten minutes into the walk, standing still."""
    time_machine.move_to(walk.starts_at + dt.timedelta(minutes=10), tick=False)
    return time_machine


@pytest.fixture
def team(walk: Event, leader: User, walker: User) -> Team:
    """The leader's group."""
    make_signup(walk, leader, is_leader=True)
    return make_team(walk, leader, walker)


@pytest.fixture
def out(walk: Event) -> str:
    """The address of the walk page."""
    return f"/vandringar/{walk.pk}/ute/"


def press(client: Any, team: Team, kind: str) -> Any:
    return client.post(f"/vandringar/{team.event_id}/ute/{team.pk}/", {"kind": kind})


def test_the_whole_evening_by_forms(client_of: Any, leader: User, team: Team, out: str, clock: Any) -> None:
    client = client_of(leader)
    for kind in ("base", "out", "ok", "back"):
        assert press(client, team, kind)["Location"] == out
        clock.shift(60)
    team.refresh_from_db()
    assert (team.state, list(CheckIn.objects.values_list("kind", "sender_id"))) == (
        TeamState.BACK, [(kind, leader.pk) for kind in ("base", "out", "ok", "back")],
    )  # fmt: skip
    assert client.post(f"/vandringar/{team.event_id}/avsluta/").status_code == FOUND


def test_the_last_press_is_the_pressed_button(client_of: Any, leader: User, team: Team, out: str) -> None:
    client = client_of(leader)
    press(client, team, "base")
    press(client, team, "out")
    steps = client.get(out).context["own"].steps
    assert [(step.kind.value, step.is_last, step.is_next) for step in steps] == [
        ("base", False, False), ("out", True, False), ("ok", False, True), ("back", False, False),
    ]  # fmt: skip


def test_numbers_to_call_come_first(client_of: Any, botkyrka: Municipality, walker: User, team: Team, out: str) -> None:
    for position, (kind, phone) in enumerate(
        [("emergency", "112"), ("police", "114 14"), ("transit", "020-120 25 25")]
    ):
        ContactChannel.objects.create(
            municipality=botkyrka, kind=kind, phone=phone, position=position, title={"sv": f"Ring {phone}"}
        )
    page = client_of(walker).get(out).content.decode()
    assert page.index('href="tel:112"') < page.index('href="tel:11414"') < page.index("data-fact")
    assert 'href="tel:0201202525"' in page


def test_112_stands_there_also_when_no_number_is_configured(client_of: Any, walker: User, team: Team, out: str) -> None:
    assert 'href="tel:112"' in client_of(walker).get(out).content.decode()


def test_a_silent_group_is_said_in_words(client_of: Any, walker: User, team: Team, out: str) -> None:
    Team.objects.filter(pk=team.pk).update(
        state="out", is_overdue=True, last_sign_at=NOW + dt.timedelta(hours=5, minutes=10)
    )
    assert "Inte hört av sedan 23.10" in client_of(walker).get(out).content.decode()


def test_a_walker_reads_first_names_of_the_own_group_only(
    client_of: Any, walkers: Organisation, walker: User, team: Team, walk: Event, out: str
) -> None:
    make_team(walk, make_member(walkers, name="Zeinab Nur"), make_member(walkers, name="Olof Ek"), name="Grupp 2")
    page = client_of(walker).get(out).content.decode()
    shown = [word in page for word in ("Leyla", "Amina", "Leyla Demir", "Zeinab", "Tryck åt gruppen")]
    assert shown == [True, True, False, False, False]


def test_the_leader_presses_for_another_group(
    client_of: Any, leader: User, walkers: Organisation, team: Team, walk: Event, out: str
) -> None:
    second = make_team(walk, make_member(walkers), make_member(walkers), name="Grupp 2")
    client = client_of(leader)
    assert "Tryck åt gruppen" in client.get(out).content.decode()
    press(client, second, "out")
    assert Team.objects.get(pk=second.pk).state == TeamState.OUT


def test_a_focus_place_is_answered(
    client_of: Any, walker: User, team: Team, walk: Event, station: Place, out: str
) -> None:
    focus = FocusPlace.objects.create(event=walk, place=station, why="Är det ljust?")
    client = client_of(walker)
    assert client.post(f"{out}{team.pk}/fokus/{focus.pk}/", {"answer": "not_seen"})["Location"] == out
    assert FocusAnswer.objects.values_list("team_id", "answer").get() == (team.pk, "not_seen")
    assert [card.answer for card in client.get(out).context["focus"]] == ["not_seen"]


def test_nonsense_is_not_there(
    client_of: Any, walker: User, team: Team, walk: Event, walkers: Organisation, fittja: District
) -> None:
    client, other = client_of(walker), make_event(walkers, fittja)
    assert press(client, team, "home").status_code == NOT_FOUND
    assert client.post(f"/vandringar/{other.pk}/ute/{team.pk}/", {"kind": "out"}).status_code == NOT_FOUND
    assert (
        client.post(f"/vandringar/{walk.pk}/ute/{team.pk}/fokus/{uuid.uuid4()}/", {"answer": "seen"}).status_code
        == NOT_FOUND
    )
    assert not CheckIn.objects.exists()


def test_who_is_not_on_the_walk_has_no_walk_page(
    client_of: Any, second_walker: User, police: User, safety_coordinator: User, team: Team, out: str
) -> None:
    found = {client_of(user).get(out).status_code for user in (second_walker, police, safety_coordinator)}
    assert found == {FORBIDDEN}
    assert press(client_of(second_walker), team, "out").status_code == FORBIDDEN


def test_a_cancelled_walk_still_takes_facts(client_of: Any, walker: User, team: Team, walk: Event, out: str) -> None:
    walk.state, walk.cancel_reason = EventState.CANCELLED, "weather"
    walk.save()
    assert "Vandringen är inställd" in client_of(walker).get(out).content.decode()
    assert press(client_of(walker), team, "back").status_code == FOUND
    assert CheckIn.objects.get().flags == "not_out_before walk_cancelled"


def test_before_the_groups_are_formed(client_of: Any, walk: Event, walker: User, coordinator: User, out: str) -> None:
    make_signup(walk, walker)
    assert "Du är inte i någon grupp än" in client_of(walker).get(out).content.decode()
    assert "Inga grupper än" in client_of(coordinator).get(out).content.decode()


def test_fragments(client_of: Any, walker: User, team: Team, walk: Event, station: Place, out: str) -> None:
    focus, client = FocusPlace.objects.create(event=walk, place=station), client_of(walker)
    parts = {
        f"team:{team.pk}": team.pk,
        f"focus:{focus.pk}": focus.pk,
        f"event:{walk.pk}": walk.pk,
        f"team:{walk.pk}": walk.pk,
    }
    for part, pk in parts.items():
        page = client.get(out, {"part": part}).content.decode()
        assert f'id="live-{part.split(":")[0]}-{pk}"' in page
        assert "<html" not in page
    assert client.get(out, {"part": f"signup:{walk.pk}"}).status_code == NO_CONTENT
    assert {
        client.get(out, {"part": part}).status_code for part in (f"team:{uuid.uuid4()}", "team:x", f"focus:{team.pk}")
    } == {NOT_FOUND}


def test_queries_do_not_grow_with_groups(
    client_of: Any, leader: User, walkers: Organisation, team: Team, walk: Event, out: str
) -> None:
    counts = []
    for n in (2, 3):
        make_team(walk, make_member(walkers), make_member(walkers), name=f"Grupp {n}")
        with CaptureQueriesContext(connection) as seen:
            client_of(leader).get(out)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def people(walk: Event, walkers: Organisation, leader: User, n: int) -> list[Any]:
    coming = [make_signup(walk, leader, is_leader=True)]
    return coming + [make_signup(walk, make_member(walkers, name=f"Person {i}")) for i in range(1, n)]


def test_groups_are_proposed_and_formed(client_of: Any, walk: Event, walkers: Organisation, leader: User) -> None:
    coming, client, path = people(walk, walkers, leader, 6), client_of(leader), f"/vandringar/{walk.pk}/grupper/"
    form = client.get(path).context["form"]
    assert sorted(form[str(one.pk)].value() for one in coming) == ["1", "1", "1", "2", "2", "2"]
    said = {str(one.pk): form[str(one.pk)].value() for one in coming}
    assert client.post(path, said)["Location"] == f"/vandringar/{walk.pk}/ute/"
    assert [(team.name, team.members.count()) for team in Team.objects.current().order_by("name")] == [
        ("Grupp 1", 3),
        ("Grupp 2", 3),
    ]
    assert client.get(path).context["form"][str(coming[0].pk)].value() == said[str(coming[0].pk)]


def test_nobody_walks_alone_in_words(client_of: Any, walk: Event, walkers: Organisation, leader: User) -> None:
    coming = people(walk, walkers, leader, 5)
    said = {str(one.pk): "1" for one in coming} | {str(coming[0].pk): "2"}
    answer = client_of(leader).post(f"/vandringar/{walk.pk}/grupper/", said)
    form = answer.context["form"]
    assert (answer.status_code, form.non_field_errors()) == (BAD, ["Ingen går ensam. Minst två personer behövs."])
    assert form[str(coming[0].pk)].value() == "2"
    assert not Team.objects.exists()


def test_who_did_not_come_is_left_out(client_of: Any, walk: Event, walkers: Organisation, leader: User) -> None:
    coming = people(walk, walkers, leader, 3)
    said = {str(one.pk): "1" for one in coming[:2]} | {str(coming[2].pk): ""}
    client_of(leader).post(f"/vandringar/{walk.pk}/grupper/", said)
    assert set(TeamMember.objects.values_list("signup_id", flat=True)) == {one.pk for one in coming[:2]}


def test_no_group_at_all_is_asked_about(client_of: Any, walk: Event, walkers: Organisation, leader: User) -> None:
    people(walk, walkers, leader, 3)
    answer = client_of(leader).post(f"/vandringar/{walk.pk}/grupper/", {})
    assert answer.context["form"].non_field_errors() == ["Lägg minst två personer i en grupp."]


def test_groups_stay_while_one_is_out(client_of: Any, leader: User, team: Team, walk: Event) -> None:
    press(client_of(leader), team, "out")
    said = {str(pk): "1" for pk in walk.signups.values_list("pk", flat=True)}
    extra = make_signup(walk, make_member(walk.organisation))
    answer = client_of(leader).post(f"/vandringar/{walk.pk}/grupper/", said | {str(extra.pk): "1"})
    assert "En grupp är ute." in answer.context["form"].non_field_errors()[0]


def test_names_are_not_shown_a_week_before(
    client_of: Any, leader: User, walk: Event, clock: Any, second_walker: User
) -> None:
    make_signup(walk, leader, is_leader=True)
    make_signup(walk, second_walker)
    clock.move_to(walk.starts_at - dt.timedelta(days=7), tick=False)
    page = client_of(leader).get(f"/vandringar/{walk.pk}/grupper/").content.decode()
    assert ("Namnen syns från ett dygn innan" in page, "Bengt" in page) == (True, False)


def test_only_who_runs_the_walk_forms_groups(client_of: Any, walker: User, team: Team, walk: Event) -> None:
    assert client_of(walker).get(f"/vandringar/{walk.pk}/grupper/").status_code == FORBIDDEN


def test_the_worker_is_for_those_who_are_signed_in(client_of: Any, walker: User) -> None:
    answer = client_of(walker).get("/vandringar/offline.js")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (OK, "text/javascript", "no-cache")
    assert "/static/events/outbox.js" in answer.content.decode()
    assert client_of().get("/vandringar/offline.js").status_code == FOUND
