"""What is asked before a yes and before somebody leads: data, with the municipality's own choice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from backend.common.viewer import Role
from events import gates
from events.actions.gates import ClearanceMissing, YouthsHome, uncleared
from events.actions.signup import say_yes, set_leader
from events.models import EventsRules, Signup
from events.querysets.walks import roster
from tests import factories
from tests.factories import NOW
from volunteers.actions.clearances import NotOfAge, withdraw_clearance
from volunteers.actions.members import end_membership
from volunteers.actions.standing import suspend
from volunteers.models import Clearance, Membership, VolunteersRules
from volunteers.states import CONSENT


@pytest.fixture
def newcomer(walkers):
    """Somebody of whom nothing is known."""
    return factories.make_member(walkers, name="Nils Ny", cleared=())


@pytest.fixture
def youth(walkers):
    """Sixteen, with a guardian's consent."""
    made = factories.make_member(walkers, name="Ylva Ung", cleared=(), phone="+46701740605")
    factories.make_consent(made, walkers)
    return made


@pytest.fixture
def early(walkers, fittja):
    """A walk that ends before midnight."""
    return factories.make_event(walkers, fittja, ends_at=NOW + dt.timedelta(hours=5))


def test_the_age_is_said_once(viewer_of, walk, newcomer, walkers, fittja):
    viewer = viewer_of(newcomer)
    with pytest.raises(ClearanceMissing) as refused:
        say_yes(viewer=viewer, event_id=walk.pk, now=NOW)
    assert (refused.value.missing, refused.value.field) == (("of_age",), "of_age")
    assert "18" in refused.value.detail
    assert say_yes(viewer=viewer, event_id=walk.pk, now=NOW, of_age=True).state == "coming"
    kept = Clearance.objects.get(user=newcomer)
    assert (kept.kind, kept.age, kept.expires_on) == ("of_age", 18, None)
    other = factories.make_event(walkers, fittja, title="En till")
    assert say_yes(viewer=viewer, event_id=other.pk, now=NOW).state == "coming"


def test_a_refused_yes_keeps_nothing_of_what_was_said(viewer_of, walk, newcomer):
    VolunteersRules.objects.create(municipality=walk.municipality, youngest=20)
    EventsRules.objects.create(municipality=walk.municipality, gates={"night_walk.walker": ["of_age", "training"]})
    with pytest.raises(ClearanceMissing) as refused:
        say_yes(viewer=viewer_of(newcomer), event_id=walk.pk, now=NOW, of_age=True)
    assert refused.value.missing == ("training",)
    assert not Clearance.objects.filter(user=newcomer).exists()


def test_a_higher_age_is_asked_for_anew(viewer_of, walk, newcomer, botkyrka):
    factories.make_clearance(newcomer, walk.organisation, "of_age", age=18)
    VolunteersRules.objects.create(municipality=botkyrka, youngest=20)
    with pytest.raises(ClearanceMissing) as refused:
        say_yes(viewer=viewer_of(newcomer), event_id=walk.pk, now=NOW)
    assert "20" in refused.value.detail


def test_the_municipality_chooses_its_gates(viewer_of, walk, newcomer, botkyrka):
    EventsRules.objects.create(municipality=botkyrka, gates={"night_walk.walker": []})
    assert say_yes(viewer=viewer_of(newcomer), event_id=walk.pk, now=NOW).state == "coming"


@pytest.mark.parametrize(
    "chosen",
    [[], {"night_walk": []}, {"watch_meeting.walker": []}, {"night_walk.walker": ["kind"]}, {"night_walk.walker": "x"},
     {"night_walk.walker": ["of_age", "of_age"]}, {"night_walk.walker": [1]}],
)  # fmt: skip
def test_a_choice_that_is_none_is_refused(botkyrka, chosen):
    with pytest.raises(ValidationError):
        EventsRules(municipality=botkyrka, gates=chosen).full_clean()


def test_every_gate_has_words():
    kinds = {*(kind for held in gates.DEFAULTS.values() for kind in held), CONSENT}
    assert kinds <= set(gates.OWN_WORDS) == set(gates.THEIR_WORDS)
    assert gates.label("night_walk.leader") == "Nattvandring, den som leder"
    EventsRules(gates={key: ["training"] for key in gates.KEYS}).clean_fields(exclude=["municipality"])


