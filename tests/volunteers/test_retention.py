"""Retention: by the municipality's own time, for municipal records by decision alone, and with a proof of it."""

from __future__ import annotations

import datetime as dt
import uuid
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.management import call_command

from backend.common import privacy
from backend.common.errors import NotAllowed
from events.models import Signup
from notifications import due
from tests import factories
from tests.factories import NOW
from tips.models import Tip
from volunteers.actions import retention
from volunteers.models import AccessLog, RetentionProof, RetentionRule
from volunteers.states import AccessKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from backend.common.viewer import Viewer
    from events.models import Event
    from places.models import District, Municipality
    from volunteers.models import User

FIRST: dict[str, Any] = {"version": 0, "now": NOW}


def read_at(municipality: Municipality, subject: User, at: dt.datetime) -> None:
    AccessLog.objects.create(
        municipality=municipality, kind=AccessKind.READ, at=at, hour=at, subject=subject, what="x", fields="name"
    )


@pytest.fixture
def old(botkyrka: Municipality, huddinge: Municipality, walker: User, walk: Event, fittja: District) -> Event:
    """One reading of 400 days and one of 10, a walk of 400 days, and an observation with a text of 400 days."""
    for municipality in (botkyrka, huddinge):
        for days in (400, 10):
            read_at(municipality, walker, NOW - dt.timedelta(days=days))
    long_ago = NOW - dt.timedelta(days=400)
    event = factories.make_event(
        walk.organisation, fittja, starts_at=long_ago, ends_at=long_ago + dt.timedelta(hours=3)
    )
    factories.make_signup(event, walker)
    factories.make_signup(walk, walker)
    Tip.objects.create(
        id=uuid.uuid4(), municipality=botkyrka, category="lighting", district=fittja, occurred_at=long_ago,
        week="2025-W42", weekday=1, band=1, received_at=long_ago, channel="web", reporter="resident", urgency=3,
        digest="1", receipt_hash="1", text="Lampan är trasig", text_state="clear", state="closed",
    )  # fmt: skip
    return event


def counts(municipality: Municipality) -> dict[str, int]:
    return {plan.data_class.code: plan.count for plan in retention.plans(municipality.pk, NOW) if plan.count}


def test_the_dry_run_counts_and_touches_nothing(old: Event, botkyrka: Municipality) -> None:
    expected = {"events.walk_list": 1, "tips.texts": 1, "volunteers.access_log": 1}
    assert (counts(botkyrka), counts(botkyrka)) == (expected, expected)
    assert not RetentionProof.objects.exists()


def test_what_is_older_goes_in_its_own_municipality_with_a_proof(
    old: Event, botkyrka: Municipality, huddinge: Municipality
) -> None:
    retention.dispose(municipality_id=botkyrka.pk, now=NOW)
    assert AccessLog.objects.filter(municipality=botkyrka).count() == 1
    assert AccessLog.objects.filter(municipality=huddinge).count() == 2
    assert sorted(Signup.objects.values_list("event", "user").filter(user=None)) == [(old.pk, None)]
    proofs = RetentionProof.objects.values_list("data_class", "removed", "refused")
    assert sorted(proofs) == [
        ("events.walk_list", 1, ""), ("tips.texts", 0, "no_decision"), ("volunteers.access_log", 1, ""),
    ]  # fmt: skip


def test_a_municipal_record_goes_only_by_a_decision(old: Event, botkyrka: Municipality) -> None:
    retention.dispose(municipality_id=botkyrka.pk, now=NOW)
    assert Tip.objects.get().text
    RetentionRule.objects.create(municipality=botkyrka, data_class="tips.texts", days=30, decision_ref="KS 2026/12")
    retention.dispose(municipality_id=botkyrka.pk, now=NOW)
    assert (Tip.objects.get().text, Tip.objects.get().text_state) == ("", "removed")
    assert RetentionProof.objects.get(data_class="tips.texts", removed=1).decision_ref == "KS 2026/12"


def test_the_municipalitys_own_time_counts(
    old: Event, botkyrka: Municipality, safety_coordinator: User, viewer_of: Callable[..., Viewer]
) -> None:
    viewer = viewer_of(safety_coordinator)
    retention.set_retention(viewer=viewer, data_class="volunteers.access_log", days=5, decision_ref=" KS  1 ", **FIRST)
    assert counts(botkyrka)["volunteers.access_log"] == 2
    assert RetentionRule.objects.get().decision_ref == "KS 1"


