"""The week as pages and over the API."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

import pytest
import time_machine

from events.models import DecidedFocus
from situation.actions import weeks
from situation.actions.police import take_in
from situation.models import Measure, PoliceEvent, Week
from tests.factories import make_event
from tests.situation.cast import FRIDAY, THURSDAY, make_tip
from tests.situation.police.answers import as_answer, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from events.models import Event
    from places.models import District, Municipality, Place
    from volunteers.models import Organisation, User

URL = "/veckan/2026-W47/"


@pytest.fixture(autouse=True)
def thursday() -> object:
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def week(botkyrka: Municipality) -> Week:
    return weeks.ensure_week(municipality_id=botkyrka.pk, key="2026-W47", now=FRIDAY)


@pytest.fixture
def browser_of_msc(safety_coordinator: User, client_of: Callable[..., Client]) -> Client:
    return client_of(safety_coordinator)


def make_measure(week: Week, owner: Organisation) -> Measure:
    return Measure.objects.create(
        municipality=week.municipality, week=week, title="Laga lampan", kind="lighting", owner=owner,
        deadline=dt.date(2026, 12, 4), changed_at=THURSDAY,
    )  # fmt: skip


def test_current_leads_to_the_week_of_the_meeting(week: Week, browser_of_msc: Client) -> None:
    assert browser_of_msc.get("/veckan/")["Location"] == URL


def test_meeting_drafts_proposes_decides_and_fixes(
    week: Week, browser_of_msc: Client, fittja: District, square: Place, landlord: Organisation
) -> None:
    make_tip(fittja)
    browser_of_msc.post(f"{URL}utkast/")
    measure = {
        "form": "measure",
        "title": "Laga lampan",
        "kind": "lighting",
        "owner": landlord.pk,
        "deadline": "2026-12-04",
    }
    assert browser_of_msc.post(URL, measure).status_code == 302
    assert browser_of_msc.post(URL, {"form": "focus", "place": square.pk, "why": "Mörkt"}).status_code == 302
    week.refresh_from_db()
    assert browser_of_msc.post(URL, {"form": "fix", "version": week.version, "note": "Lugnt"}).status_code == 302
    page = browser_of_msc.get(URL).content.decode()
    assert all(words in page for words in ("Laga lampan", "Fittja torg", "Kontrollsumma", "Lugnt"))
    file = browser_of_msc.get(f"{URL}faststalld.json")
    assert hashlib.sha256(file.content).hexdigest() == Week.objects.get().picture.sha256


def test_there_is_no_file_of_what_is_not_fixed(week: Week, browser_of_msc: Client) -> None:
    browser_of_msc.post(f"{URL}utkast/")
    assert browser_of_msc.get(f"{URL}faststalld.json").status_code == 404


def test_what_was_typed_is_kept_when_it_is_refused(week: Week, browser_of_msc: Client, landlord: Organisation) -> None:
    answer = browser_of_msc.post(
        URL,
        {"form": "measure", "title": "Laga lampan", "kind": "lighting", "owner": landlord.pk, "deadline": "2020-01-01"},
    )
    assert answer.status_code == 400
    assert all(words in answer.content.decode() for words in ("Laga lampan", "inte har passerat"))


@pytest.mark.parametrize("name", ["walker", "coordinator", "association", "contact_person"])
def test_the_picture_is_for_partners(
    name: str, week: Week, client_of: Callable[..., Client], request: pytest.FixtureRequest
) -> None:
    assert client_of(request.getfixturevalue(name)).get(URL).status_code == 403


def test_the_neighbour_has_a_week_of_its_own(
    week: Week, safety_coordinator: User, huddinge: Municipality, client_of: Callable[..., Client]
) -> None:
    assert client_of(safety_coordinator, "huddinge.localhost").get(URL).status_code == 403


def test_api_walks_the_same_way(
    week: Week, browser_of_msc: Client, landlord: Organisation, housing: User, client_of: Callable[..., Client]
) -> None:
    assert browser_of_msc.post("/api/v1/weeks/2026-W47/draft/").json()["content"]["week"] == "2026-W47"
    body = {
        "week": "2026-W47",
        "title": "Laga lampan",
        "kind": "lighting",
        "owner": str(landlord.pk),
        "deadline": "2026-12-04",
    }
    made = browser_of_msc.post("/api/v1/measures/", body, content_type="application/json").json()
    url = f"/api/v1/measures/{made['id']}/step/"
    refused = client_of(housing).post(url, {"to": "decided", "version": 1}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert (
        browser_of_msc.post(url, {"to": "decided", "version": 1}, content_type="application/json").json()["state"]
        == "decided"
    )
    assert Measure.objects.get().state == "decided"


def test_api_says_conflict_with_its_code(week: Week, browser_of_msc: Client) -> None:
    answer = browser_of_msc.post("/api/v1/weeks/2026-W47/fix/", {"version": 1}, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (
        409,
        "application/problem+json",
        "not_drafted",
    )


def test_list_asks_as_often_for_one_measure_as_for_three(
    week: Week,
    browser_of_msc: Client,
    landlord: Organisation,
    django_assert_max_num_queries: Callable,
) -> None:
    counts = []
    for _ in range(2):
        make_measure(week, landlord)
        with django_assert_max_num_queries(40) as queries:
            browser_of_msc.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["coordinator", "association", "contact_person"])
def test_who_proposes_has_a_page_for_it(
    name: str, week: Week, landlord: Organisation, client_of: Callable[..., Client], request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(name))
    assert 'href="/atgarder/ny/"' in client.get("/").content.decode()
    said = {"title": "Laga lampan", "kind": "lighting", "owner": landlord.pk, "deadline": "2026-12-04"}
    assert client.post("/atgarder/ny/", said | {"title": ""}).status_code == 400
    assert client.post("/atgarder/ny/", said)["Location"] == "/atgarder/ny/"
    assert (Measure.objects.get().week, Measure.objects.get().state) == (week, "proposed")
    assert "Laga lampan" in client.get("/atgarder/ny/").content.decode()


def test_a_proposal_goes_to_a_meeting_that_is_not_over(
    week: Week, coordinator: User, landlord: Organisation, client_of: Callable[..., Client]
) -> None:
    Week.objects.update(state="fixed")
    said = {"title": "Laga lampan", "kind": "lighting", "owner": landlord.pk, "deadline": "2026-12-04"}
    client_of(coordinator).post("/atgarder/ny/", said)
    assert Measure.objects.get().week.key == "2026-W48"


def test_walkers_propose_nothing(walker: User, client_of: Callable[..., Client]) -> None:
    client = client_of(walker)
    assert client.get("/atgarder/ny/").status_code == 403
    assert "/atgarder/ny/" not in client.get("/").content.decode()


def test_the_page_says_how_many_walks_got_the_place_and_takes_it_back(
    week: Week, browser_of_msc: Client, walk: Event, square: Place
) -> None:
    said = {"form": "focus", "place": square.pk, "why": "Mörkt"}
    page = browser_of_msc.post(URL, said, follow=True).content.decode()
    assert "Ingen vandring är planerad där än" in page
    browser_of_msc.post(URL, {"form": "withdraw", "focus": DecidedFocus.objects.get().pk})
    assert not DecidedFocus.objects.exists()
    make_event(walk.organisation, walk.district, starts_at=walk.starts_at + dt.timedelta(weeks=1))
    page = browser_of_msc.post(URL, said, follow=True).content.decode()
    assert "ligger i 1 vandrings genomgång" in page
    api = f"/api/v1/weeks/2026-W47/focus/{DecidedFocus.objects.get().pk}/"
    assert [browser_of_msc.delete(api).status_code for _ in range(2)] == [204, 404]


def test_the_polices_sentences_are_neither_kept_nor_shown(week: Week, browser_of_msc: Client) -> None:
    told = row(datetime="2026-11-20 22:13:04 +01:00", name="20 november 21.15, Stöld/inbrott, Botkyrka")
    take_in(as_answer(told), FRIDAY)
    browser_of_msc.post(f"{URL}utkast/")
    page = browser_of_msc.get(URL).content.decode()
    event = PoliceEvent.objects.get()
    assert (told["summary"] in page, told["summary"] in str(vars(event))) == (False, False)
    assert all(words in page for words in (">Stöld/inbrott<", f'href="{event.url}"', ">Botkyrka<"))
    assert Week.objects.get().picture.content["police"] == [
        {"kind": "Stöld/inbrott", "when": "2026-11-20T21:15+01:00", "area": "Botkyrka", "url": event.url}
    ]


def test_the_wide_table_can_be_reached_with_the_keyboard(week: Week, browser_of_msc: Client, fittja: District) -> None:
    make_tip(fittja)
    browser_of_msc.post(f"{URL}utkast/")
    box = '<div class="tablebox" tabindex="0" role="region" aria-labelledby="per-district">'
    assert box in browser_of_msc.get(URL).content.decode()


@pytest.mark.parametrize(("name", "back"), [("coordinator", "/atgarder/ny/"), ("housing", URL), ("walker", "/")])
def test_a_measures_page_leads_back_to_where_it_is_listed(
    name: str, back: str, week: Week, landlord: Organisation, client_of: Callable[..., Client],
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    made = make_measure(week, landlord)
    Measure.objects.update(state="decided")
    page = client_of(request.getfixturevalue(name)).get(f"/atgarder/{made.pk}/").content.decode()
    assert f'<a class="back" href="{back}">' in page


@pytest.mark.parametrize(
    ("said", "words"),
    [({"to": "nonsens", "version": 1}, "Nästa steg:"), ({"to": "decided", "version": "x"}, "Version:"),
     ({"to": "decided", "version": 7}, "ändrats")],
)  # fmt: skip
def test_a_refused_step_is_said_on_the_measures_page(
    said: dict[str, object], words: str, week: Week, browser_of_msc: Client, landlord: Organisation
) -> None:
    made = make_measure(week, landlord)
    answer = browser_of_msc.post(f"/atgarder/{made.pk}/steg/", said)
    errors = answer.content.decode().partition('<div class="errors" role="alert"')[2].partition("</div>")[0]
    assert (answer.status_code, words in errors, Measure.objects.get().state) == (400, True, "proposed")
