"""Calendars put together from kept bytes: what follows a change, what stays equal, what never goes in."""

from __future__ import annotations

import datetime as dt
import gzip
from typing import TYPE_CHECKING

import icalendar
import pytest

from backend.common.clock import at
from events.actions import calendars
from events.calendars.shelves import Shelf, Variant
from events.models import CalendarBody, CalendarEntry, CalendarScope, Event
from events.states import CancelReason, EventState, SignupState
from tests.factories import NOW, make_event, make_signup

if TYPE_CHECKING:
    from places.models import District, Municipality
    from volunteers.models import Organisation, User

DAY = dt.timedelta(days=1)
TODAY = at(NOW.date(), dt.time())


def shelf(variant: Variant, organisation: Organisation, user: User | None = None, language: str = "sv") -> Shelf:
    whole = variant is Variant.OPEN
    return Shelf(
        variant, language, organisation.municipality_id, user.pk if user else None, organisation.pk if whole else None
    )


def poll(asked: Shelf, now: dt.datetime = NOW) -> bytes:
    return gzip.decompress(calendars.rebuild(asked, now=now).packed)


def vevents(body: bytes) -> list[bytes]:
    """Each VEVENT's own bytes."""
    return [part.partition(b"END:VEVENT")[0] for part in body.split(b"BEGIN:VEVENT")[1:]]


def read(body: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(body).walk("VEVENT"))


@pytest.fixture
def mine(walkers: Organisation, walker: User) -> Shelf:
    return shelf(Variant.OWN, walkers, walker)


def change(event: Event, **values: object) -> None:
    """What an action does: new values, SEQUENCE and changed_at, and every calendar told."""
    for name, value in (values | {"sequence": event.sequence + 1, "changed_at": NOW + DAY}).items():
        setattr(event, name, value)
    event.save()
    calendars.event_changed(event)


def test_my_calendar_holds_what_i_come_to_and_no_open_invitation(mine: Shelf, walk: Event, walker: User) -> None:
    make_event(walk.organisation, walk.district, starts_at=walk.starts_at + DAY)
    make_signup(walk, walker)
    (event,) = read(poll(mine))
    assert (str(event["SUMMARY"]), event["UID"]) == ("Nattvandring Fittja", f"walk-{walk.pk}@lykta.invalid")
    assert (event.start, event.end, event["TRANSP"]) == (walk.starts_at, walk.ends_at, "OPAQUE")


def test_the_organisations_calendar_holds_all_its_published_evenings_transparent(walk: Event) -> None:
    make_event(walk.organisation, walk.district, starts_at=walk.starts_at - DAY, state=EventState.DRAFT)
    (event,) = read(poll(shelf(Variant.OPEN, walk.organisation)))
    assert (event.start, event["TRANSP"], event["STATUS"]) == (walk.starts_at, "TRANSPARENT", "CONFIRMED")


def test_an_event_has_one_uid_in_every_calendar_but_a_nameless_one_where_it_is_busy_alone(
    walk: Event, walker: User, walkers: Organisation
) -> None:
    make_signup(walk, walker)
    variants = (Variant.OWN, Variant.OPEN, Variant.BUSY, Variant.BUSY)
    own, whole, busy, again = (read(poll(shelf(variant, walkers, walker)))[0]["UID"] for variant in variants)
    assert (own == whole, busy == again, busy.startswith("busy-")) == (True, True, True)
    assert str(walk.pk) not in busy


def test_a_moved_event_follows_with_a_higher_sequence(mine: Shelf, walk: Event, walker: User) -> None:
    make_signup(walk, walker)
    before = read(poll(mine))[0]
    change(walk, starts_at=walk.starts_at + DAY, ends_at=walk.ends_at + DAY)
    after = read(poll(mine))[0]
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert (after.start, after.end) == (before.start + DAY, before.end + DAY)
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt == NOW + DAY


