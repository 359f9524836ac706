"""Signing in with a browser: a passkey of Chromium's virtual authenticator, an app's code, a code by SMS."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache

from backend.common import clock
from notifications.worker import Worker
from tests.doors import sign_in
from volunteers.models import User
from volunteers.models.rules import VolunteersRules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from pytest_django.fixtures import SettingsWrapper

    from places.models import Municipality

pytestmark = pytest.mark.browser
NUMBER = "+46701740605"


@pytest.fixture
def phone(live_url: str, browser: Browser) -> Iterator[Page]:
    """A phone on the municipality's own name, with an authenticator inside; what a page complains of is a fault."""
    cache.clear()
    origin = f"http://botkyrka.localhost:{urlsplit(live_url).port}"
    context = browser.new_context(base_url=origin, viewport={"width": 360, "height": 780}, locale="sv-SE")
    context.set_default_timeout(15_000)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()
    assert faults == []


def enter(page: Page, user: User) -> None:
    """Signed in by a code some time ago: without a second factor."""
    from django.test import Client

    key = sign_in(Client(), user, second_factor=False)
    page.goto("/konto/login/")
    page.context.add_cookies([{"name": "sessionid", "value": key, "domain": "botkyrka.localhost", "path": "/"}])


def sign_out(page: Page) -> None:
    page.goto("/konto/logout/")
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")


def test_a_passkey_is_added_opens_what_was_shut_and_signs_in_alone(
    phone: Page, safety_coordinator: User, botkyrka: Municipality
) -> None:
    VolunteersRules.objects.create(municipality=botkyrka, second_factor_grace_days=0)
    enter(phone, safety_coordinator)
    phone.goto("/observationer/")
    assert phone.get_by_role("heading", level=1).inner_text() == "Tvåstegsinloggning behövs"
    phone.get_by_role("link", name="Lägg till en passkey").click()
    phone.get_by_role("button", name="Skapa passkey").click()
    phone.wait_for_url("**/skydd/reservkoder/")
    assert Authenticator.objects.filter(user=safety_coordinator, type="webauthn").count() == 1
    phone.goto("/observationer/")
    assert phone.get_by_role("heading", level=1).inner_text() == "Observationer"
    sign_out(phone)
    phone.goto("/konto/login/")
    phone.get_by_role("button", name="Logga in med passkey").click()
    phone.wait_for_url(lambda url: urlsplit(url).path == "/")
    phone.goto("/observationer/")
    assert phone.get_by_role("heading", level=1).inner_text() == "Observationer"
    phone.goto("/konto/skydd/")
    phone.get_by_role("link", name="Ta bort Passkey 1").click()
    if "/igen/" in phone.url:  # shown again before the lock is changed
        phone.get_by_role("button", name="Använd din passkey").click()
        phone.wait_for_url("**/bort/")
    phone.get_by_role("button", name="Ta bort").click()
    phone.wait_for_url("**/konto/skydd/")
    assert not Authenticator.objects.exists()
    phone.goto("/observationer/")
    assert phone.get_by_role("heading", level=1).inner_text() == "Tvåstegsinloggning behövs"


def test_a_browser_that_has_no_key_of_ours_says_so(phone: Page, walker: User) -> None:
    phone.goto("/konto/login/")
    phone.get_by_role("button", name="Logga in med passkey").click()
    phone.get_by_text("Det gick inte att läsa din passkey.").wait_for()
    assert urlsplit(phone.url).path == "/konto/login/"


def test_an_app_with_codes_is_added_and_asked_for(
    phone: Page, walker: User, settings: SettingsWrapper, tmp_path: Path
) -> None:
    settings.SMS_URL, settings.DATA_DIR = "file:", tmp_path
    User.objects.filter(pk=walker.pk).update(phone=NUMBER, phone_is_verified=True)
    enter(phone, walker)
    phone.goto("/konto/skydd/")
    phone.get_by_role("link", name="Lägg till en app").click()
    assert phone.locator("svg.qr path").count() == 1
    secret = phone.locator("#secret").text_content() or ""
    phone.get_by_label("Kod från appen").fill(app_code(secret))
    phone.get_by_role("button", name="Lägg till appen").click()
    phone.wait_for_url("**/skydd/reservkoder/")
    sign_out(phone)
    by_sms(phone, tmp_path / "sms")
    phone.wait_for_url("**/login/steg-tva/")
    Authenticator.objects.update(last_used_at=None)
    cache.clear()  # a code is worth one use: here the half minute has not passed
    phone.get_by_label("Kod från appen").fill(app_code(secret))
    phone.get_by_role("button", name="Logga in").click()
    phone.wait_for_url(lambda url: urlsplit(url).path == "/")
    assert phone.get_by_role("heading", level=1).inner_text() == "Hej Amina"


def test_a_code_by_sms_in_three_steps(phone: Page, walker: User, settings: SettingsWrapper, tmp_path: Path) -> None:
    settings.SMS_URL, settings.DATA_DIR = "file:", tmp_path
    User.objects.filter(pk=walker.pk).update(phone=NUMBER, phone_is_verified=True)
    by_sms(phone, tmp_path / "sms")
    phone.wait_for_url(lambda url: urlsplit(url).path == "/")
    assert phone.get_by_role("heading", level=1).inner_text() == "Hej Amina"


def by_sms(page: Page, folder: Path) -> None:
    page.goto("/konto/login/")
    page.get_by_label("E-post eller mobilnummer").fill("070-174 06 05")
    page.get_by_role("button", name="Skicka en kod").click()
    page.wait_for_url("**/confirm/")
    Worker().tick(clock.now())
    (file,) = folder.iterdir()
    found = re.match(rf"{re.escape(NUMBER)}\n(\d{{6}}) ", file.read_text("utf-8"))
    assert found
    page.get_by_label("Kod").fill(found[1])
    page.get_by_role("button", name="Logga in").click()


def app_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
