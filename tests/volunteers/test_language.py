"""The language that somebody chose follows them: pages on this device, mails, and the next device."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.mail import EmailMessage
    from django.test import Client

    from volunteers.models import User

    ClientOf = Callable[..., Client]

COOKIE = "django_language"


def choose(client: Client, language: str, after: str = "/") -> tuple[int, str]:
    answer = client.post("/i18n/setlang/", {"language": language, "next": after})
    return answer.status_code, answer["location"]


def test_the_choice_turns_the_page_and_stays_on_the_account(client_of: ClientOf, walker: User) -> None:
    client = client_of(walker)
    assert choose(client, "en", "/mina-kvallar/") == (302, "/mina-kvallar/")
    walker.refresh_from_db()
    assert (walker.language, "My evenings" in client.get("/mina-kvallar/").content.decode()) == ("en", True)


def test_a_visitor_chooses_without_an_account(client_of: ClientOf) -> None:
    client = client_of()
    assert choose(client, "en") == (302, "/")
    assert '<html lang="en"' in client.get("/").content.decode()


def test_a_language_that_lykta_does_not_speak_changes_nothing(client_of: ClientOf, walker: User) -> None:
    client = client_of(walker)
    answer = client.post("/i18n/setlang/", {"language": "tlh", "next": "/"})
    walker.refresh_from_db()
    assert (answer.status_code, walker.language, COOKIE in client.cookies) == (400, "sv", False)


def sign_in(client: Client, user: User, outbox: list[EmailMessage]) -> None:
    client.post("/konto/login/code/", {"address": user.email})
    code = re.search(r"^ {4}(\S+)$", str(outbox[-1].body), re.MULTILINE)
    assert code is not None
    client.post("/konto/login/code/confirm/", {"code": code[1], "action": "verify"})


@pytest.mark.parametrize(("chosen", "spoken"), [(None, "en"), ("sv", "sv")])
def test_a_new_device_speaks_the_accounts_language_until_another_is_chosen(
    client_of: ClientOf, walker: User, mailoutbox: list[EmailMessage], chosen: str | None, spoken: str
) -> None:
    walker.language = "en"
    walker.save()
    client = client_of()
    if chosen:
        choose(client, chosen)
    sign_in(client, walker, mailoutbox)
    assert (client.cookies[COOKIE].value, f'<html lang="{spoken}"' in client.get("/").content.decode()) == (
        spoken,
        True,
    )
