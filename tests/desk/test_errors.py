"""Answers to what no view took, and the sign-in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.test import Client, RequestFactory

from backend.desk import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from places.models import Municipality
    from volunteers.models import User


@pytest.fixture
def client(client_of: Callable[[], Client]) -> Client:
    """A visitor's browser in Botkyrka."""
    return client_of()


def test_unknown_page_says_so_in_swedish(client: Client) -> None:
    answer = client.get("/finns-inte/", headers={"accept-language": "sv"})
    assert (answer.status_code, "Sidan finns inte" in answer.content.decode()) == (404, True)


def test_unknown_api_address_is_a_problem(client: Client) -> None:
    answer = client.get("/api/v1/finns-inte/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"


def test_foreign_form_is_refused_with_a_page(botkyrka: Municipality) -> None:
    elsewhere = Client(enforce_csrf_checks=True, headers={"host": "botkyrka.localhost"})
    answer = elsewhere.post("/konto/login/code/", {"address": "a@example.org"})
    assert answer.status_code == 403
    assert 'class="pagehead"' in answer.content.decode()


@pytest.mark.parametrize(("path", "kind"), [("/veckan/", "text/html"), ("/api/v1/x/", "application/problem+json")])
def test_our_own_fault_needs_no_database(path: str, kind: str) -> None:
    answer = errors.server_error(RequestFactory().get(path))
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (500, kind)


def test_every_answer_has_its_page(botkyrka: Municipality) -> None:
    request = RequestFactory().get("/")
    answers = [errors.bad_request(request), errors.forbidden(request), errors.not_found(request)]
    assert [answer.status_code for answer in answers] == [400, 403, 404]


def test_sign_in_asks_for_the_address_only(client: Client) -> None:
    page = client.get("/konto/login/").content.decode()
    assert ('name="address"' in page, 'type="password"' in page) == (True, False)


def test_code_arrives_in_plain_words_and_signs_in(walker: User, client: Client) -> None:
    client.post("/konto/login/code/", {"address": walker.email}, headers={"accept-language": "sv"})
    letter = mail.outbox[0]
    code = next(line.strip() for line in letter.body.splitlines() if line.startswith("    "))
    answer = client.post("/konto/login/code/confirm/", {"code": code})
    assert (letter.subject, answer.status_code, "_auth_user_id" in client.session) == ("Din kod till Lykta", 302, True)


def test_wrong_code_is_said_on_the_field(walker: User, client: Client) -> None:
    client.post("/konto/login/code/", {"address": walker.email})
    page = client.post("/konto/login/code/confirm/", {"code": "fel"}).content.decode()
    assert 'aria-describedby="id_code_error"' in page


def test_unknown_address_gets_the_same_page(client: Client) -> None:
    answer = client.post("/konto/login/code/", {"address": "nobody@example.org"})
    assert (answer.status_code, answer["Location"]) == (302, "/konto/login/code/confirm/")


@pytest.mark.parametrize("path", ["/konto/password/reset/", "/konto/email/", "/konto/password/change/"])
def test_doors_that_we_do_not_use_are_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
