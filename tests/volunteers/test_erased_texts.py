"""The municipality's free texts and somebody who is erased: found, blanked, read by somebody, and gone in the end."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from backend.common import free_text
from backend.common.errors import NotFound
from backend.common.free_text import BLANK, Sought
from backend.common.privacy import Stays
from backend.common.viewer import Role
from events.models import CalendarBody, CalendarEntry, DecidedFocus, FocusPlace, Team
from places.models import ContactChannel, RuleChange
from situation.models import Measure, Picture, Week
from tests import factories
from tests.factories import NOW
from tests.volunteers.test_erasing import EMAIL, LEGAL, NAME, PHONE, YEAR, erase, files, settle, where
from tips.models import Tip
from volunteers.actions import erasing, named_texts, retention
from volunteers.models import NamedText, Organisation, RetentionRule, User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from backend.common.viewer import Viewer
    from places.models import District, Municipality, Place

NATIONAL, CALLED = "070-174 06 99", "070/174 06 99"
WORDS = (NAME, LEGAL, EMAIL, PHONE, NATIONAL, CALLED, "0701740699", "070 174 06 99")
TOLD = f"{NAME}s bil, ring {CALLED} eller {EMAIL}"


@pytest.fixture
def zelda(walkers: Organisation) -> User:
    return factories.make_member(walkers, Role.VOLUNTEER, NAME, email=EMAIL, phone=PHONE, legal_name=LEGAL)


@pytest.fixture
def week(botkyrka: Municipality) -> Week:
    return Week.objects.create(municipality=botkyrka, key="2026-W47", begins_at=NOW, cut_at=NOW, meeting_at=NOW)


@pytest.fixture
def written(
    zelda: User, week: Week, walkers: Organisation, landlord: Organisation, fittja: District, station: Place
) -> User:
    """Zelda in every free text that goes unread or is read by somebody."""
    botkyrka = fittja.municipality
    make_tip(fittja)
    walk = factories.make_event(walkers, fittja, description=TOLD, contact=f"{NAME}, {NATIONAL}", cost=f"swish {PHONE}")
    Team.objects.create(event=walk, name=f"{NAME} & Bo", formed_at=NOW)
    FocusPlace.objects.create(event=walk, place=station, why=TOLD)
    DecidedFocus.objects.create(municipality=botkyrka, week="2026-W48", place=station, why=TOLD, decided_at=NOW)
    Measure.objects.create(
        municipality=botkyrka, week=week, title=f"{NAME} och {NAME} ringer 0701740699", kind="lighting",
        owner=landlord, deadline=NOW.date(), changed_at=NOW,
    )  # fmt: skip
    Picture.objects.create(week=week, content={"lines": [{"note": TOLD}]}, drafted_at=NOW, note=TOLD)
    RuleChange.objects.create(municipality=botkyrka, area="x", at=NOW, changes={"phone": ["", PHONE]})
    return zelda


def make_tip(district: District, **values: Any) -> Tip:
    return Tip.objects.create(
        id=uuid.uuid4(), municipality=district.municipality, category="litter", district=district, occurred_at=NOW,
        week="2026-W47", weekday=1, band=1, received_at=NOW, channel="web", reporter="resident", urgency=3, digest="1",
        receipt_hash=uuid.uuid4().hex, **{"text": TOLD, "text_state": "clear", "state": "taken_up"} | values,
    )  # fmt: skip


def titles(lines: list[Any]) -> list[str]:
    return [str(line.title if isinstance(line, Stays) else line) for line in lines]


def read_all(viewer: Viewer) -> int:
    """The safety coordinator takes every name away."""
    rows = list(NamedText.objects.unread())
    for row in rows:
        named_texts.settle_text(viewer=viewer, named_text_id=row.pk, remove=True, now=NOW)
    return len(rows)


def test_what_stays_is_what_the_receipt_says_and_in_the_end_nothing(
    written: User, fittja: District, safety_coordinator: User, viewer_of: Callable[..., Viewer]
) -> None:
    """Every column of every table, and every file, after it and when the last day is over."""
    decided = {"municipality": fittja.municipality, "decision_ref": "KS 2026/1"}
    RetentionRule.objects.create(data_class="tips.texts", days=30, **decided)
    assert len(where(WORDS)) > 9
    erasure = erase(written, viewer_of(written))
    settle(NOW)
    assert where(WORDS) == {
        "tips.Tip.text": [NAME],
        "events.DecidedFocus.why": [NAME],
        "events.FocusPlace.why": [NAME],
        "situation.Measure.title": [NAME],
        "situation.Picture.content": [NAME],
        "situation.Picture.note": [NAME],
    }
    said = [line["title"]["sv"].partition(" (")[0] for line in erasure.stays]
    assert said[1:] == [
        "Beslutade fokusplatser: varför", "Fokusplatser: varför", "Åtgärder", "Lägesbilder", "Observationernas texter"
    ]  # fmt: skip
    assert erasure.stays[-1]["until"] == (NOW + dt.timedelta(days=30)).date().isoformat()
    assert read_all(viewer_of(safety_coordinator)) == 6  # two in one title
    retention.dispose(municipality_id=fittja.municipality_id, now=NOW + YEAR)
    erasing.finish_erasures(now=NOW + YEAR)
    assert (where(WORDS), User.objects.filter(pk=written.pk).exists()) == ({}, False)
    assert Measure.objects.get().title == f"{BLANK} och {BLANK} ringer {BLANK}"


@pytest.mark.django_db(transaction=True)
def test_no_file_keeps_what_a_text_said(written: User, viewer_of: Callable[..., Viewer]) -> None:
    Measure.objects.all().delete()
    erase(written, viewer_of(written))
    settle(NOW)
    assert files((EMAIL, PHONE, NATIONAL, CALLED)) == []


def test_a_text_with_a_name_is_held_with_history_and_version(
    zelda: User, fittja: District, viewer_of: Callable[..., Viewer]
) -> None:
    tip = make_tip(fittja)
    erase(zelda, viewer_of(zelda))
    tip.refresh_from_db()
    assert (tip.text, tip.text_state) == (f"{NAME}s bil, ring {BLANK} eller {BLANK}", "held")
    assert (list(tip.history.values_list("name", "actor")), tip.version) == (
        [("blank_text", None), ("hold_text", None)],
        3,
    )


def test_addresses_and_numbers_are_blanked_however_they_are_written(
    zelda: User, fittja: District, viewer_of: Callable[..., Viewer]
) -> None:
    said = ("+46 70 174 06 99", "0046701740699", "(070) 174 06 99", "+46(0)70-174 06 99", EMAIL.upper())
    tips = [make_tip(fittja, text=f"Ring {one}!") for one in said]
    others = [make_tip(fittja, text=f"Ring {one}!") for one in ("070-174 06 98", f"x{EMAIL}", "1070174069900")]
    erase(zelda, viewer_of(zelda))
    texts = dict(Tip.objects.values_list("pk", "text"))
    assert {texts[tip.pk] for tip in tips} == {f"Ring {BLANK}!"}
    assert [texts[tip.pk] for tip in others] == [tip.text for tip in others]
    assert set(Tip.objects.values_list("text_state", flat=True)) == {"clear"}


def test_a_name_of_one_word_is_many_peoples(walkers: Organisation, fittja: District, viewer_of: Any) -> None:
    kim = factories.make_member(walkers, name="Kim")
    tip = make_tip(fittja, text="Kim stod där")
    walk = factories.make_event(walkers, fittja, description="Fråga efter Kim")
    erase(kim, viewer_of(kim))
    tip.refresh_from_db()
    walk.refresh_from_db()
    assert (tip.text, tip.text_state, walk.description) == ("Kim stod där", "clear", "Fråga efter Kim")


def test_other_municipalities_are_left_alone(zelda: User, huddinge: Municipality, viewer_of: Any) -> None:
    there = make_tip(factories.make_district(huddinge, "Flemingsberg"))
    erase(zelda, viewer_of(zelda))
    there.refresh_from_db()
    assert there.text == TOLD


def test_a_member_of_two_municipalities_is_looked_for_in_both(
    zelda: User, huddinge: Municipality, viewer_of: Any
) -> None:
    there = factories.make_district(huddinge, "Flemingsberg")
    group = factories.make_organisation(huddinge, "night_walk_group", (there,))
    group.memberships.create(user=zelda, role="volunteer", since=NOW, state="ended")
    tip = make_tip(there)
    erase(zelda, viewer_of(zelda))
    tip.refresh_from_db()
    assert tip.text_state == "held"


def test_a_fixed_picture_stays_as_it_was_fixed_and_the_receipt_says_so(
    written: User, viewer_of: Callable[..., Viewer]
) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    Picture.objects.update(fixed_at=NOW, sha256=digest)
    erasure = erase(written, viewer_of(written))
    assert Picture.objects.get().note == TOLD
    (line,) = (one for one in erasure.stays if "bevaras" in one["title"]["sv"])
    assert (line["until"], "17.3 d" in line["ground"]["sv"]) == (None, True)
    assert not NamedText.objects.filter(model="situation.Picture").exists()


def test_a_draft_that_changed_has_to_be_looked_at_again(written: User, week: Week, viewer_of: Any) -> None:
    before, measure = week.version, Measure.objects.get()
    erase(written, viewer_of(written))
    week.refresh_from_db()
    assert week.version > before
    assert Measure.objects.get().version == measure.version + 1


def test_a_functions_number_and_address_are_never_taken_away_unread(
    zelda: User, botkyrka: Municipality, club: Organisation, safety_coordinator: User, viewer_of: Any
) -> None:
    """Somebody may have claimed the switchboard's number."""
    Organisation.objects.filter(pk=club.pk).update(contact_email=EMAIL)
    number = ContactChannel.objects.create(municipality=botkyrka, kind="emergency", title={"sv": "Ring"}, phone=PHONE)
    erase(zelda, viewer_of(zelda))
    number.refresh_from_db()
    club.refresh_from_db()
    assert (number.phone, club.contact_email) == (PHONE, EMAIL)
    rows = NamedText.objects.order_by("model")
    assert [row.path for row in rows] == ["phone", "contact_email"]
    with pytest.raises(named_texts.WantsAHand):
        named_texts.settle_text(viewer=viewer_of(safety_coordinator), named_text_id=rows[0].pk, remove=True, now=NOW)
    Organisation.objects.filter(pk=club.pk).update(contact_email="club@example.org")
    for row in rows:
        named_texts.settle_text(viewer=viewer_of(safety_coordinator), named_text_id=row.pk, remove=False, now=NOW)
    assert not NamedText.objects.unread().exists()