def test_a_cancelled_event_says_so_with_its_reason_and_no_note(mine: Shelf, walk: Event, walker: User) -> None:
    make_signup(walk, walker)
    change(walk, state=EventState.CANCELLED, cancelled_at=NOW, cancel_reason=CancelReason.WEATHER, cancel_note="Anna")
    body = poll(mine)
    (event,) = read(body)
    assert (str(event["SUMMARY"]), event["STATUS"]) == ("Inställd: Nattvandring Fittja", "CANCELLED")
    assert "vädret" in event["DESCRIPTION"]
    assert "Anna" not in body.decode()


@pytest.mark.parametrize(
    ("cancelled_before_end", "days_after_end", "shown"),
    [(1, 7, True), (1, 8, True), (1, 28, True), (1, 30, False), (60, 7, True), (60, 8, False)],
)
def test_a_tombstone_stays_a_week_after_the_end_and_a_month_after_the_cancelling(
    mine: Shelf, walk: Event, walker: User, cancelled_before_end: int, days_after_end: int, shown: bool
) -> None:
    make_signup(walk, walker)
    change(walk, state=EventState.CANCELLED, cancelled_at=walk.ends_at - cancelled_before_end * DAY)
    assert bool(read(poll(mine, walk.ends_at + days_after_end * DAY))) is shown


def test_the_window_is_thirty_days_back_and_a_year_ahead(walk: Event) -> None:
    ends = [TODAY - 30 * DAY, TODAY - 30 * DAY - dt.timedelta(minutes=1)]
    starts = [TODAY + 365 * DAY - dt.timedelta(minutes=1), TODAY + 365 * DAY]
    for starts_at in [*(end - dt.timedelta(hours=3) for end in ends), *starts]:
        make_event(walk.organisation, walk.district, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=3))
    shown = [event.start for event in read(poll(shelf(Variant.OPEN, walk.organisation)))]
    assert shown == [ends[0] - dt.timedelta(hours=3), walk.starts_at, starts[0]]


def test_who_stepped_down_sees_it_cancelled_for_a_week_without_place(mine: Shelf, walk: Event, walker: User) -> None:
    values = {"state": SignupState.STEPPED_DOWN, "times_changed": 1, "changed_at": NOW}
    make_signup(walk, walker, **values)
    (event,) = read(poll(mine, NOW + 6 * DAY))
    assert (event["STATUS"], event["SEQUENCE"], event["DTSTAMP"].dt) == ("CANCELLED", 1, NOW)
    assert {"LOCATION", "DESCRIPTION", "GEO", "URL"}.isdisjoint(event)
    assert read(poll(mine, NOW + 8 * DAY)) == []


def test_a_no_that_was_never_a_yes_is_in_no_calendar(mine: Shelf, walk: Event, walker: User) -> None:
    make_signup(walk, walker, state=SignupState.STEPPED_DOWN)
    assert read(poll(mine)) == []


def test_a_renewed_yes_outranks_the_no_before_it(mine: Shelf, walk: Event, walker: User) -> None:
    make_signup(walk, walker, times_changed=2)
    (event,) = read(poll(mine))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 2)


def test_busy_time_tells_neither_what_nor_where(walk: Event, walker: User, walkers: Organisation) -> None:
    make_signup(walk, walker)
    (event,) = read(poll(shelf(Variant.BUSY, walkers, walker)))
    assert sorted(event) == [
        "DTEND", "DTSTAMP", "DTSTART", "LAST-MODIFIED", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID",
    ]  # fmt: skip
    assert str(event["SUMMARY"]) == "Upptagen"


def test_a_walks_calendar_holds_no_person_no_free_text_and_no_focus(walk: Event, walker: User, leader: User) -> None:
    change(walk, title="Hemlig rubrik", description="Portkod 1234", contact="Kim")
    make_signup(walk, walker)
    make_signup(walk, leader, is_leader=True)
    for variant in (Variant.OWN, Variant.OPEN):
        body = poll(shelf(variant, walk.organisation, walker)).decode()
        for secret in ("Hemlig", "1234", "Kim", "Amina", "Leyla", "@example.org", "ATTENDEE", "ORGANIZER", "VALARM"):
            assert secret not in body
    assert Event.objects.get().description == "Portkod 1234"


