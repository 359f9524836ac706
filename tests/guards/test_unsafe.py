"""serve refuses each unsafe setting with one sentence, and nothing that is safe."""

from __future__ import annotations

import pytest

from backend.desk import running, unsafe

KEY = "k" * 50


@pytest.fixture
def site(settings, tmp_path):
    """A site as docs/running.md sets it up: public, behind https, with mail."""
    settings.DATA_DIR, settings.KEYS_FILE = tmp_path, tmp_path / "keys.env"
    settings.CONTACT_KEYS_FILE = tmp_path / "contact-keys.env"
    settings.SECRET_KEY, settings.FIELD_KEYS, settings.CONTACT_KEYS = "s" * 50, [KEY], ["c" * 50]
    settings.PUBLIC_URL, settings.HTTPS = "https://trygg.botkyrka.example", True
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    settings.ALLOWED_HOSTS = ["trygg.botkyrka.example"]
    settings.CALENDAR_DOMAIN = "trygg.botkyrka.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "lykta@botkyrka.example"
    return settings


def test_a_site_set_up_by_the_book_is_safe(site):
    assert unsafe.reasons() == []


def test_this_machine_alone_needs_no_mail_server(site):
    site.PUBLIC_URL, site.ALLOWED_HOSTS, site.HTTPS = "http://localhost:8000", ["localhost", ".localhost"], False
    site.EMAIL_BACKEND, site.CALENDAR_DOMAIN = "django.core.mail.backends.filebased.EmailBackend", "lykta.invalid"
    assert unsafe.reasons() == []


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", True, "LYKTA_DEBUG is on"),
        ("DEMO", True, "LYKTA_DEMO is on"),
        ("SECRET_KEY", "", "SECRET_KEY is missing"),
        ("SECRET_KEY", "short", "SECRET_KEY is missing"),
        ("SECRET_KEY", KEY, "SECRET_KEY, FIELD_KEYS and CONTACT_KEYS share a key"),
        ("CONTACT_KEYS", [], "CONTACT_KEYS is missing"),
        ("CONTACT_KEYS", [KEY], "SECRET_KEY, FIELD_KEYS and CONTACT_KEYS share a key"),
        ("FIELD_KEYS", [], "FIELD_KEYS is missing"),
        ("FIELD_KEYS", [KEY, "short"], "FIELD_KEYS is missing"),
        ("ALLOWED_HOSTS", ["*"], "LYKTA_HOSTS holds *"),
        ("ALLOWED_HOSTS", ["localhost"], "LYKTA_HOSTS does not hold trygg.botkyrka.example"),
        ("PUBLIC_URL", "http://trygg.botkyrka.example", "LYKTA_PUBLIC_URL is not https"),
        ("PUBLIC_URL", "http://localhost:8000", "LYKTA_HOSTS names public hosts"),
        ("HTTPS", False, "LYKTA_HTTPS is off"),
        ("TRUSTED_PROXIES", [], "LYKTA_PROXIES names no proxy"),
        ("CALENDAR_DOMAIN", "lykta.invalid", "LYKTA_CALENDAR_DOMAIN is not set"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "LYKTA_EMAIL_URL is not a mail server"),
        ("DEFAULT_FROM_EMAIL", "lykta@localhost", "LYKTA_FROM_EMAIL is not set"),
        ("SIGN_ON", [{"host": "a.example", "issuer": "https://i.example"}], "LYKTA_SIGN_ON lacks client_id, secret"),
        (
            "SIGN_ON",
            [{"host": "a", "issuer": "http://i.example", "client_id": "c", "secret": "s", "domains": ["a.example"]}],
            "LYKTA_SIGN_ON names an issuer without https",
        ),
        ("SMS_URL", "console:", "LYKTA_SMS_URL sends no SMS"),
        ("SMS_URL", "file:", "LYKTA_SMS_URL sends no SMS"),
        ("SMS_URL", "https://api.46elks.com", "LYKTA_SMS_URL is not 46elks://"),
        ("SMS_URL", "46elks+http://u:p@api.46elks.com", "LYKTA_SMS_URL is not https"),
    ],
)
def test_an_unsafe_setting_gets_its_one_sentence(site, name, value, sentence):
    setattr(site, name, value)
    assert [reason[: len(sentence)] for reason in unsafe.reasons()] == [sentence]


@pytest.mark.parametrize("url", ["", "46elks://u:p@api.46elks.com"])
def test_a_real_sms_service_or_none_is_safe(site, url):
    site.SMS_URL = url
    assert unsafe.reasons() == []


def test_the_demos_data_is_not_served(site):
    (site.DATA_DIR / running.DEMO_MARK).touch()
    assert [reason.split(": ")[0] for reason in unsafe.reasons()] == [f"{site.DATA_DIR} holds the demo's data"]


def test_keys_that_others_can_read_are_refused(site):
    site.KEYS_FILE.touch(0o644)
    assert [reason.split(": ")[0] for reason in unsafe.reasons()] == [f"{site.KEYS_FILE} can be read by other users"]


@pytest.mark.parametrize("shared", [True, False])
def test_several_processes_need_postgresql_and_redis(site, monkeypatch, shared):
    monkeypatch.setattr(unsafe, "can_share", lambda: shared)
    assert [r.split(" (")[0] for r in unsafe.reasons(processes=2)] == (
        [] if shared else ["Several web processes need PostgreSQL"]
    )