def test_a_leader_without_training_comes_along_and_cannot_be_put_in_charge(viewer_of, walk, walkers, coordinator):
    untrained = factories.make_member(walkers, Role.WALK_LEADER, "Otränad", cleared=("of_age",))
    said = say_yes(viewer=viewer_of(untrained), event_id=walk.pk, now=NOW)
    assert (said.state, said.is_leader) == ("coming", False)
    with pytest.raises(ClearanceMissing) as refused:
        set_leader(viewer=viewer_of(coordinator), event_id=walk.pk, signup_id=said.pk, now=NOW)
    assert (refused.value.missing, refused.value.field) == (("training",), None)
    factories.make_clearance(untrained, walkers, "training")
    assert set_leader(viewer=viewer_of(coordinator), event_id=walk.pk, signup_id=said.pk, now=NOW).is_leader


def test_who_loses_what_is_asked_of_a_walker_is_taken_off(viewer_of, walk, walkers, coordinator):
    person = factories.make_member(walkers, name="Eva", cleared=("of_age",))
    EventsRules.objects.create(municipality=walk.municipality, gates={"night_walk.walker": ["of_age", "training"]})
    notes = [
        factories.make_clearance(person, walkers, "training", given_on=NOW.date() - dt.timedelta(n)) for n in (1, 2)
    ]
    assert say_yes(viewer=viewer_of(person), event_id=walk.pk, now=NOW).state == "coming"
    viewer, states = viewer_of(coordinator), []
    for note in notes:
        withdraw_clearance(viewer=viewer, clearance_id=note.pk, now=NOW)
        states.append(Signup.objects.get(user=person).state)
    assert states == ["coming", "stepped_down"]


def test_a_yes_from_before_the_gate_is_not_lost_with_something_else(viewer_of, walk, walkers):
    person = factories.make_member(walkers, name="Eva", cleared=("of_age",))
    say_yes(viewer=viewer_of(person), event_id=walk.pk, now=NOW)
    EventsRules.objects.create(municipality=walk.municipality, gates={"night_walk.walker": ["of_age", "training"]})
    uncleared(person.pk, walk.municipality_id, "record_check", NOW)
    assert Signup.objects.get(user=person).state == "coming"


@pytest.mark.parametrize("how", ["suspended", "left"])
def test_whose_role_is_gone_is_off_the_evenings_to_come(viewer_of, walk, walkers, leader, walker, coordinator, how):
    for user in (leader, walker):
        say_yes(viewer=viewer_of(user), event_id=walk.pk, now=NOW)
    role = leader.memberships.get()
    if how == "suspended":
        suspend(viewer=viewer_of(coordinator), membership_id=role.pk, now=NOW)
    else:
        end_membership(viewer=viewer_of(leader), membership_id=role.pk, now=NOW)
    found = {row.user_id: (row.state, row.is_leader) for row in Signup.objects.all()}
    assert found == {leader.pk: ("stepped_down", False), walker.pk: ("coming", False)}
    assert [person.name for person in roster(viewer_of(coordinator), walk, NOW).people] == [walker.name]


def test_who_still_has_another_way_to_come_stays(viewer_of, walk, walkers, leader, coordinator):
    Membership.objects.create(organisation=walkers, user=leader, role=Role.VOLUNTEER, since=NOW)
    say_yes(viewer=viewer_of(leader), event_id=walk.pk, now=NOW)
    suspend(viewer=viewer_of(coordinator), membership_id=leader.memberships.get(role=Role.WALK_LEADER).pk, now=NOW)
    assert Signup.objects.get().state == "coming"


def test_what_runs_out_before_the_evening_does_not_hold(viewer_of, walk, walkers):
    leader = factories.make_member(walkers, Role.WALK_LEADER, cleared=("of_age",))
    row = factories.make_clearance(leader, walkers, "training", expires_on=dt.date(2026, 11, 19))
    assert not say_yes(viewer=viewer_of(leader), event_id=walk.pk, now=NOW).is_leader
    Signup.objects.all().delete()
    Clearance.objects.filter(pk=row.pk).update(expires_on=dt.date(2026, 11, 20))
    assert say_yes(viewer=viewer_of(leader), event_id=walk.pk, now=NOW).is_leader