@pytest.mark.parametrize("who", ["walker", "coordinator", "police"])
def test_others_set_nothing(request: pytest.FixtureRequest, who: str, viewer_of: Callable[..., Viewer]) -> None:
    viewer = viewer_of(request.getfixturevalue(who))
    with pytest.raises(NotAllowed):
        retention.set_retention(viewer=viewer, data_class="volunteers.access_log", days=5, decision_ref="", **FIRST)


@pytest.mark.parametrize(("code", "days"), [("situation.decisions", 5), ("nothing", 5), ("tips.texts", 99_999)])
def test_what_is_preserved_gets_no_time(
    safety_coordinator: User, viewer_of: Callable[..., Viewer], code: str, days: int
) -> None:
    with pytest.raises((retention.UnknownClass, retention.BadDays)):
        retention.set_retention(
            viewer=viewer_of(safety_coordinator), data_class=code, days=days, decision_ref="", **FIRST
        )


def test_every_class_disposes_of_what_it_counts(old: Event, botkyrka: Municipality) -> None:
    late = NOW + dt.timedelta(days=4000)
    with time_machine.travel(late):
        for each in privacy.classes():
            counted = each.outlived(botkyrka.pk, late)
            assert each.dispose(botkyrka.pk, late) == counted
            assert each.outlived(botkyrka.pk, late) == 0


def test_the_command_says_and_does(old: Event, botkyrka: Municipality) -> None:
    with time_machine.travel(NOW):
        out = StringIO()
        call_command("dispose", "--dry-run", stdout=out)
        assert "Botkyrka: volunteers.access_log: would remove 1" in out.getvalue()
        assert "tips.texts: would refuse 1 (no disposal decision)" in out.getvalue()
        call_command("dispose", stdout=StringIO())
    assert AccessLog.objects.filter(municipality=botkyrka).count() == 1


def test_the_clockwork_does_it_daily(old: Event, botkyrka: Municipality) -> None:
    kind = due.get("volunteers.retention")
    assert kind.every == dt.timedelta(days=1)
    kind.handler(None, NOW)  # type: ignore[arg-type]
    assert AccessLog.objects.filter(municipality=botkyrka).count() == 1


class TestPage:
    """/integritet/gallring/."""

    def test_times_dry_run_and_proofs(
        self, old: Event, safety_coordinator: User, client_of: Callable[..., Client]
    ) -> None:
        client = client_of(safety_coordinator)
        with time_machine.travel(NOW):
            page = client.get("/integritet/gallring/").content.decode()
            assert ("skulle ta bort 1" in page, "Beslut saknas, 1 väntar" in page) == (True, True)
            values = {"data_class": "tips.texts", "days": "30", "decision_ref": "KS 2026/12"}
            assert client.post("/integritet/gallring/", values).status_code == 302
            retention.dispose(municipality_id=old.municipality_id, now=NOW)
            assert "beslut KS 2026/12" in client.get("/integritet/gallring/").content.decode()

    def test_the_second_of_two_is_told_and_the_history_says_who(
        self, botkyrka: Municipality, safety_coordinator: User, client_of: Callable[..., Client]
    ) -> None:
        client, path = client_of(safety_coordinator), "/integritet/gallring/"
        seen = client.get(path).context["form"]["version"].value()
        values = {"data_class": "tips.texts", "days": "30", "decision_ref": "KS 1", "version": seen}
        assert client.post(path, values).status_code == 302
        late = client.post(path, values | {"days": "9000", "decision_ref": ""})
        assert (late.status_code, "Någon annan har ändrat" in late.content.decode()) == (400, True)
        assert (RetentionRule.objects.get().days, RetentionRule.objects.get().decision_ref) == (30, "KS 1")
        history = client.get("/kommun/installningar/").content.decode()
        said = ("Hur länge uppgifter sparas", "Observationernas texter", "30, KS 1", safety_coordinator.name)
        assert [words for words in said if words not in history] == []

    def test_a_wrong_number_stays_on_the_form(self, safety_coordinator: User, client_of: Callable[..., Client]) -> None:
        values = {"data_class": "tips.texts", "days": "-1"}
        assert client_of(safety_coordinator).post("/integritet/gallring/", values).status_code == 400

    @pytest.mark.parametrize("who", ["walker", "coordinator", "police", "housing"])
    def test_others_are_shut_out(
        self, request: pytest.FixtureRequest, who: str, client_of: Callable[..., Client]
    ) -> None:
        assert client_of(request.getfixturevalue(who)).get("/integritet/gallring/").status_code == 403
