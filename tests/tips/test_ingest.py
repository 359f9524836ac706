"""One door in: once however often, nothing of the sender, coded row at once, text behind the guard."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from backend.common.errors import NotAllowed, NotFound
from backend.common.facts import IdReused
from notifications.models import TopicEvent
from tests.factories import NOW, make_district, make_event, make_member, make_place, make_signup
from tips.actions.ingest import OtherDistrict, ingest
from tips.categories import CALL_INSTEAD, STORED
from tips.models import Tip, TipEvent
from tips.report import (
    REPEATED_FOR,
    BehaviourMissing,
    CallInstead,
    InTheFuture,
    NoText,
    PlaceMissing,
    TextTooLong,
    TooLongAgo,
    UnknownCategory,
)

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR = NOW.replace(minute=0) - dt.timedelta(hours=1)


def test_ingest_keeps_place_category_and_hour(tell: Callable, fittja: object, station: object) -> None:
    tip = tell().tip
    kept = (tip.category, tip.place, tip.district, tip.occurred_at, tip.week, tip.weekday, tip.band)
    assert kept == ("lighting_broken", station, fittja, HOUR, "2026-W47", 4, 5)
    assert (tip.state, tip.urgency, tip.channel, tip.reporter) == ("received", 2, "web", "resident")


def test_ingest_writes_history_and_tells_queue_and_board(tell: Callable, botkyrka: object) -> None:
    tip = tell().tip
    assert list(TipEvent.objects.values_list("name", "from_state", "to_state", "actor")) == [
        ("receive", "", "received", None)
    ]
    said = TopicEvent.objects.order_by("topic").values_list("topic", "kind", "ref", "code")
    assert list(said) == [(f"{kind}:{botkyrka.pk}", "tip", tip.pk, "received") for kind in ("board", "queue")]


def test_tip_has_no_column_for_its_sender() -> None:
    names = {field.name for field in Tip._meta.get_fields()}
    assert not names & {"user", "sender", "session", "address", "ip", "device", "email", "phone", "created_by"}


def test_same_report_again_gives_the_same_receipt(tell: Callable, walker: object) -> None:
    said = {"id": uuid.uuid4(), "text": "Lampan är sönder"}
    first = tell(**said)
    again = tell(walker, now=NOW + REPEATED_FOR, **said)
    assert (again.tip, again.code, again.is_new) == (first.tip, first.code, False)
    assert (Tip.objects.count(), TipEvent.objects.count(), TopicEvent.objects.count()) == (1, 1, 2)


def test_repeat_survives_a_rotated_key(tell: Callable, settings: object) -> None:
    said = {"id": uuid.uuid4()}
    first = tell(**said)
    settings.FIELD_KEYS = ["a newer key", *settings.FIELD_KEYS]
    assert tell(**said).code == first.code


def test_same_id_with_other_content_is_refused(tell: Callable) -> None:
    said = {"id": uuid.uuid4()}
    tell(**said)
    with pytest.raises(IdReused):
        tell(**said, text="något annat")


@pytest.mark.parametrize(
    "change", [{"key": ""}, {"key": "0" * 32}, {"now": NOW + REPEATED_FOR + dt.timedelta(seconds=1)}]
)
def test_who_read_the_row_and_repeats_it_learns_nothing(tell: Callable, walker: object, change: dict) -> None:
    said = {"id": uuid.uuid4(), "text": "Ring Kim på 070-123 45 67"}
    tell(**said)
    for guess in (said["text"], "något annat", ""):
        with pytest.raises(IdReused):
            tell(walker, **said | {"text": guess} | change)


def test_a_report_without_a_key_is_taken_in_and_never_repeated(tell: Callable) -> None:
    said = {"id": uuid.uuid4(), "key": ""}
    assert tell(**said).is_new
    with pytest.raises(IdReused):
        tell(**said)


def test_same_id_in_another_municipality_is_nothing(
    tell: Callable, viewer_of: Callable, report: Callable, huddinge: object
) -> None:
    first = tell().tip
    with pytest.raises(NotFound):
        ingest(viewer=viewer_of(None, huddinge), report=report(id=first.pk), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_same_report_twice_at_once_makes_one_row(viewer_of: Callable, report: Callable) -> None:
    said, viewer, codes = report(), viewer_of(), []
    start = threading.Barrier(2)

    def send() -> None:
        start.wait()
        codes.append(ingest(viewer=viewer, report=said, now=NOW).code)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert (Tip.objects.count(), len(codes), len(set(codes))) == (1, 2, 1)


def test_caught_text_is_held_and_the_row_is_not(tell: Callable) -> None:
    tip = tell(text="Ring Kim på 070-123 45 67").tip
    assert (tip.text_state, tip.state) == ("held", "received")
    assert tell(text="Lampan blinkar").tip.text_state == "clear"


@pytest.mark.parametrize(
    ("values", "refusal", "field"),
    [
        ({"category": "ufo"}, UnknownCategory, "category"),
        ({"category": "gathering_unsettling"}, BehaviourMissing, "behaviour"),
        ({"behaviour": "loud"}, BehaviourMissing, "behaviour"),
        ({"category": "drug_dealing_place", "text": "x"}, NoText, "text"),
        ({"text": "x" * 301}, TextTooLong, "text"),
        ({"occurred_at": NOW + dt.timedelta(hours=1)}, InTheFuture, "occurred_at"),
        ({"occurred_at": NOW - dt.timedelta(days=31)}, TooLongAgo, "occurred_at"),
        ({"place_id": None}, PlaceMissing, "place"),
    ],
)
def test_ingest_refuses(tell: Callable, values: dict, refusal: type, field: str) -> None:
    with pytest.raises(refusal) as raised:
        tell(**values)
    assert (raised.value.field, Tip.objects.count()) == (field, 0)


@pytest.mark.parametrize("category", CALL_INSTEAD, ids=lambda c: c.code)
def test_what_must_be_called_in_is_never_stored(tell: Callable, category: object) -> None:
    with pytest.raises(CallInstead) as raised:
        tell(category=category.code)
    assert "112" in raised.value.detail
    assert Tip.objects.count() == 0


@pytest.mark.parametrize("category", STORED, ids=lambda c: c.code)
def test_every_stored_category_comes_in(tell: Callable, category: object) -> None:
    behaviour = category.behaviours[0] if category.behaviours else ""
    assert tell(category=category.code, behaviour=behaviour).tip.urgency == category.urgency


def test_hour_follows_the_servers_clock_when_the_phones_is_wrong(tell: Callable) -> None:
    wrong = NOW + dt.timedelta(days=400)
    tip = tell(occurred_at=wrong - dt.timedelta(hours=2), sent_at=wrong).tip
    assert tip.occurred_at == NOW - dt.timedelta(hours=2)


def test_district_alone_is_a_place(tell: Callable, fittja: object) -> None:
    tip = tell(place_id=None, district_id=fittja.pk).tip
    assert (tip.place, tip.district) == (None, fittja)


def test_place_in_another_district_is_refused(tell: Callable, alby: object) -> None:
    with pytest.raises(OtherDistrict):
        tell(district_id=alby.pk)


def test_foreign_and_unknown_ids_are_the_same_nothing(tell: Callable, huddinge: object) -> None:
    district = make_district(huddinge, "Flemingsberg")
    place = make_place(district, "Flemingsbergs station")
    for values in (
        {"place_id": place.pk},
        {"place_id": uuid.uuid4()},
        {"place_id": None, "district_id": district.pk},
        {"walk_id": uuid.uuid4()},
    ):
        with pytest.raises(NotFound):
            tell(**values)


def test_walker_tells_from_the_walk(tell: Callable, walk: object, walker: object) -> None:
    make_signup(walk, walker)
    tip = tell(walker, walk_id=walk.pk).tip
    assert (tip.event, tip.channel, tip.reporter) == (walk, "walk", "volunteer")


def test_walk_of_others_is_nothing(tell: Callable, walk: object, walker: object, walkers: object) -> None:
    make_signup(walk, walker, state="stepped_down")
    other = make_event(walkers, walk.district)
    for user, event in ((walker, walk), (walker, other), (None, walk)):
        with pytest.raises(NotFound):
            tell(user, walk_id=event.pk)


def test_contact_centre_writes_for_a_resident(tell: Callable, safety_coordinator: object, safety_unit: object) -> None:
    colleague = make_member(safety_unit, "housing")
    for user in (safety_coordinator, colleague):
        tip = tell(user, by_phone=True).tip
        assert (tip.channel, tip.reporter) == ("phone", "resident")


def test_nobody_else_takes_calls(tell: Callable, walker: object, police: object) -> None:
    for user in (None, walker, police):
        with pytest.raises(NotAllowed):
            tell(user, by_phone=True)


def test_only_the_role_of_the_sender_is_kept(
    tell: Callable, walker: object, contact_person: object, police: object, safety_coordinator: object
) -> None:
    cast = (walker, contact_person, police, safety_coordinator)
    assert [tell(user).tip.reporter for user in cast] == ["volunteer", "contact_person", "staff", "staff"]


def test_ingest_costs_the_same_with_many_rows(tell: Callable, django_assert_max_num_queries: Callable) -> None:
    tell()
    with django_assert_max_num_queries(12):
        tell()