def test_a_youth_comes_with_consent_to_what_ends_in_time(viewer_of, early, walk, youth):
    assert say_yes(viewer=viewer_of(youth), event_id=early.pk, now=NOW).state == "coming"
    with pytest.raises(YouthsHome) as refused:
        say_yes(viewer=viewer_of(youth), event_id=walk.pk, now=NOW)
    assert "00.00" in refused.value.detail


@pytest.mark.parametrize(("until", "fits"), [((22, 0), False), ((23, 0), True), ((0, 0), True), ((1, 0), True)])
def test_the_hour_is_the_municipalitys(viewer_of, early, youth, botkyrka, until, fits):
    VolunteersRules.objects.create(municipality=botkyrka, youths_until=dt.time(*until))
    if fits:
        assert say_yes(viewer=viewer_of(youth), event_id=early.pk, now=NOW).state == "coming"
    else:
        with pytest.raises(YouthsHome):
            say_yes(viewer=viewer_of(youth), event_id=early.pk, now=NOW)


def test_a_youth_cannot_say_otherwise_nor_lead(viewer_of, early, youth, walkers, coordinator):
    with pytest.raises(NotOfAge):
        say_yes(viewer=viewer_of(youth), event_id=early.pk, now=NOW, of_age=True)
    factories.make_clearance(youth, walkers, "training")
    said = say_yes(viewer=viewer_of(youth), event_id=early.pk, now=NOW)
    with pytest.raises(ClearanceMissing):
        set_leader(viewer=viewer_of(coordinator), event_id=early.pk, signup_id=said.pk, now=NOW)


@pytest.mark.parametrize(
    "consent", [{"withdrawn_at": NOW}, {"ends_on": dt.date(2026, 11, 19)}, {"given_on": dt.date(2026, 11, 21)}]
)
def test_a_consent_that_does_not_hold_opens_nothing(viewer_of, early, walkers, consent):
    made = factories.make_member(walkers, cleared=("of_age",))
    factories.make_consent(made, walkers, **{"given_on": dt.date(2026, 9, 1)} | consent)
    with pytest.raises(ClearanceMissing) as refused:
        say_yes(viewer=viewer_of(made), event_id=early.pk, now=NOW)
    assert refused.value.missing == ("consent",)


def test_a_municipality_that_takes_no_youths_takes_none(viewer_of, early, youth, botkyrka):
    VolunteersRules.objects.create(municipality=botkyrka, takes_youths=False)
    with pytest.raises(ClearanceMissing):
        say_yes(viewer=viewer_of(youth), event_id=early.pk, now=NOW)


def test_the_page_asks_before_one_presses_and_takes_it_in_the_same_breath(client_of, walk, newcomer, monkeypatch):
    monkeypatch.setattr("backend.common.clock.now", lambda: NOW)
    client = client_of(newcomer)
    page = client.get(f"/vandringar/{walk.pk}/").content.decode()
    assert "Jag har fyllt 18 år" in page
    asked = client.post(f"/vandringar/{walk.pk}/svar/", {"answer": "yes", "next": "/vandringar/"})
    assert asked.status_code == 409
    assert "Jag har fyllt 18 år" in asked.content.decode()
    done = client.post(f"/vandringar/{walk.pk}/svar/", {"answer": "yes", "of_age": "yes", "next": "/vandringar/"})
    assert (done.status_code, done["Location"]) == (302, "/vandringar/")
    assert Signup.objects.get().user == newcomer


def test_the_api_takes_it_in_the_same_breath(client_of, walk, newcomer, monkeypatch):
    monkeypatch.setattr("events.api.views.now", lambda: NOW)
    client, url = client_of(newcomer), f"/api/v1/events/{walk.pk}/answer/"
    refused = client.put(url, {"state": "coming"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "clearance_missing")
    assert refused.json()["errors"][0]["field"] == "of_age"
    assert client.put(url, {"state": "coming", "of_age": True}, content_type="application/json").status_code == 200
