"""Who sees which observations, and that nobody but the municipality's own sees the words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from backend.common.viewer import Role
from tests.factories import NOW, make_district, make_organisation, make_place, make_signup
from tips import policies
from tips.models import Handoff, Tip
from volunteers.models import Membership

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def scene(tell: Callable, walk: object, leader: object, alby: object, fittja: object, station: object) -> dict:
    """Four observations: by the station, on housing ground in Fittja, from the walk, in Alby."""
    make_signup(walk, leader, is_leader=True)
    yard = make_place(fittja, "Krögarvägen 2", kind="other", ground_owner="housing")
    elsewhere = make_place(alby, "Alby centrum", kind="centre", ground_owner="housing")
    return {
        "station": tell(text="Lampan blinkar").tip,
        "yard": tell(place_id=yard.pk).tip,
        "walk": tell(leader, walk_id=walk.pk).tip,
        "alby": tell(place_id=elsewhere.pk).tip,
    }


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("safety_coordinator", {"station", "yard", "walk", "alby"}),
        ("police", {"station", "yard", "walk", "alby"}),
        ("housing", {"yard"}),
        ("coordinator", {"station", "yard", "walk"}),
        ("contact_person", set()),
        ("leader", {"walk"}),
        ("walker", set()),
        ("association", set()),
        ("foreigner", set()),
    ],
)
def test_coded_rows_reach_as_far_as_the_matrix(
    scene: dict, viewer_of: Callable, request: pytest.FixtureRequest, who: str, sees: set
) -> None:
    rows = Tip.objects.coded_for(viewer_of(request.getfixturevalue(who)))
    assert {name for name, tip in scene.items() if tip in rows} == sees


def test_who_left_the_organisation_left_what_was_told_on_the_walks_they_led(
    scene: dict, viewer_of: Callable, leader: object, club: object
) -> None:
    member = {"organisation": club, "role": Role.ASSOCIATION, "since": NOW}
    Membership.objects.create(user=leader, **member)
    assert scene["walk"] in Tip.objects.coded_for(viewer_of(leader))
    Membership.objects.filter(user=leader).exclude(organisation=club).update(state="ended", ended_at=NOW)
    viewer = viewer_of(leader)
    assert viewer.roles
    assert (list(Tip.objects.coded_for(viewer)), policies.can_list(viewer)) == ([], False)


def test_a_walk_led_elsewhere_opens_no_list_here(
    viewer_of: Callable, walk: object, leader: object, huddinge: object
) -> None:
    make_signup(walk, leader, is_leader=True)
    other = make_organisation(huddinge, districts=(make_district(huddinge, "Flemingsberg"),))
    Membership.objects.create(organisation=other, user=leader, role=Role.VOLUNTEER, since=NOW)
    assert (policies.can_list(viewer_of(leader)), policies.can_list(viewer_of(leader, huddinge))) == (True, False)


def test_resident_lists_nothing(scene: dict, viewer_of: Callable) -> None:
    assert not Tip.objects.coded_for(viewer_of()).exists()


@pytest.mark.parametrize(
    "who", ["police", "housing", "coordinator", "contact_person", "leader", "walker", "association", "foreigner"]
)
def test_nobody_else_reads_words(scene: dict, viewer_of: Callable, request: pytest.FixtureRequest, who: str) -> None:
    viewer = viewer_of(request.getfixturevalue(who))
    assert not Tip.objects.raw_for(viewer).exists()
    assert not Handoff.objects.visible_to(viewer).exists()
    assert (policies.can_read_text(viewer), policies.can_assess(viewer)) == (False, False)


def test_coded_rows_do_not_fetch_the_text(scene: dict, viewer_of: Callable, safety_coordinator: object) -> None:
    rows = Tip.objects.coded_for(viewer_of(safety_coordinator))
    assert {tuple(sorted(row.get_deferred_fields())) for row in rows} == {("text",)}


def test_coordinator_of_another_municipality_sees_nothing_under_our_host(
    scene: dict, viewer_of: Callable, safety_coordinator: object, huddinge: object
) -> None:
    assert not Tip.objects.coded_for(viewer_of(safety_coordinator, huddinge)).exists()


def test_queue_is_newest_first_and_ties_have_an_order(tell: Callable, viewer_of: Callable, police: object) -> None:
    made = [tell(now=NOW + dt.timedelta(minutes=m)).tip for m in (0, 1, 1)]
    rows = list(Tip.objects.coded_for(viewer_of(police)))
    assert rows == sorted(made, key=lambda t: (t.received_at, t.pk.hex), reverse=True)


def test_filters_narrow(tell: Callable, viewer_of: Callable, police: object, fittja: object) -> None:
    tell()
    litter = tell(category="litter").tip
    rows = Tip.objects.coded_for(viewer_of(police))
    assert list(rows.filtered({"category": "litter", "district": fittja, "urgency": 3, "state": ""})) == [litter]
    assert not rows.filtered({"state": "closed"}).exists()


def test_count_stops_at_a_thousand(tell: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tips.querysets.COUNT_TO", 2)
    tell(), tell()
    assert Tip.objects.all().capped_count() == (2, False)
    tell()
    assert Tip.objects.all().capped_count() == (2, True)


def test_receipt_finds_its_own_municipality_only(tell: Callable, botkyrka: object, huddinge: object) -> None:
    from tips import receipts

    receipt = tell()
    hashes = receipts.hashes(receipt.code.lower().replace("-", " "))
    assert list(Tip.objects.by_receipt(botkyrka.pk, hashes)) == [receipt.tip]
    assert not Tip.objects.by_receipt(huddinge.pk, hashes).exists()
