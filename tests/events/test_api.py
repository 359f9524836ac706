"""Events over the API: shapes, statuses, codes, pages."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from events.models import CheckIn, Event, FocusPlace, Signup, Team
from notifications.models import TopicEvent
from tests import factories

API = "/api/v1"


@pytest.fixture
def api(client_of):
    """``api(user).put("events/…", {…})``: JSON in, (status, JSON) out."""

    class Api:
        def __init__(self, user):
            self.client = client_of(user)

        def __call__(self, method, path, body=None):
            kind = "application/json"
            answer = getattr(self.client, method)(
                f"{API}/{path}", *([body] if body is not None else []), content_type=kind
            )
            return answer.status_code, answer.json() if answer.content else None

    return Api


@pytest.fixture
def tonight(walkers, fittja, station):
    """An open walk three hours from the real now."""
    starts_at = dt.datetime.now(dt.UTC) + dt.timedelta(hours=3)
    return factories.make_event(walkers, fittja, place=station, starts_at=starts_at)


@pytest.fixture
def plan_body(walkers, station):
    starts_at = (dt.datetime.now(dt.UTC) + dt.timedelta(days=3)).replace(microsecond=0)
    return {
        "kind": "night_walk", "organisation": str(walkers.pk), "title": "Nattvandring", "place": str(station.pk),
        "starts_at": starts_at.isoformat(), "ends_at": (starts_at + dt.timedelta(hours=3)).isoformat(),
    }  # fmt: skip


def test_a_coordinator_plans_publishes_and_cancels(api, coordinator, plan_body, fittja):
    call = api(coordinator)
    status, event = call("post", "events/", plan_body)
    assert (status, event["state"], event["district"]) == (201, "draft", {"id": str(fittja.pk), "name": "Fittja"})
    status, event = call("post", f"events/{event['id']}/publish/")
    assert (status, event["state"], event["outlook"]["words"]) == (200, "open", "Saknar 2 personer")
    status, event = call("patch", f"events/{event['id']}/", {"max_people": 5})
    assert (status, event["max_people"], event["sequence"]) == (200, 5, 0)
    status, event = call("post", f"events/{event['id']}/cancel/", {"reason": "weather"})
    assert (status, event["state"], event["outlook"]["words"]) == (200, "cancelled", "Inställd: vädret")


def test_the_senders_id_makes_one_draft_of_two_requests(api, coordinator, plan_body):
    body = plan_body | {"id": "0190f3c1-7a53-7c0e-8f52-2b6f1f0c7a11"}
    assert [api(coordinator)("post", "events/", body)[1]["id"] for _ in range(2)] == [body["id"]] * 2


def test_a_bad_plan_names_the_field(api, coordinator, plan_body):
    status, problem = api(coordinator)("post", "events/", plan_body | {"ends_at": plan_body["starts_at"]})
    assert (status, problem["code"], problem["errors"]) == (
        400,
        "ends_before_start",
        [{"field": "ends_at", "code": "ends_before_start", "message": "Sluttiden måste ligga efter starttiden."}],
    )


@pytest.mark.parametrize("field", ["organisation", "place", "district"])
def test_what_is_not_here_is_404(api, coordinator, plan_body, field):
    body = plan_body | {"place": None, field: str(uuid.uuid4())}
    status, problem = api(coordinator)("post", "events/", body)
    assert (status, problem["code"]) == (404, "not_found")


def test_a_volunteer_plans_nothing_and_a_resident_signs_in_first(api, walker, plan_body):
    assert [api(user)("post", "events/", plan_body)[0] for user in (walker, None)] == [403, 401]


def test_saying_yes_and_no(api, tonight, walker):
    call = api(walker)
    for state in ("coming", "coming", "stepped_down"):
        status, answer = call("put", f"events/{tonight.pk}/answer/", {"state": state})
        assert (status, answer["event"], answer["state"]) == (200, str(tonight.pk), state)
    assert Signup.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"max_people": 1, "min_people": 0}, "walk_full"),
        ({"state": "under_way"}, "walk_begun"),
        ({"state": "cancelled"}, "walk_cancelled"),
        ({"state": "closed"}, "already_ended"),
        ({"kind": "activity"}, "drop_in"),
    ],
)
def test_what_cannot_be_answered_is_409_with_its_code(api, tonight, walker, second_walker, change, code):
    factories.make_signup(tonight, second_walker)
    Event.objects.filter(pk=tonight.pk).update(**change)
    status, problem = api(walker)("put", f"events/{tonight.pk}/answer/", {"state": "coming"})
    assert (status, problem["code"], problem["status"]) == (409, code, 409)


def test_the_list_goes_page_by_page_without_losing_a_tie(api, walkers, fittja, walker, tonight):
    for _ in range(4):
        factories.make_event(walkers, fittja, starts_at=tonight.starts_at)
    call, found, path = api(walker), [], "events/?page_size=2"
    while path:
        _status, page = call("get", path)
        found += [row["id"] for row in page["results"]]
        path = page["next"] and page["next"].split("/api/v1/")[1]
    assert sorted(found) == sorted(str(pk) for pk in Event.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=activity", ["Öppen hall"]),
        ("state=cancelled", ["Inställd"]),
        ("mine=true", ["Min"]),
        ("to=2026-11-21T00:00:00Z&kind=night_walk", ["Min"]),
        ("from=2026-11-21T00:00:00Z&kind=night_walk", ["Inställd"]),
        ("week=2026-W48", ["Inställd"]),
    ],
)
def test_filters(api, walkers, club, fittja, walker, query, expected):
    factories.make_signup(factories.make_event(walkers, fittja, title="Min"), walker)
    later = factories.NOW + dt.timedelta(weeks=1)
    factories.make_event(walkers, fittja, title="Inställd", state="cancelled", starts_at=later)
    factories.make_event(club, fittja, title="Öppen hall", kind="activity")
    status, page = api(walker)("get", f"events/?{query}")
    assert (status, [row["title"] for row in page["results"]]) == (200, expected)


@pytest.mark.parametrize(
    "query", ["kind=carnival", "district=x", "from=igår", "after=%25", "page_size=0", "mine=kanske", "state="]
)
def test_a_filter_that_makes_no_sense_is_400(api, walker, query):
    status, problem = api(walker)("get", f"events/?{query}")
    assert (status, problem["status"]) == (400, 400)


def test_a_resident_reads_activities_and_the_dates_of_walks(api, club, fittja, tonight):
    hall = factories.make_event(club, fittja, kind="activity", title="Öppen hall")
    call = api(None)
    assert [row["id"] for row in call("get", "events/")[1]["results"]] == [str(hall.pk)]
    assert call("get", f"events/{hall.pk}/")[0] == 200
    assert call("get", f"events/{tonight.pk}/")[0] == 404
    status, dates = call("get", "events/open-dates/")
    assert (status, [set(row) for row in dates["results"]], dates["results"][0]["district"]["name"]) == (
        200,
        [{"day", "district"}],
        "Fittja",
    )


def test_across_the_wall_there_is_nothing(client_of, foreigner, tonight):
    client = client_of(foreigner, host="huddinge.localhost")
    paths = ["", "roster/", "teams/", "briefing/", "focus-places/", "check-ins/", "teams/suggestion/"]
    assert {client.get(f"{API}/events/{tonight.pk}/{path}").status_code for path in paths} == {404}


def test_an_evening_from_groups_to_closing(api, tonight, leader, walker, coordinator):
    rows = [factories.make_signup(tonight, user, is_leader=user == leader) for user in (leader, walker)]
    call, event = api(leader), f"events/{tonight.pk}"
    _status, suggested = call("get", f"{event}/teams/suggestion/")
    status, page = call("put", f"{event}/teams/", {"groups": [{"signups": suggested["groups"][0]}]})
    (team,) = page["results"]
    assert (status, team["name"], team["people"], team["state"]) == (200, "Grupp 1", len(rows), "formed")
    for kind in ("out", "back"):
        now = dt.datetime.now(dt.UTC).isoformat()
        fact = {"kind": kind, "occurred_at": now, "sent_at": now}
        assert call("put", f"teams/{team['id']}/check-ins/{uuid.uuid4()}/", fact)[0] == 201
    assert [row["kind"] for row in call("get", f"{event}/check-ins/")[1]["results"]] == ["out", "back"]
    assert api(coordinator)("post", f"{event}/close/")[1]["state"] == "closed"


@pytest.fixture
def team(tonight, walker, second_walker):
    return factories.make_team(tonight, walker, second_walker)


@pytest.fixture
def fact():
    now = dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()
    return {"kind": "out", "occurred_at": now, "sent_at": now}


def test_a_check_in_is_answered_with_its_own_id_also_the_second_time(api, team, walker, fact):
    path = f"teams/{team.pk}/check-ins/{uuid.uuid4()}/"
    answers = [api(walker)("put", path, fact) for _ in range(2)]
    assert [status for status, _row in answers] == [201, 200]
    assert answers[0][1] == answers[1][1]
    assert (answers[0][1]["id"], answers[0][1]["flags"]) == (path.split("/")[3], [])


def test_an_id_used_for_something_else_is_409_and_somebody_elses_404(api, team, walker, second_walker, fact):
    path = f"teams/{team.pk}/check-ins/{uuid.uuid4()}/"
    api(walker)("put", path, fact)
    status, problem = api(walker)("put", path, fact | {"kind": "back"})
    assert (status, problem["code"], api(second_walker)("put", path, fact)[0]) == (409, "id_reused", 404)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "flying"}, "kind"),
        ({"occurred_at": "0999-01-01T00:00:00Z"}, "occurred_at"),
        ({"sent_at": None}, "sent_at"),
    ],
)
def test_a_fact_that_says_nothing_is_400(api, team, walker, fact, change, field):
    status, problem = api(walker)("put", f"teams/{team.pk}/check-ins/{uuid.uuid4()}/", fact | change)
    assert (status, problem["errors"][0]["field"], CheckIn.objects.count()) == (400, field, 0)


def test_a_check_in_asks_the_database_little(client_of, team, walker, fact, django_assert_max_num_queries):
    """The first "out": it also sends the walk under way and sets the clock. Begin and end of the transaction count."""
    client = client_of(walker)
    with django_assert_max_num_queries(14):
        path = f"{API}/teams/{team.pk}/check-ins/{uuid.uuid4()}/"
        assert client.put(path, fact, content_type="application/json").status_code == 201
    assert (Team.objects.get().state, TopicEvent.objects.count()) == ("out", 4)


def test_a_focus_answer_is_kept_and_shown(api, team, tonight, walker, square, fact):
    place = FocusPlace.objects.create(event=tonight, place=square, why="Mörkt")
    body = {"answer": "not_seen", "occurred_at": fact["occurred_at"], "sent_at": fact["sent_at"]}
    path = f"teams/{team.pk}/focus-places/{place.pk}/answers/{uuid.uuid4()}/"
    assert [api(walker)("put", path, body)[0] for _ in range(2)] == [201, 200]
    (line,) = api(walker)("get", f"events/{tonight.pk}/focus-places/")[1]["results"]
    assert (line["name"], line["answers"]) == ("Fittja torg", [{"team": str(team.pk), "answer": "not_seen"}])


def test_a_coordinator_adds_and_removes_a_focus_place(api, tonight, coordinator, walker, square):
    path = f"events/{tonight.pk}/focus-places/"
    status, row = api(coordinator)("post", path, {"place": str(square.pk), "why": "Mörkt"})
    assert (status, row["place"], row["is_decided"]) == (201, str(square.pk), False)
    assert api(walker)("post", path, {"place": str(square.pk)})[0] == 403
    assert api(coordinator)("delete", f"{path}{row['id']}/")[0] == 204


def test_the_briefing_goes_to_who_walks_and_not_to_the_police(api, tonight, team, walker, police):
    status, told = api(walker)("get", f"events/{tonight.pk}/briefing/")
    assert (status, told["own_team"], told["event"]["id"]) == (200, str(team.pk), str(tonight.pk))
    assert {person["name"] for person in told["roster"]["people"]} == {"Amina", "Bengt"}
    assert api(police)("get", f"events/{tonight.pk}/briefing/")[0] == 403


def test_the_police_read_a_number(api, tonight, team, police):
    assert api(police)("get", f"events/{tonight.pk}/roster/")[1] == {"shown": "none", "coming": 2, "people": []}


def test_who_plans_puts_somebody_in_charge(api, tonight, walker, coordinator, leader):
    row = factories.make_signup(tonight, walker)
    path, body = f"events/{tonight.pk}/leaders/{row.pk}/", {"is_leader": True}
    assert [api(user)("put", path, body)[0] for user in (leader, coordinator)] == [403, 200]
    assert api(walker)("get", f"events/{tonight.pk}/")[1]["is_mine_to_lead"] is True


def test_what_the_reader_may_do_is_told(api, tonight, walker, coordinator, safety_coordinator):
    told = [api(user)("get", f"events/{tonight.pk}/")[1]["may"] for user in (walker, coordinator, safety_coordinator)]
    assert told == [
        {"plan": False, "answer": True, "run": False, "brief": False},
        {"plan": True, "answer": True, "run": True, "brief": True},
        {"plan": False, "answer": False, "run": False, "brief": True},
    ]


def test_a_suggestion_is_for_who_forms_groups(api, tonight, team, walker, coordinator):
    path = f"events/{tonight.pk}/teams/suggestion/"
    assert api(walker)("get", path)[0] == 403
    (group,) = api(coordinator)("get", path)[1]["groups"]
    assert sorted(group) == sorted(str(pk) for pk in Signup.objects.values_list("pk", flat=True))


def test_groups_belong_to_walks(api, association, club, fittja):
    hall = factories.make_event(club, fittja, kind="activity")
    status, problem = api(association)("get", f"events/{hall.pk}/teams/")
    assert (status, problem["code"]) == (409, "not_a_walk")


def test_a_list_asks_the_same_for_one_and_for_three(
    client_of, tonight, walkers, fittja, walker, django_assert_num_queries
):
    client = client_of(walker)
    for _ in range(2):
        with django_assert_num_queries(5):
            client.get(f"{API}/events/")
        for _more in range(2):
            factories.make_event(walkers, fittja)