def test_a_calendar_that_showed_the_name_forgets_it(
    zelda: User, club: Organisation, fittja: District, client_of: Any, viewer_of: Any
) -> None:
    factories.make_event(club, fittja, kind="activity", title="Öppen hall", contact=f"{NAME}, {NATIONAL}")
    path = "/calendar/public/aktiviteter.ics"
    assert NAME in client_of().get(path).content.decode().replace("\r\n ", "")
    erase(zelda, viewer_of(zelda))
    assert kept_bytes() == []  # before anybody has asked for it again
    assert NAME not in client_of().get(path).content.decode().replace("\r\n ", "")
    assert kept_bytes()
    assert not any(NAME.encode() in one for one in kept_bytes())


def kept_bytes() -> list[bytes]:
    """What is kept to serve calendars, opened and unfolded."""
    rows = [bytes(row.body) for model in (CalendarEntry, CalendarBody) for row in model.objects.all()]
    opened = [gzip.decompress(one) if one[:2] == b"\x1f\x8b" else one for one in rows]
    return [one.replace(b"\r\n ", b"") for one in opened]


class TestReading:
    """The list on the page of disposal."""

    PAGE = "/integritet/gallring/"

    @pytest.fixture
    def asked(self, written: User, viewer_of: Callable[..., Viewer]) -> NamedText:
        erase(written, viewer_of(written))
        found: NamedText = NamedText.objects.filter(model="situation.Measure").earliest("start")
        return found

    def test_the_safety_coordinator_reads_and_takes_away(
        self, asked: NamedText, safety_coordinator: User, client_of: Callable[..., Client]
    ) -> None:
        client = client_of(safety_coordinator)
        assert f"<mark>{NAME}</mark>" in client.get(self.PAGE).content.decode()
        client.post(f"{self.PAGE}texter/{asked.pk}/", {"what": "remove"})
        asked.refresh_from_db()
        assert (asked.read_at is not None, Measure.objects.get().title) == (
            True,
            f"{BLANK} och {NAME} ringer {BLANK}",
        )
        (other,) = NamedText.objects.unread().filter(model="situation.Measure")
        client.post(f"{self.PAGE}texter/{other.pk}/", {"what": "remove"})
        assert Measure.objects.get().title == f"{BLANK} och {BLANK} ringer {BLANK}"

    def test_or_leaves_somebody_elses_name(
        self, asked: NamedText, safety_coordinator: User, client_of: Callable[..., Client]
    ) -> None:
        client_of(safety_coordinator).post(f"{self.PAGE}texter/{asked.pk}/", {"what": "keep"})
        assert (NAME in Measure.objects.get().title, NamedText.objects.unread().filter(pk=asked.pk).exists()) == (
            True,
            False,
        )

    def test_the_data_protection_officer_sees_what_waits_and_no_word_of_it(
        self, asked: NamedText, safety_unit: Organisation, client_of: Callable[..., Client]
    ) -> None:
        officer = factories.make_member(safety_unit, Role.DATA_PROTECTION, "Dana")
        client = client_of(officer)
        page = client.get(self.PAGE).content.decode()
        assert ("Texter att läsa igenom" in page, "Åtgärder" in page, NAME in page) == (True, True, False)
        assert client.post(f"{self.PAGE}texter/{asked.pk}/", {"what": "keep"}).status_code == 403

    def test_a_text_that_is_another_is_not_cut(
        self, asked: NamedText, safety_coordinator: User, client_of: Callable[..., Client]
    ) -> None:
        Measure.objects.update(title=f"Fråga först {NAME}")
        client = client_of(safety_coordinator)
        answer = client.post(f"{self.PAGE}texter/{asked.pk}/", {"what": "remove"})
        assert (answer.status_code, Measure.objects.get().title) == (409, f"Fråga först {NAME}")
        assert "Texten har ändrats" in client.get(self.PAGE).content.decode()

    def test_nobody_else_reaches_it(
        self, asked: NamedText, coordinator: User, huddinge: Municipality, viewer_of: Callable[..., Viewer]
    ) -> None:
        with pytest.raises(NotFound):
            named_texts.settle_text(viewer=viewer_of(coordinator), named_text_id=asked.pk, remove=True, now=NOW)

    def test_it_holds_no_name(self, asked: NamedText) -> None:
        assert not any(word in str(list(NamedText.objects.values())) for word in WORDS)


def test_the_list_beforehand_names_kinds_and_numbers(
    written: User, client_of: Callable[..., Client], viewer_of: Callable[..., Viewer]
) -> None:
    page = client_of(written).get("/radera-mig/").content.decode()
    found = named_texts.found_of(written, viewer_of(written).municipality_id)
    for title in (*titles(named_texts.that_goes(found)), *titles(named_texts.that_stays(found))):
        assert title in page
    assert ("Observationernas texter (1): det som pekar ut dig" in page, CALLED in page) == (True, False)
    before = [line.plain() for line in (*erasing.what_stays(written, NOW), *named_texts.that_stays(found))]
    assert erase(written, viewer_of(written)).stays == before


def test_searching_asks_once_for_each_kind(written: User, django_assert_num_queries: Any) -> None:
    ids = [Week.objects.get().municipality_id]
    fixed = sum(text.fixed is not None for text in free_text.texts())
    with django_assert_num_queries(len(free_text.texts()) + fixed):
        free_text.search(Sought(EMAIL, PHONE, (NAME,)), ids)
