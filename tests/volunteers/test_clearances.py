"""Training, record checks and guardians' consents: noted by leaders, seen by few, taken back at once."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import models

from backend.common.errors import NotAllowed, NotFound
from backend.common.viewer import Role
from events.actions.signup import say_yes
from events.models import Signup
from notifications.models import Delivery, Due
from tests import factories
from tests.factories import NOW
from volunteers.actions import clearances, consents
from volunteers.actions.reminders import BEFORE, remind
from volunteers.cleared import youths_among
from volunteers.models import Clearance, GuardianConsent

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def youth(walkers):
    return factories.make_member(walkers, name="Ylva Ung", cleared=())


def note(viewer, organisation, user, kind="training", **values):
    defaults = {"given_on": TODAY, "expires_on": None, "now": NOW, "new_id": uuid.uuid4()}
    return clearances.note_clearance(
        viewer=viewer, organisation_id=organisation.pk, user_id=user.pk, kind=kind, **defaults | values
    )


def consent(viewer, organisation, user, **values):
    defaults = {
        "guardian_name": " Vera  Vårdnad ",
        "given_on": TODAY,
        "adult_on": dt.date(2028, 3, 1),
        "now": NOW,
        "new_id": uuid.uuid4(),
    }
    return consents.note_consent(viewer=viewer, organisation_id=organisation.pk, user_id=user.pk, **defaults | values)


def test_training_is_noted_by_the_coordinator(viewer_of, coordinator, walkers, walker):
    row = note(viewer_of(coordinator), walkers, walker, expires_on=dt.date(2029, 11, 20))
    assert (row.kind, row.organisation, row.checked_by_id, row.user) == ("training", walkers, coordinator.pk, walker)
    again = note(viewer_of(coordinator), walkers, walker, expires_on=dt.date(2028, 11, 20))
    assert (again.pk, again.expires_on) == (row.pk, dt.date(2028, 11, 20))


def test_a_record_check_is_noted_by_an_association_leader_for_somebody_else(viewer_of, association, club):
    helper = factories.make_member(club, name="Hjälpare", cleared=())
    assert note(viewer_of(association), club, helper, "record_check").checked_by_id == association.pk
    with pytest.raises(clearances.NotYourOwn):
        note(viewer_of(association), club, association, "record_check")


@pytest.mark.parametrize(
    ("who", "kind"), [("coordinator", "record_check"), ("leader", "training"), ("walker", "training")]
)
def test_others_note_nothing(request, viewer_of, walkers, second_walker, who, kind):
    with pytest.raises(NotAllowed):
        note(viewer_of(request.getfixturevalue(who)), walkers, second_walker, kind)


@pytest.mark.parametrize("kind", ["golden_rules", "of_age"])
def test_what_a_person_says_is_noted_by_nobody_else(viewer_of, coordinator, walkers, walker, kind):
    with pytest.raises(NotAllowed):
        note(viewer_of(coordinator), walkers, walker, kind)


def test_only_members_are_noted(viewer_of, coordinator, walkers, association, foreigner):
    for stranger in (association, foreigner):
        with pytest.raises(NotFound):
            note(viewer_of(coordinator), walkers, stranger)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"given_on": dt.date(2026, 11, 21)}, clearances.DayAhead),
        ({"expires_on": dt.date(2026, 11, 19)}, clearances.EndsTooSoon),
    ],
)
def test_days_make_sense(viewer_of, coordinator, walkers, walker, values, refusal):
    with pytest.raises(refusal):
        note(viewer_of(coordinator), walkers, walker, **values)


def test_a_note_taken_back_takes_the_lead_with_it(viewer_of, coordinator, walkers, walk):
    leader = factories.make_member(walkers, Role.WALK_LEADER, cleared=("of_age",))
    row = note(viewer_of(coordinator), walkers, leader)
    assert say_yes(viewer=viewer_of(leader), event_id=walk.pk, now=NOW).is_leader
    clearances.withdraw_clearance(viewer=viewer_of(coordinator), clearance_id=row.pk, now=NOW)
    kept = Signup.objects.get()
    assert (kept.state, kept.is_leader) == ("coming", False)
    with pytest.raises(NotAllowed):
        clearances.withdraw_clearance(viewer=viewer_of(leader), clearance_id=row.pk, now=NOW)


def test_a_consent_is_kept_sealed_and_ends_with_the_school_year(viewer_of, coordinator, walkers, youth):
    row = consent(viewer_of(coordinator), walkers, youth)
    kept = GuardianConsent.objects.get(pk=row.pk)
    assert (kept.guardian_name, kept.ends_on, kept.seen_by) == ("Vera Vårdnad", dt.date(2027, 6, 15), coordinator)
    stored = GuardianConsent.objects.annotate(raw=models.functions.Cast("guardian_name", models.TextField()))
    assert "Vera" not in str(stored.values_list("raw", flat=True).get())


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"guardian_name": "  "}, consents.GuardianUnnamed),
        ({"given_on": dt.date(2026, 11, 21)}, clearances.DayAhead),
        ({"adult_on": TODAY}, consents.NotAYouth),
        ({"adult_on": dt.date(2029, 11, 21)}, consents.NotAYouth),
        ({"ends_on": dt.date(2026, 11, 19)}, clearances.EndsTooSoon),
        ({"ends_on": dt.date(2027, 6, 16)}, consents.EndsTooLate),
    ],
)
def test_a_consent_makes_sense(viewer_of, coordinator, walkers, youth, values, refusal):
    with pytest.raises(refusal):
        consent(viewer_of(coordinator), walkers, youth, **values)


def test_a_new_consent_takes_the_place_of_the_old(viewer_of, coordinator, walkers, youth):
    first, second = (consent(viewer_of(coordinator), walkers, youth) for _ in range(2))
    assert GuardianConsent.objects.get(withdrawn_at__isnull=True).pk == second.pk != first.pk


def test_a_birthday_that_was_misread_is_corrected_by_the_next_paper(viewer_of, coordinator, walkers, youth):
    viewer, day = viewer_of(coordinator), NOW.date() + dt.timedelta(days=90)
    consent(viewer, walkers, youth, adult_on=NOW.date() + dt.timedelta(days=900))
    consent(viewer, walkers, youth, adult_on=day)
    assert [bool(youths_among([youth.pk], when)) for when in (day - dt.timedelta(days=1), day)] == [True, False]


@pytest.mark.parametrize("by", ["coordinator", "youth"])
def test_a_consent_taken_back_takes_the_yes_with_it_at_once(
    request, viewer_of, coordinator, walkers, youth, fittja, by
):
    early = factories.make_event(walkers, fittja, ends_at=NOW + dt.timedelta(hours=5))
    row = consent(viewer_of(coordinator), walkers, youth)
    assert say_yes(viewer=viewer_of(youth), event_id=early.pk, now=NOW).state == "coming"
    before = viewer_of(youth).rights_version
    consents.withdraw_consent(viewer=viewer_of(request.getfixturevalue(by)), consent_id=row.pk, now=NOW)
    youth.refresh_from_db()
    assert (Signup.objects.get().state, youth.rights_version > before) == ("stepped_down", True)


def test_others_neither_note_nor_take_back_a_consent(
    viewer_of, coordinator, leader, walker, walkers, youth, association
):
    row = consent(viewer_of(coordinator), walkers, youth)
    with pytest.raises(NotAllowed):
        consent(viewer_of(leader), walkers, youth)
    for other in (leader, walker, association):
        with pytest.raises(NotFound):
            consents.withdraw_consent(viewer=viewer_of(other), consent_id=row.pk, now=NOW)


def test_reminded_thirty_days_before_once_and_moved_as_it_changes(viewer_of, coordinator, walkers, youth):
    viewer = viewer_of(coordinator)
    row = note(viewer, walkers, youth, expires_on=dt.date(2027, 3, 31))
    due = Due.objects.get(key=f"volunteers.clearance_ends:{row.pk}")
    assert due.due_at == dt.datetime(2027, 3, 1, 8, 0, tzinfo=dt.UTC)
    note(viewer, walkers, youth, expires_on=dt.date(2027, 5, 31))
    due.refresh_from_db()
    assert due.due_at.date() == dt.date(2027, 5, 31) - BEFORE
    for _ in range(2):
        remind(row_id=row.pk, now=due.due_at)
    told = Delivery.objects.get(kind="volunteers.clearance_ends")
    assert (told.user, told.subject) == (youth, "Din utbildning gäller till och med måndag 31 maj")
    assert "/mina-bevis/" in told.body


def test_a_newer_one_speaks_for_the_older_and_gives_the_clock_back(viewer_of, coordinator, walkers, youth):
    viewer = viewer_of(coordinator)
    old = note(viewer, walkers, youth, given_on=dt.date(2026, 1, 1), expires_on=dt.date(2027, 1, 31))
    new = note(viewer, walkers, youth, expires_on=dt.date(2029, 1, 31))
    waiting = Due.objects.filter(kind="volunteers.clearance_ends", withdrawn=False)
    assert waiting.get().ref == new.pk
    remind(row_id=old.pk, now=NOW)
    clearances.withdraw_clearance(viewer=viewer, clearance_id=new.pk, now=NOW)
    remind(row_id=new.pk, now=NOW)
    assert (waiting.get().ref, Delivery.objects.filter(kind="volunteers.clearance_ends").count()) == (old.pk, 0)


def test_what_was_given_for_a_short_time_has_no_reminder(viewer_of, coordinator, walkers, youth):
    note(viewer_of(coordinator), walkers, youth, expires_on=TODAY + dt.timedelta(days=29))
    assert not Due.objects.filter(kind="volunteers.clearance_ends", withdrawn=False).exists()


def test_the_coordinator_notes_on_the_members_page(client_of, coordinator, walkers, youth):
    client, url = client_of(coordinator), f"/organisationer/{walkers.pk}/medlem/{youth.pk}/"
    assert "Registerutdrag visat" not in client.get(url).content.decode()
    posted = client.post(url, {"kind": "training", "given_on": "2026-01-01", "expires_on": ""})
    assert posted.status_code == 302
    assert "antecknat av Carina Ek" in client.get(url).content.decode()
    assert client.post(url, {"kind": "training", "given_on": ""}).status_code == 400
    row = Clearance.objects.get(user=youth)
    client.post(f"/bevis/{row.pk}/ta-tillbaka/")
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_the_guardians_name_is_not_on_any_page(client_of, viewer_of, coordinator, walkers, youth):
    row = consent(viewer_of(coordinator), walkers, youth)
    for user, path in ((coordinator, f"/organisationer/{walkers.pk}/medlem/{youth.pk}/"), (youth, "/mina-bevis/")):
        page = client_of(user).get(path).content.decode()
        assert ("årdnadshavares samtycke" in page, "Vera" in page) == (True, False)
    assert client_of(youth).post(f"/samtycke/{row.pk}/ta-tillbaka/")["Location"] == "/mina-bevis/"


def test_no_form_takes_a_file(client_of, association, club):
    helper = factories.make_member(club, cleared=())
    page = client_of(association).get(f"/organisationer/{club.pk}/medlem/{helper.pk}/").content.decode()
    assert "Registerutdrag visat" in page
    assert 'type="file"' not in page
    assert "multipart" not in page


@pytest.mark.parametrize("who", ["walker", "leader", "association", "police"])
def test_others_do_not_open_a_members_page(request, client_of, walkers, second_walker, who):
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"/organisationer/{walkers.pk}/medlem/{second_walker.pk}/").status_code == 403


def test_the_api_notes_lists_and_takes_back(client_of, coordinator, walkers, walker, youth):
    client = client_of(coordinator)
    Clearance.objects.all().delete()
    whose = {"organisation": str(walkers.pk), "user": str(walker.pk)}
    sent = {**whose, "kind": "training", "given_on": "2026-01-01"}
    made = client.post("/api/v1/clearances/", sent, content_type="application/json")
    assert made.status_code == 201
    assert [row["id"] for row in client.get("/api/v1/clearances/").json()["results"]] == [made.json()["id"]]
    assert client.delete(f"/api/v1/clearances/{made.json()['id']}/").status_code == 204
    sent = {**whose, "user": str(youth.pk), "guardian_name": "Vera", "given_on": "2026-01-01", "adult_on": "2028-01-01"}
    made = client.post("/api/v1/consents/", sent, content_type="application/json")
    assert (made.status_code, "guardian_name" in made.json()) == (201, False)
    assert client_of(walker).get("/api/v1/consents/").json()["results"] == []
    assert client_of(youth).delete(f"/api/v1/consents/{made.json()['id']}/").status_code == 204


def test_the_api_publishes_and_reads_rules(client_of, safety_coordinator, walker):
    texts = {"sv": ["Ett."]}
    made = client_of(safety_coordinator).post("/api/v1/golden-rules/", texts, content_type="application/json")
    assert (made.status_code, made.json()["is_current"]) == (201, True)
    client = client_of(walker)
    assert client.post("/api/v1/golden-rules/", texts, content_type="application/json").status_code == 403
    assert client.get("/api/v1/golden-rules/").json()["results"][0]["texts"] == texts
    read = client.put(f"/api/v1/golden-rules/{made.json()['id']}/read/")
    assert (read.status_code, read.json()["kind"]) == (200, "golden_rules")
