"""The papers: public, current, and with a way to tell the municipality what does not work."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.template.loader import render_to_string

from backend.common import privacy
from notifications.models import Delivery
from tests.volunteers.test_invitations import make
from volunteers import papers
from volunteers.models import VolunteersRules
from volunteers.states import ROLE_LABELS
from volunteers.web.papers import MOST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    from places.models import Municipality
    from volunteers.models import Organisation, User

STATEMENT = "/integritet/tillganglighet/"


def test_the_record_of_processing_is_current() -> None:
    assert (papers.folder() / papers.RECORD).read_text("utf-8") == papers.record_of_processing()


def test_the_command_writes_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(papers, "folder", lambda: tmp_path)
    call_command("record_of_processing", stdout=StringIO())
    assert (tmp_path / papers.RECORD).read_text("utf-8") == papers.record_of_processing()


def test_every_holder_stands_in_the_record() -> None:
    text = papers.record_of_processing()
    said = [(holder.title, holder.purpose, holder.keep) for holder in privacy.holders()]
    assert [str(each) for three in said for each in three if str(each) not in text] == []


@pytest.mark.parametrize("slug", papers.PAPERS)
def test_every_paper_is_open_and_whole(slug: str, botkyrka: Municipality, client_of: Callable[..., Client]) -> None:
    page = client_of().get(f"/integritet/{slug}/").content.decode()
    source = papers.blocks(slug)
    assert source[0].kind == "h1"
    assert all(block.text in page.replace("\N{SOFT HYPHEN}", "") for block in source if block.kind in {"h1", "h2"})
    assert ("Mall." in page, "English summary" in page) == (True, True)


def test_an_unknown_paper_is_not_there(botkyrka: Municipality, client_of: Callable[..., Client]) -> None:
    assert client_of().get("/integritet/passwd/").status_code == 404
    assert client_of().post("/integritet/incident/").status_code == 404


def test_the_index_names_papers_roles_and_sub_processors(
    botkyrka: Municipality, client_of: Callable[..., Client], settings: Any
) -> None:
    settings.SUB_PROCESSORS = ["Exempel Drift AB (Stockholm): servrar"]
    page = client_of().get("/integritet/").content.decode()
    assert all(f"/integritet/{slug}/" in page for slug in papers.PAPERS)
    assert settings.SUB_PROCESSORS[0] in page


@pytest.mark.parametrize("role", ["", *(role.value for role in ROLE_LABELS)])
def test_each_role_is_told_the_ground_and_that_records_are_public(role: str) -> None:
    text = render_to_string("volunteers/_art13.html", {"role": role})
    assert ("ansvarig" in text, "llmän" in text, "Integritetsskyddsmyndigheten" in text) == (True, True, True)


def test_it_says_how_the_data_protection_officer_is_reached(
    botkyrka: Municipality, client_of: Callable[..., Client]
) -> None:
    assert "genom kommunens växel" in client_of().get("/integritet/").content.decode()
    VolunteersRules.objects.create(municipality=botkyrka, officer_email="dso@botkyrka.example")
    said = client_of().get("/integritet/").content.decode()
    assert 'href="mailto:dso@botkyrka.example"' in said
    assert "genom kommunens växel" not in said


TOLD = {"": "sparar inte vilken enhet", "volunteer": "Listan över vilka som var ute", "safety_coordinator": "i två år"}


def test_each_is_told_where_data_is_given(
    walkers: Organisation, coordinator: User, safety_unit: Organisation, association: User,
    client_of: Callable[..., Client],
) -> None:  # fmt: skip
    base = f"/organisationer/{walkers.pk}"
    led = [client_of(coordinator).get(path) for path in (f"{base}/", f"{base}/utan-konto/", f"{base}/lista/")]
    asked = client_of(association).get(f"{base}/om/")
    invited = [
        (role, client_of().get(f"/inbjudan/{make(organisation, role=role)[1]}/"))
        for role, organisation in (("volunteer", walkers), ("safety_coordinator", safety_unit))
    ]
    found = [("volunteer", answer) for answer in (*led, asked)] + invited + [("", client_of().get("/observera/"))]
    pages = [(role, answer.request["PATH_INFO"], answer.content.decode()) for role, answer in found]
    assert [(role, path) for role, path, page in pages if TOLD[role] not in page] == []


class TestFeedback:
    """The form under the accessibility statement."""

    @pytest.fixture(autouse=True)
    def afresh(self) -> None:
        cache.clear()

    def test_it_reaches_the_municipality_without_an_account(
        self, safety_unit: Organisation, client_of: Callable[..., Client]
    ) -> None:
        values = {"text": "Knappen syns inte", "reply_to": "bo@example.org"}
        assert client_of().post(STATEMENT, values).status_code == 302
        mail = Delivery.objects.get()
        assert (mail.address, mail.user_id) == (safety_unit.contact_email, None)
        assert ("Knappen syns inte" in mail.body, "bo@example.org" in mail.body) == (True, True)

    def test_a_configured_address_wins(
        self, safety_unit: Organisation, client_of: Callable[..., Client], settings: Any
    ) -> None:
        settings.FEEDBACK_EMAIL = "kontakt@example.org"
        client_of().post(STATEMENT, {"text": "x"})
        assert Delivery.objects.get().address == "kontakt@example.org"

    def test_without_a_receiver_it_says_so(self, botkyrka: Municipality, client_of: Callable[..., Client]) -> None:
        answer = client_of().post(STATEMENT, {"text": "x"})
        assert (answer.status_code, "växel" in answer.content.decode()) == (400, True)

    def test_a_machine_is_stopped(self, safety_unit: Organisation, client_of: Callable[..., Client]) -> None:
        answers = [client_of().post(STATEMENT, {"text": "x"}).status_code for _ in range(MOST + 1)]
        assert answers == [302] * MOST + [400]
        assert Delivery.objects.count() == MOST

    def test_an_empty_one_is_not_sent(self, safety_unit: Organisation, client_of: Callable[..., Client]) -> None:
        assert client_of().post(STATEMENT, {"text": ""}).status_code == 400
        assert not Delivery.objects.exists()
