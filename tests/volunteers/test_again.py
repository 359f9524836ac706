"""Showing that it is oneself with a code, and what that opens: the file with all of one's own data."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client

from notifications.models import Delivery
from tests.doors import sign_in
from tests.factories import NOW
from volunteers.models import User

if TYPE_CHECKING:
    from collections.abc import Iterator

AGAIN, DATA, FILE = "/konto/skydd/igen/mejl-eller-sms/", "/mina-uppgifter/", "/mina-uppgifter/mina-uppgifter.zip"
FORM = {"next": DATA}


@pytest.fixture(autouse=True)
def clean(db: None) -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=True):
        yield
    cache.clear()


@pytest.fixture
def browser(walker: User) -> Client:
    """Signed in long ago."""
    client = Client(headers={"host": "botkyrka.localhost"})
    sign_in(client, walker, second_factor=False)
    return client


def code_of_mail() -> str:
    return str(mail.outbox[-1].body.split("    ")[1].split()[0])


def test_the_page_and_the_refusal_lead_to_a_code_and_the_code_opens_the_file(browser: Client, walker: User) -> None:
    assert f'href="{AGAIN}?next={DATA}"' in browser.get(DATA).content.decode()
    refused = browser.get(FILE)
    assert (refused.status_code, f'href="{AGAIN}?next={DATA}"' in refused.content.decode()) == (403, True)
    assert "Skicka koden" in browser.get(f"{AGAIN}?next={DATA}").content.decode()
    sent = browser.post(AGAIN, FORM | {"send": "yes"}).content.decode()
    assert (walker.email in sent, mail.outbox[-1].to) == (True, [walker.email])
    assert browser.get(FILE).status_code == 403
    assert browser.post(AGAIN, FORM | {"code": code_of_mail()})["Location"] == DATA
    assert FILE in browser.get(DATA).content.decode()
    assert browser.get(FILE).status_code == 200


def test_it_counts_for_some_minutes(browser: Client, settings: Any) -> None:
    settings.FRESH_MINUTES = 2
    browser.post(AGAIN, {"send": "yes"})
    browser.post(AGAIN, {"code": code_of_mail()})
    for minutes, status in ((1, 200), (3, 403)):
        with time_machine.travel(NOW + dt.timedelta(minutes=minutes), tick=True):
            assert browser.get(FILE).status_code == status


def test_signing_in_counts(walker: User) -> None:
    browser = Client(headers={"host": "botkyrka.localhost"})
    browser.post("/konto/login/code/", {"address": walker.email})
    browser.post("/konto/login/code/confirm/", {"code": code_of_mail(), "action": "verify"})
    assert browser.get(FILE).status_code == 200


def test_a_wrong_code_opens_nothing_and_few_tries_are_given(browser: Client) -> None:
    browser.post(AGAIN, {"send": "yes"})
    right = code_of_mail()
    assert "Koden stämmer inte." in browser.post(AGAIN, {"code": "AAAAAA"}).content.decode()
    for _ in range(2):
        browser.post(AGAIN, {"code": "AAAAAA"})
    browser.post(AGAIN, {"code": right})
    assert browser.get(FILE).status_code == 403


def test_a_code_is_worth_nothing_to_somebody_else_or_too_late(
    browser: Client, second_walker: User, walker: User
) -> None:
    browser.post(AGAIN, {"send": "yes"})
    with time_machine.travel(NOW + dt.timedelta(minutes=6), tick=True):
        browser.post(AGAIN, {"code": code_of_mail()})
        assert browser.get(FILE).status_code == 403
    browser.post(AGAIN, {"send": "yes"})
    other = Client(headers={"host": "botkyrka.localhost"})
    sign_in(other, second_walker, second_factor=False)
    other.post(AGAIN, {"code": code_of_mail()})
    assert other.get(FILE).status_code == 403


def test_whoever_has_a_second_factor_shows_that(browser: Client, walker: User) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(walker, generate_totp_secret())
    assert "/konto/skydd/igen/kod/" in browser.get(FILE).content.decode()
    assert browser.get(f"{AGAIN}?next={DATA}")["Location"].startswith("/konto/skydd/igen/kod/?next=")
    assert browser.post(AGAIN, {"send": "yes"}).status_code == 302
    assert mail.outbox == []


def test_codes_are_few(browser: Client) -> None:
    for _ in range(8):
        said = browser.post(AGAIN, {"send": "yes"}).content.decode()
    assert ("Det blev för många försök." in said, len(mail.outbox)) == (True, 5)


def test_it_leads_nowhere_else(browser: Client) -> None:
    browser.post(AGAIN, {"send": "yes"})
    answer = browser.post(AGAIN, {"code": code_of_mail(), "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_whoever_has_a_telephone_alone_gets_an_sms(walker: User, settings: Any) -> None:
    settings.SMS_URL = "file:"
    User.objects.filter(pk=walker.pk).update(email=None, phone="+46701740605", phone_is_verified=True)
    walker.refresh_from_db()
    browser = Client(headers={"host": "botkyrka.localhost"})
    sign_in(browser, walker, second_factor=False)
    page = browser.post(AGAIN, {"send": "yes"}).content.decode()
    said = Delivery.objects.get(channel="sms")
    assert ("070-174 06 05" in page, said.address) == (True, "+46701740605")
    found = re.search(r"\b(\d{6})\b", said.body)
    assert found
    browser.post(AGAIN, {"code": found[1]})
    assert browser.get(FILE).status_code == 200
