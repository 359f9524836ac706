"""Every field of every app's rules stands on the settings page and in the API, or on a list with a reason."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.apps import apps
from django.db import models

from backend.common.clock import at
from backend.common.viewer import Role
from events.actions import rules as gates_of
from events.actions.signup import say_yes, set_leader
from events.gates import effective
from events.models import EventsRules, Signup
from places.changes import RulesChanged
from places.models import Municipality, RuleChange
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from volunteers.models import Organisation, User

NOW = at(dt.date(2026, 11, 27), dt.time(12, 0))
PAGE = "/kommun/installningar/"
WEEK = {"cut_weekday": "2", "cut_time": "15:00", "meeting_weekday": "3", "meeting_time": "10:00"}
BOUNDARY = {"week_weekday": "0", "week_time": "06:00"}
PEOPLE = {
    "youngest": "18",
    "takes_youths": "on",
    "youths_until": "00:00",
    "second_factor_grace_days": "14",
    "invitation_days": "14",
}
WALKERS, LEADERS, CLUBS = "night_walk.walker", "night_walk.leader", "activity.leader"
GATES = {WALKERS: ["of_age", "golden_rules"], LEADERS: ["training"], CLUBS: ["record_check"]}
QUIET = {"quiet_from": "22:00", "quiet_until": "07:00"}
# Field → its section, what is typed, and what the API says then: (member, value).
FIELDS: dict[str, tuple[str, dict[str, Any], tuple[str, Any]]] = {
    "places.Municipality.languages": ("languages", {"languages": ["sv"]}, ("languages", ["sv"])),
    "places.PlacesRules.week_weekday": ("places", BOUNDARY | {"week_weekday": "6"}, ("boundary.week_weekday", 6)),
    "places.PlacesRules.week_time": ("places", BOUNDARY | {"week_time": "12:00"}, ("boundary.week_time", "12:00")),
    "situation.SituationRules.cut_weekday": ("situation", WEEK | {"cut_weekday": "1"}, ("week.cut_weekday", 1)),
    "situation.SituationRules.cut_time": ("situation", WEEK | {"cut_time": "14:30"}, ("week.cut_time", "14:30")),
    "situation.SituationRules.meeting_weekday": (
        "situation",
        WEEK | {"meeting_weekday": "4"},
        ("week.meeting_weekday", 4),
    ),
    "situation.SituationRules.meeting_time": (
        "situation",
        WEEK | {"meeting_time": "09:30"},
        ("week.meeting_time", "09:30"),
    ),
    "volunteers.VolunteersRules.youngest": ("volunteers", PEOPLE | {"youngest": "20"}, ("people.youngest", 20)),
    "volunteers.VolunteersRules.takes_youths": (
        "volunteers",
        {name: said for name, said in PEOPLE.items() if name != "takes_youths"},
        ("people.takes_youths", False),
    ),
    "volunteers.VolunteersRules.youths_until": (
        "volunteers",
        PEOPLE | {"youths_until": "23:00"},
        ("people.youths_until", "23:00"),
    ),
    "volunteers.VolunteersRules.second_factor_grace_days": (
        "volunteers",
        PEOPLE | {"second_factor_grace_days": "0"},
        ("people.second_factor_grace_days", 0),
    ),
    "volunteers.VolunteersRules.invitation_days": (
        "volunteers",
        PEOPLE | {"invitation_days": "30"},
        ("people.invitation_days", 30),
    ),
    "volunteers.VolunteersRules.officer_email": (
        "volunteers",
        PEOPLE | {"officer_email": "dso@kommunen.example"},
        ("people.officer_email", "dso@kommunen.example"),
    ),
    "notifications.NotificationsRules.quiet_from": ("notifications", QUIET, ("quiet_hours.quiet_from", "22:00")),
    "notifications.NotificationsRules.quiet_until": ("notifications", QUIET, ("quiet_hours.quiet_until", "07:00")),
    "events.EventsRules.gates": (
        "events",
        GATES | {LEADERS: ["training", "record_check"]},
        ("gates.1.clearances", ["training", "record_check"]),
    ),
}
# What the municipality does not set itself, and why.
NOT_HERE = {
    "places.Municipality.code": "Statistics Sweden's",
    "places.Municipality.name": "the operator's: it stands on papers",
    "places.Municipality.hostname": "the operator's: the proxy and the certificate follow it",
    "places.Municipality.is_default": "the operator's: one for each installation",
    "places.Municipality.population": "Statistics Sweden's, from the municipality's file",
    "places.Municipality.boundary": "from the municipality's file",
    "places.Municipality.credits": "from the municipality's file",
}


@pytest.fixture(autouse=True)
def moment() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def rules_models() -> list[type[models.Model]]:
    """The municipality, and what hangs on it one to one."""
    found: list[type[models.Model]] = [Municipality]
    for model in apps.get_models():
        key = model._meta.pk
        if isinstance(key, models.OneToOneField) and key.related_model is Municipality:
            found.append(model)
    return found


def test_no_rule_is_forgotten() -> None:
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in rules_models()
        for field in model._meta.concrete_fields
        if not field.primary_key
    }
    assert fields == FIELDS.keys() | NOT_HERE.keys()
    assert {EventsRules, Municipality} < set(rules_models())


@pytest.mark.parametrize("name", FIELDS)
def test_each_is_set_on_the_page_and_said_by_the_api(
    name: str, safety_coordinator: User, client_of: Callable[..., Client]
) -> None:
    area, typed, (member, value) = FIELDS[name]
    client = client_of(safety_coordinator)
    said: Any = client.get("/api/v1/settings/").json()
    assert _at(said, member) != value
    form = {f"{area}-{field}": text for field, text in typed.items()}
    assert client.post(PAGE, form | {"area": area, "version": "0"}).status_code == 302
    assert _at(client.get("/api/v1/settings/").json(), member) == value
    change = RuleChange.objects.get()
    assert (change.area, change.by_id, change.at) == (area, safety_coordinator.pk, NOW)


def _at(found: Any, path: str) -> Any:
    for step in path.split("."):
        found = found[int(step)] if step.isdigit() else found[step]
    return found


def test_what_is_as_it_was_is_not_stored_and_the_order_is_the_houses(
    safety_coordinator: User, viewer_of: Callable[..., Any], botkyrka: Municipality
) -> None:
    viewer = viewer_of(safety_coordinator)
    gates_of.set_rules(viewer=viewer, values=GATES | {CLUBS: ["training", "of_age"]}, version=0, now=NOW)
    rules = EventsRules.objects.get()
    assert rules.gates == {CLUBS: ["of_age", "training"]}
    change = RuleChange.objects.get()
    assert change.changes == {CLUBS: [["record_check"], ["of_age", "training"]]}
    gates_of.set_rules(viewer=viewer, values={CLUBS: ["record_check"]}, version=change.pk, now=NOW)
    assert EventsRules.objects.get().gates == {}
    assert effective({}) == GATES


def test_the_second_of_two_is_told_and_nothing_is_lost(
    safety_coordinator: User, viewer_of: Callable[..., Any], client_of: Callable[..., Client]
) -> None:
    viewer = viewer_of(safety_coordinator)
    gates_of.set_rules(viewer=viewer, values={LEADERS: []}, version=0, now=NOW)
    with pytest.raises(RulesChanged):
        gates_of.set_rules(viewer=viewer, values={CLUBS: []}, version=0, now=NOW)
    form = {f"events-{place}": asked for place, asked in (GATES | {CLUBS: []}).items()}
    late = client_of(safety_coordinator).post(PAGE, form | {"area": "events", "version": "0"})
    assert late.status_code == 400
    assert "Någon annan har ändrat" in late.content.decode()
    assert EventsRules.objects.get().gates == {LEADERS: []}


def test_the_age_stays(safety_coordinator: User, client_of: Callable[..., Client]) -> None:
    form = {f"events-{place}": asked for place, asked in (GATES | {WALKERS: ["training"]}).items()}
    answer = client_of(safety_coordinator).post(PAGE, form | {"area": "events", "version": "0"})
    assert answer.status_code == 400
    page = answer.content.decode()
    field = page[page.index('id="id_events-night_walk.walker_error"') :]
    assert field.index("Åldern frågas alltid efter") < field.index("</fieldset>")


def test_the_history_says_it_in_words(safety_coordinator: User, client_of: Callable[..., Client]) -> None:
    client = client_of(safety_coordinator)
    for area, typed in (("events", GATES | {LEADERS: []}), ("situation", WEEK | {"cut_time": "14:30"})):
        form = {f"{area}-{field}": text for field, text in typed.items()}
        assert client.post(PAGE, form | {"area": area, "version": "0"}).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "Nattvandring, den som leder: från har gått utbildningen till –" in page
    assert "Bryttid: från 15:00 till 14:30" in page


def test_a_changed_gate_holds_the_same_evening(
    safety_coordinator: User, coordinator: User, walkers: Organisation, walk: Any, viewer_of: Callable[..., Any]
) -> None:
    """Without training nobody leads; a municipality that asks for none lets them."""
    untrained = factories.make_member(walkers, Role.WALK_LEADER, "Otränad", cleared=("of_age",))
    said = say_yes(viewer=viewer_of(untrained), event_id=walk.pk, now=factories.NOW)
    assert not said.is_leader
    gates_of.set_rules(viewer=viewer_of(safety_coordinator), values={LEADERS: []}, version=0, now=NOW)
    charge = viewer_of(coordinator)
    assert set_leader(viewer=charge, event_id=walk.pk, signup_id=said.pk, now=factories.NOW).is_leader
    assert Signup.objects.get(pk=said.pk).is_leader


def test_others_set_nothing(officer: User, coordinator: User, client_of: Callable[..., Client]) -> None:
    form = {f"events-{place}": asked for place, asked in (GATES | {LEADERS: []}).items()}
    for who in (officer, coordinator):
        answer = client_of(who).post(PAGE, form | {"area": "events", "version": "0"})
        assert answer.status_code in {400, 403}
    assert not EventsRules.objects.exists()


@pytest.fixture
def officer(safety_unit: Organisation) -> User:
    """The data protection officer."""
    return factories.make_member(safety_unit, Role.DATA_PROTECTION, "Dag Skydd")
