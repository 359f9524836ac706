"""Measures: proposed by many, decided by the meeting, done by their owner."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from backend.common.errors import NotAllowed, NotFound
from situation.actions import measures, weeks
from situation.models import Measure, MeasureEvent
from situation.states import MEASURE_TRANSITIONS, MeasureState
from tests import factories
from tests.situation.cast import FRIDAY, THURSDAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.common.viewer import Viewer
    from places.models import Municipality, Place
    from situation.models import Week
    from volunteers.models import Organisation, User

DEADLINE = dt.date(2026, 12, 4)


@pytest.fixture
def week(botkyrka: Municipality) -> Week:
    return weeks.ensure_week(municipality_id=botkyrka.pk, key="2026-W47", now=FRIDAY)


@pytest.fixture
def propose(
    week: Week, landlord: Organisation, safety_coordinator: User, viewer_of: Callable[..., Viewer]
) -> Callable[..., Measure]:
    def make(viewer: Viewer | None = None, **values: object) -> Measure:
        said = {"title": "Laga lampan", "kind": "lighting", "owner_id": landlord.pk, "deadline": DEADLINE} | values
        return measures.propose_measure(
            viewer=viewer or viewer_of(safety_coordinator), week_id=week.pk, plan=measures.Plan(**said), now=THURSDAY
        )

    return make


def step(viewer: Viewer, measure: Measure, to: str, **values: object) -> Measure:
    said = {"version": measure.version, "now": THURSDAY} | values
    return measures.step_measure(viewer=viewer, measure_id=measure.pk, to=to, **said)


def test_place_brings_its_district(propose: Callable[..., Measure], square: Place) -> None:
    assert propose(place_id=square.pk).district_id == square.district_id


def test_whole_life_is_in_the_history(
    propose: Callable[..., Measure], safety_coordinator: User, viewer_of: Callable[..., Viewer]
) -> None:
    viewer, measure = viewer_of(safety_coordinator), propose()
    for to in ("decided", "in_progress", "done"):
        measure = step(viewer, measure, to)
    step(viewer, measure, "evaluated", effect="better")
    assert list(MeasureEvent.objects.values_list("to_state", flat=True)) == [
        "proposed",
        "decided",
        "in_progress",
        "done",
        "evaluated",
    ]


@pytest.mark.parametrize("source", MeasureState.values)
@pytest.mark.parametrize("target", MeasureState.values)
def test_every_edge_and_no_other(
    source: str,
    target: str,
    propose: Callable[..., Measure],
    safety_coordinator: User,
    viewer_of: Callable[..., Viewer],
) -> None:
    measure = propose()
    Measure.objects.filter(pk=measure.pk).update(state=source)
    if target in MEASURE_TRANSITIONS[source]:
        assert step(viewer_of(safety_coordinator), measure, target, effect="same").state == target
    elif target == "proposed":
        with pytest.raises((measures.WrongStep, NotAllowed)):
            step(viewer_of(safety_coordinator), measure, target)
    else:
        with pytest.raises(measures.WrongStep):
            step(viewer_of(safety_coordinator), measure, target, effect="same")


def test_the_owner_reports_but_does_not_decide(
    propose: Callable[..., Measure],
    safety_coordinator: User,
    housing: User,
    police: User,
    viewer_of: Callable[..., Viewer],
) -> None:
    measure = propose()
    with pytest.raises(NotAllowed):
        step(viewer_of(housing), measure, "decided")
    measure = step(viewer_of(safety_coordinator), measure, "decided")
    with pytest.raises(NotAllowed):
        step(viewer_of(police), measure, "done")
    assert step(viewer_of(housing), measure, "done").state == "done"


def test_the_second_of_two_is_told(
    propose: Callable[..., Measure], safety_coordinator: User, viewer_of: Callable[..., Viewer]
) -> None:
    measure = propose()
    step(viewer_of(safety_coordinator), measure, "decided")
    with pytest.raises(weeks.Stale):
        step(viewer_of(safety_coordinator), measure, "dropped")


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"title": "  "}, measures.NeedsTitle),
        ({"deadline": dt.date(2026, 11, 25)}, measures.DeadlinePassed),
        ({"deadline": dt.date(2028, 1, 1)}, measures.DeadlineFar),
        ({"kind": "magic"}, measures.UnknownValue),
        ({"category": "magic"}, measures.UnknownValue),
    ],
)
def test_bad_plans_are_refused(values: dict, refusal: type[Exception], propose: Callable[..., Measure]) -> None:
    with pytest.raises(refusal):
        propose(**values)


def test_foreign_owner_and_place_do_not_exist(propose: Callable[..., Measure], huddinge: Municipality) -> None:
    place = factories.make_place(factories.make_district(huddinge, "Vårby"), "Vårby torg")
    for values in ({"owner_id": factories.make_organisation(huddinge).pk}, {"place_id": place.pk}):
        with pytest.raises(NotFound):
            propose(**values)


def test_a_walker_proposes_nothing_and_sees_what_is_decided(
    propose: Callable[..., Measure], walker: User, safety_coordinator: User, viewer_of: Callable[..., Viewer]
) -> None:
    measure = propose()
    with pytest.raises(NotAllowed):
        propose(viewer_of(walker))
    assert list(Measure.objects.visible_to(viewer_of(walker))) == []
    step(viewer_of(safety_coordinator), measure, "decided")
    assert list(Measure.objects.visible_to(viewer_of(walker))) == [measure]


def test_residents_and_neighbours_see_none(
    propose: Callable[..., Measure], foreigner: User, huddinge: Municipality, viewer_of: Callable[..., Viewer]
) -> None:
    propose()
    assert not Measure.objects.visible_to(viewer_of()).exists()
    assert not Measure.objects.visible_to(viewer_of(foreigner, huddinge)).exists()
