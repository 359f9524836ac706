"""Every operation by every role, generated from the API's own description: no 5xx, nothing that it does not say."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import transaction

from tests.api.fuzz import NEGATIVE, Browser, Tally, aimed_at, name_of, operations_of, schema_of, try_out, walk_links
from tests.api.people import People
from tests.api.recipes import recipes
from tests.api.stage import NIGHT, PEOPLE, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[People]:
    """The stage and those who are in its organisations: once for this module, and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(NIGHT, tick=False):
        yield People(Stage())
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Refusals by the hundred are what is asked for."""
    caplog.set_level(logging.ERROR, logger="django.request")


EVERYBODY = "RES VOL LEA COO ASS CON MSC POL HOU"
SIGNED_IN = "VOL LEA COO ASS CON MSC POL HOU"
PLANS = "COO ASS CON"
LEADS = "COO ASS CON"  # an organisation with volunteers in it
KEEPS = f"LEA {LEADS}"
# Which roles reach 2xx with which operation, from the rights matrix; everybody else must not.
MAY = {
    "access_token_create": "COO ASS MSC POL HOU",
    "access_token_list": SIGNED_IN,
    "access_token_revoke": "COO ASS MSC POL HOU",
    "clearance_list": SIGNED_IN,
    "clearance_note": "COO ASS",
    "clearance_withdraw": "COO ASS",
    "consent_list": SIGNED_IN,
    "consent_note": "COO ASS",
    "consent_withdraw": "COO ASS",
    "event_answer_for": KEEPS,
    "golden_rules_list": SIGNED_IN,
    "golden_rules_publish": "MSC",
    "golden_rules_read": SIGNED_IN,
    "in_charge_set": "ASS",
    "insured_name_list": "COO ASS",
    "invitation_create": f"{LEADS} MSC",
    "invitation_list": SIGNED_IN,
    "invitation_revoke": f"{LEADS} MSC",
    "join_request_answer": f"{LEADS} MSC",
    "join_request_list": SIGNED_IN,
    "join_request_make": SIGNED_IN,
    "join_request_withdraw": SIGNED_IN,
    "kept_member_add": KEEPS,
    "kept_member_edit": KEEPS,
    "kept_member_end": KEEPS,
    "kept_member_list": SIGNED_IN,
    "letter_write": f"{LEADS} MSC",
    "protection_set": SIGNED_IN,
    "settings_read": "MSC",
    "briefing_read": "VOL LEA COO ASS CON MSC",
    "calendar_feed_create": SIGNED_IN,
    "calendar_feed_list": SIGNED_IN,
    "calendar_feed_revoke": SIGNED_IN,
    "calendar_feed_rotate": SIGNED_IN,
    "category_list": EVERYBODY,
    "check_in_list": "VOL LEA COO ASS",
    "check_in_record": "VOL LEA COO ASS",
    "district_list": EVERYBODY,
    "event_answer": "VOL LEA COO CON",
    "event_cancel": PLANS,
    "event_close": f"LEA {PLANS}",
    "event_create": PLANS,
    "event_edit": PLANS,
    "event_list": EVERYBODY,
    "event_publish": PLANS,
    "event_read": EVERYBODY,
    "focus_answer_record": "VOL LEA COO ASS",
    "focus_place_add": "COO",
    "focus_place_list": "VOL LEA COO ASS CON MSC",
    "focus_place_remove": "COO",
    "leader_set": "COO ASS",
    "me_read": SIGNED_IN,
    "measure_list": SIGNED_IN,
    "measure_propose": f"{PLANS} MSC POL HOU",
    "measure_read": SIGNED_IN,
    "measure_step": "MSC POL HOU",
    "membership_add": f"{PLANS} MSC",
    "membership_contact": f"{LEADS} MSC",
    "membership_end": SIGNED_IN,
    "membership_list": SIGNED_IN,
    "membership_reinstate": f"{LEADS} MSC",
    "membership_suspend": f"{LEADS} MSC",
    "municipality_read": EVERYBODY,
    "open_date_list": EVERYBODY,
    "organisation_edit": "MSC",
    "organisation_found": "MSC",
    "organisation_list": SIGNED_IN,
    "organisation_read": SIGNED_IN,
    "organisation_state": "MSC",
    "place_list": EVERYBODY,
    "police_event_list": SIGNED_IN,  # empty for those who do not read it
    "receiver_add": "MSC",
    "receiver_change": "MSC",
    "receiver_list": "MSC",
    "receiver_read": "MSC",
    "roster_read": SIGNED_IN,  # names for some, a number for the others
    "team_form": "LEA COO ASS",
    "team_list": "VOL LEA COO ASS MSC",
    "team_suggest": "LEA COO ASS",
    "tip_close": "MSC",
    "tip_count": "LEA COO MSC POL HOU",
    "tip_follow": EVERYBODY,
    "tip_history": "MSC",
    "tip_list": "LEA COO MSC POL HOU",
    "tip_numbers": "COO CON",
    "tip_put": EVERYBODY,
    "tip_read": "LEA COO MSC POL HOU",
    "tip_release_text": "MSC",
    "tip_remove_text": "MSC",
    "tip_reopen": "MSC",
    "tip_send_on": "MSC",
    "tip_take_up": "MSC",
    "tip_tell": EVERYBODY,
    "week_decide_focus": "MSC",
    "week_draft": "MSC",
    "week_fix": "MSC",
    "week_list": SIGNED_IN,  # empty, likewise
    "week_read": "MSC POL HOU",
    "week_withdraw_focus": "MSC",
}


@pytest.mark.parametrize("role", PEOPLE)
def test_role(people: People, role: str, soak: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """What the role may do answers 2xx, what it may not never does; half of all its calls succeed."""
    tally, browser, ready = Tally(), Browser(people.stage.user(role)), recipes(people.stage, people, role)
    may = {name for name, roles in MAY.items() if role in roles.split()}
    refused = len(MAY) - len(may)
    times = max(4, 4 * refused // len(may)) * (10 if soak else 1)
    schema = schema_of(ready)
    for operation in operations_of(schema):
        try_out(operation, browser, tally, times if name_of(operation) in may else 1)
    bodies = {name: [replace(part, path={}) for part in parts] for name, parts in ready.items()}
    walk_links(schema_of(bodies), browser, tally, 100 if soak else 8)
    with capsys.disabled():
        print(f"\n{role}: {tally.total} calls, {tally.share:.0%} 2xx, {tally.statuses()}", end=" ")
    assert (sorted(tally.reached ^ may), tally.share >= 0.5) == ([], True)


@pytest.mark.parametrize("role", ["COO", "MSC"])
def test_what_breaks_the_description_is_refused(people: People, role: str, soak: bool) -> None:
    """Wrong types, missing and unknown members, numbers and texts out of bounds, by the roles that may do most."""
    stage = people.stage
    tally, browser, schema = Tally(), Browser(stage.user(role)), aimed_at(recipes(stage, people, role))
    breakable = [o for o in operations_of(schema) if o.body or o.query or o.path_parameters]
    for operation in breakable:
        try_out(operation, browser, tally, 60 if soak else 3, NEGATIVE)
    assert tally.total > 2 * len(breakable)


def test_every_operation_has_its_roles() -> None:
    assert set(MAY) == {name_of(operation) for operation in operations_of(schema_of())}