def test_the_public_calendar_holds_published_activities_with_their_words(club: Organisation, walk: Event) -> None:
    hall = {"kind": "activity", "title": "Öppen hall", "description": "Kom som du är.", "cost": "Gratis"}
    make_event(club, walk.district, **hall)
    make_event(club, walk.district, **hall | {"title": "Utkast", "state": EventState.DRAFT})
    (event,) = read(poll(shelf(Variant.PUBLIC, club)))
    assert str(event["SUMMARY"]) == "Öppen hall"
    assert str(event["DESCRIPTION"]) == "Kom som du är.\nArrangör: Fittja IF\nKostnad: Gratis"


def test_a_calendar_speaks_its_readers_language_and_keeps_each(walk: Event, walkers: Organisation) -> None:
    swedish, english = (poll(shelf(Variant.OPEN, walkers, language=code)) for code in ("sv", "en"))
    assert CalendarBody.objects.count() == CalendarEntry.objects.count() == 2
    assert read(swedish)[0].start == read(english)[0].start
    assert [str(read(body)[0]["SUMMARY"]) for body in (swedish, english)] == [
        "Nattvandring Fittja",
        "Night walk Fittja",
    ]


def test_one_changed_event_changes_one_vevents_bytes_and_renders_one(
    walkers: Organisation, fittja: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [make_event(walkers, fittja, starts_at=NOW + hours * DAY / 24) for hours in range(1, 31)]
    before = vevents(poll(shelf(Variant.OPEN, walkers)))
    rendered, real = [], calendars.ics.vevent
    monkeypatch.setattr(calendars.ics, "vevent", lambda entry: rendered.append(entry.uid) or real(entry))
    change(events[7], meeting_point="Vid kiosken")
    after = vevents(poll(shelf(Variant.OPEN, walkers)))
    assert [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [7]
    assert rendered == [f"walk-{events[7].pk}@lykta.invalid"]


def test_the_same_rows_give_the_same_bytes_on_another_day_and_from_nothing(walk: Event, walkers: Organisation) -> None:
    first = calendars.rebuild(shelf(Variant.OPEN, walkers), now=NOW)
    CalendarScope.objects.all().delete()
    CalendarEntry.objects.all().delete()
    assert calendars.rebuild(shelf(Variant.OPEN, walkers), now=NOW + 3 * DAY) == first


def test_a_change_bumps_the_calendars_that_hold_the_event_and_no_other(
    walk: Event, walker: User, second_walker: User, botkyrka: Municipality
) -> None:
    make_signup(walk, walker)
    calendars.answer_changed(walk, second_walker.pk)
    calendars.event_changed(walk)
    calendars.event_changed(walk)
    assert dict(CalendarScope.objects.values_list("key", "version")) == {
        f"organisation:{walk.organisation_id}": 2,
        f"person:{botkyrka.pk}:{walker.pk}": 2,
        f"person:{botkyrka.pk}:{second_walker.pk}": 1,
    }


def test_a_kept_body_is_fresh_until_a_change_or_midnight(walk: Event, walkers: Organisation) -> None:
    asked = shelf(Variant.OPEN, walkers)
    calendars.rebuild(asked, now=NOW)
    midnight = TODAY + DAY
    fresh = [CalendarBody.objects.fresh(asked, now).exists() for now in (NOW, midnight - DAY / 24, midnight)]
    assert fresh == [True, True, False]
    calendars.event_changed(walk)
    assert not CalendarBody.objects.fresh(asked, NOW).exists()


def test_a_calendar_that_nobody_reads_is_forgotten_after_a_week(walk: Event, walker: User, mine: Shelf) -> None:
    poll(mine)
    others = shelf(Variant.OPEN, walk.organisation)
    for days, kept in ((7, 2), (9, 1)):
        poll(others, NOW + days * DAY)
        assert CalendarBody.objects.count() == kept


def test_a_body_made_of_rows_read_before_a_change_is_never_fresh(
    walk: Event, walkers: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, real = shelf(Variant.OPEN, walkers), calendars._head

    def change_meanwhile(*args: object) -> object:
        calendars.event_changed(walk)
        return real(*args)

    monkeypatch.setattr(calendars, "_head", change_meanwhile)
    calendars.rebuild(asked, now=NOW)
    assert not CalendarBody.objects.fresh(asked, NOW).exists()
